package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// OpenSSH's `ssh-agent` with some keys.
public final class RealAgent implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration BREATH = Duration.ofMillis(10);

  private final Process process;
  private final WorkFolder folder;

  private RealAgent(Process process, WorkFolder folder) {
    this.process = process;
    this.folder = folder;
  }

  /// Starts one that holds these private keys, in this order; a certificate beside a key is added
  /// with it.
  ///
  /// @throws AssertionError when `ssh-agent` is missing or does not start
  public static RealAgent holding(Path... keys) {
    return with(List.of(), keys);
  }

  /// Starts one that holds a key for one host only (`ssh-add -h`).
  ///
  /// @param knownHosts names the host's key
  public static RealAgent restricted(Path key, String host, Path knownHosts) {
    return with(List.of("-h", host, "-H", knownHosts.toString()), key);
  }

  private static RealAgent with(List<String> options, Path... keys) {
    Path program = Programs.find("ssh-agent", "openssh-client");
    WorkFolder folder = WorkFolder.make("agent");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              program.toString(), "-D", "-a", folder.path().resolve("socket").toString());
      builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
      builder.redirectOutput(folder.write("log", "").toFile());
      RealAgent agent = new RealAgent(builder.start(), folder);
      agent.add(options, keys);
      return agent;
    } catch (IOException e) {
      folder.close();
      throw new UncheckedIOException(e);
    }
  }

  private void add(List<String> options, Path... keys) {
    long end = System.nanoTime() + READY.toNanos();
    while (!listens()) {
      boolean gone = Programs.endsWithin(process, BREATH);
      if (gone || System.nanoTime() > end) {
        String log = Programs.text(folder.path().resolve("log"));
        close();
        throw new AssertionError("ssh-agent does not listen on its socket; it said: " + log);
      }
    }
    List<String> words = new ArrayList<>();
    words.add(Programs.find("ssh-add", "openssh-client").toString());
    words.add("-q");
    words.addAll(options);
    for (Path key : keys) {
      words.add(key.toString());
    }
    Ended added = Programs.run(words, Map.of("SSH_AUTH_SOCK", socket().toString()), READY);
    if (added.exit() != 0) {
      close();
      throw new AssertionError("ssh-add: " + added.err());
    }
  }

  /// The socket is there a moment before somebody listens on it.
  private boolean listens() {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /// What `ssh-add -l` says of it.
  public String list() {
    String program = Programs.find("ssh-add", "openssh-client").toString();
    return Programs.run(List.of(program, "-l"), Map.of("SSH_AUTH_SOCK", socket().toString()), READY)
        .out();
  }

  /// Where it listens.
  public Path socket() {
    return folder.path().resolve("socket");
  }

  /// Ends it, as a crash would.
  public void kill() {
    process.destroyForcibly();
    if (!Programs.endsWithin(process, READY)) {
      throw new AssertionError("ssh-agent cannot be killed");
    }
  }

  @Override
  public void close() {
    kill();
    folder.close();
  }
}
