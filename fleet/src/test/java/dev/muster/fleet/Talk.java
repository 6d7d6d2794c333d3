package dev.muster.fleet;

import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One connection of the engine with one command; everything happens on its loop.
final class Talk implements ConnectionListener, SessionListener {
  private static final int WAIT_SECONDS = 60;

  /// What became of one host: what it printed and how it ended.
  record Became(String out, String end) {}

  private final CompletableFuture<Became> became = new CompletableFuture<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final String command;
  private final byte[] input;

  private Talk(String command, byte[] input) {
    this.command = command;
    this.input = input;
  }

  /// Begins to run `command` on a connection of its own.
  static Talk begin(
      SshClient client, String host, int port, ConnectionOptions options, String command) {
    return begin(client, host, port, options, command, new byte[0]);
  }

  /// Begins to run `command` with `input` on a connection of its own.
  static Talk begin(
      SshClient client,
      String host,
      int port,
      ConnectionOptions options,
      String command,
      byte[] input) {
    Talk talk = new Talk(command, input);
    client.connect(new Destination(host, port, "me", options), talk);
    return talk;
  }

  /// Waits for the end.
  Became became() throws Exception {
    return became.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void ready(SshConnection connection) {
    SshSession session = connection.exec(new Exec(command, Map.of(), Exec.STANDARD_WINDOW), this);
    if (input.length > 0) {
      session.write(input);
    }
    session.endInput();
  }

  @Override
  public void output(SshSession session, Stream stream, byte[] bytes) {
    out.writeBytes(bytes);
    session.consumed(bytes.length);
  }

  @Override
  public void ended(SshSession session, SessionEnd end) {
    String how =
        switch (end) {
          case SessionEnd.Exited(int status) -> "exited " + status;
          case SessionEnd.Failed(Failure why, boolean _) -> text(why);
          case SessionEnd.Signalled _, SessionEnd.NoStatus _ -> end.toString();
        };
    became.complete(new Became(out.toString(StandardCharsets.UTF_8), how));
    session.connection().close();
  }

  @Override
  public void ended(SshConnection connection, Optional<Failure> why) {
    became.complete(new Became("", why.map(Talk::text).orElse("closed")));
  }

  private static String text(Failure why) {
    return why instanceof Failure.TimedOut late ? "timed out at " + late.phase() : why.message();
  }
}
