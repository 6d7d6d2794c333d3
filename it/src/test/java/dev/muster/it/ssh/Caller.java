package dev.muster.it.ssh;

import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Limits;
import dev.muster.ssh.RekeyLimit;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.trace.PacketTrace;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeys;
import dev.muster.ssh.trust.KnownHostsException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Calls the engine as a program would that waits for each answer. Owns its engine.
final class Caller implements AutoCloseable {

  /// What became of one command.
  record Said(String out, String err, SessionEnd end) {}

  private static final long PATIENCE_SECONDS = 60;

  private final SshClient client;
  private final ConnectionOptions options;

  private Caller(ConnectionOptions options) {
    this(options, SshClient.open(1));
  }

  private Caller(ConnectionOptions options, SshClient client) {
    this.options = options;
    this.client = client;
  }

  /// Returns one whose packets are told to `trace`.
  static Caller tracing(ConnectionOptions options, PacketTrace trace) {
    return new Caller(options, SshClient.open(1, trace));
  }

  /// Returns one that authenticates with `key` and trusts only what `knownHosts` says.
  static Caller with(Path key, Path knownHosts) {
    return new Caller(
        ConnectionOptions.of(List.of(load(key, Passphrase.none())), trust(knownHosts)));
  }

  static Caller with(ConnectionOptions options) {
    return new Caller(options);
  }

  static SshPrivateKey load(Path key, Passphrase passphrase) {
    try {
      return KeyFile.load(key, passphrase);
    } catch (KeyFileException e) {
      throw new AssertionError(e);
    }
  }

  static HostKeys trust(Path knownHosts) {
    try {
      return HostKeys.read(HostKeyPolicy.STRICT, List.of(knownHosts), List.of());
    } catch (KnownHostsException e) {
      throw new AssertionError(e);
    }
  }

  ConnectionOptions options() {
    return options;
  }

  Caller offering(Algorithms algorithms) {
    return changed(
        new ConnectionOptions(
            algorithms,
            options.authentication(),
            options.hostKeys(),
            options.limits(),
            options.rekey()));
  }

  Caller rekeyingEvery(long bytes) {
    return rekeying(RekeyLimit.after(bytes));
  }

  Caller rekeying(RekeyLimit limit) {
    return changed(
        new ConnectionOptions(
            options.algorithms(),
            options.authentication(),
            options.hostKeys(),
            options.limits(),
            limit));
  }

  Caller limitedBy(Limits limits) {
    return changed(
        new ConnectionOptions(
            options.algorithms(),
            options.authentication(),
            options.hostKeys(),
            limits,
            options.rekey()));
  }

  private Caller changed(ConnectionOptions other) {
    close();
    return new Caller(other);
  }

  /// Connects and returns the connection once it is ready.
  ///
  /// @throws AssertionError with the failure's message if it never is
  SshConnection connect(String host, int port) {
    return await(beginning(null, host, port));
  }

  /// Connects as another user and returns the connection once it is ready.
  SshConnection connectAs(String user, String host, int port) {
    CompletableFuture<SshConnection> ready = new CompletableFuture<>();
    begin(null, to(user, host, port), ready, new CompletableFuture<>());
    return await(ready);
  }

  /// Connects through another connection, as [#connect].
  SshConnection connectThrough(SshConnection via, String host, int port) {
    return await(beginning(via, host, port));
  }

  /// Begins to connect, through `via` if there is one.
  CompletableFuture<SshConnection> beginning(@Nullable SshConnection via, String host, int port) {
    CompletableFuture<SshConnection> ready = new CompletableFuture<>();
    begin(via, to(host, port), ready, new CompletableFuture<>());
    return ready;
  }

  /// Connects where that must fail, and returns how it did.
  Failure fails(String host, int port) {
    return fails(null, to(host, port));
  }

  /// Connects as another user where that must fail, and returns how it did.
  Failure failsAs(String user, String host, int port) {
    return fails(null, to(user, host, port));
  }

  /// Connects through another connection where that must fail, and returns how it did.
  Failure failsThrough(SshConnection via, String host, int port) {
    return fails(via, to(host, port));
  }

  /// Connects by the destination's route and returns the connection once it is ready.
  SshConnection connect(Destination destination) {
    return await(beginning(destination));
  }

  /// Begins to connect by the destination's route.
  CompletableFuture<SshConnection> beginning(Destination destination) {
    CompletableFuture<SshConnection> ready = new CompletableFuture<>();
    begin(null, destination, ready, new CompletableFuture<>());
    return ready;
  }

  /// Connects where that must fail, and returns how it did.
  Failure fails(Destination destination) {
    return fails(null, destination);
  }

  /// Connects through another connection where that must fail, and returns how it did.
  Failure failsThrough(SshConnection via, Destination destination) {
    return fails(via, destination);
  }

  private Failure fails(@Nullable SshConnection via, Destination destination) {
    CompletableFuture<Optional<Failure>> ended = new CompletableFuture<>();
    begin(via, destination, new CompletableFuture<>(), ended);
    return await(ended).orElseThrow(() -> new AssertionError("it ended without a failure"));
  }

  /// Connects, closes the connection once it is ready, and returns why it never was.
  Optional<Failure> outcome(String host, int port) {
    return outcomeAs(System.getProperty("user.name"), host, port);
  }

  /// Connects as another user, and otherwise as [#outcome].
  Optional<Failure> outcomeAs(String user, String host, int port) {
    CompletableFuture<SshConnection> ready = new CompletableFuture<>();
    CompletableFuture<Optional<Failure>> ended = new CompletableFuture<>();
    begin(null, to(user, host, port), ready, ended);
    SshConnection connection = await(ready.handle((made, why) -> made));
    if (connection == null) {
      return await(ended);
    }
    connection.close();
    return Optional.empty();
  }

  Destination to(String host, int port) {
    return to(System.getProperty("user.name"), host, port);
  }

  private Destination to(String user, String host, int port) {
    return new Destination(host, port, user, options);
  }

  private void begin(
      @Nullable SshConnection via,
      Destination destination,
      CompletableFuture<SshConnection> ready,
      CompletableFuture<Optional<Failure>> ended) {
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void ready(SshConnection connection) {
            ready.complete(connection);
          }

          @Override
          public void ended(SshConnection connection, Optional<Failure> why) {
            ended.complete(why);
            ready.completeExceptionally(
                new AssertionError(why.map(Failure::message).orElse("closed")));
          }
        };
    if (via == null) {
      client.connect(destination, listener);
    } else {
      client.connect(destination, via, listener);
    }
  }

  /// Runs one command with `input` on its standard input, and closes the connection.
  Said run(String host, int port, String command, byte[] input) {
    SshConnection connection = connect(host, port);
    try {
      return run(connection, Exec.of(command), input);
    } finally {
      connection.close();
    }
  }

  Said run(String host, int port, String command) {
    return run(host, port, command, new byte[0]);
  }

  static Said run(SshConnection connection, Exec request, byte[] input) {
    CompletableFuture<Said> said = new CompletableFuture<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    SshSession session =
        connection.exec(
            request,
            new SessionListener() {
              @Override
              public void output(SshSession from, Stream stream, byte[] bytes) {
                (stream == Stream.OUT ? out : err).writeBytes(bytes);
                from.consumed(bytes.length);
              }

              @Override
              public void ended(SshSession from, SessionEnd end) {
                said.complete(
                    new Said(
                        out.toString(StandardCharsets.ISO_8859_1),
                        err.toString(StandardCharsets.ISO_8859_1),
                        end));
              }
            });
    CompletableFuture<Void> written = session.write(input).toCompletableFuture();
    session.endInput();
    Said all = await(said);
    await(written.handle((_, refused) -> refused == null)); // it is sent or refused, soon
    return all;
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
