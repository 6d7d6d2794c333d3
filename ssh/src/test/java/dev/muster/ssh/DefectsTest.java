package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeys;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Errors and exceptions of code that is not ours: what each ends, and that nobody waits for it.
@Timeout(60)
class DefectsTest {

  private static final class Defect extends Error {
    private static final long serialVersionUID = 1;

    Defect() {
      super("a defect on purpose");
    }
  }

  private final BlockingQueue<Throwable> defects = new LinkedBlockingQueue<>();
  private Thread.@Nullable UncaughtExceptionHandler before;

  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, defect) -> defects.add(defect));
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  /// Throws when it hears of the end.
  private static final class Throwing implements SessionListener {
    @Override
    public void output(SshSession session, Stream stream, byte[] bytes) {}

    @Override
    public void ended(SshSession session, SessionEnd how) {
      throw new Defect();
    }
  }

  @Test
  void everybodyOnALostConnectionHearsOfItsEnd() throws Exception {
    try (RawLine line = RawLine.idle()) {
      CompletableFuture<SessionEnd> heard = new CompletableFuture<>();
      SshConnection connection = line.connection();
      assertThat(connection.exec(Exec.of("first"), new Throwing())).isNotNull();
      assertThat(connection.exec(Exec.of("second"), new Hears(heard))).isNotNull();
      line.server().hearUntil(Message.CHANNEL_OPEN);
      line.cut();
      assertThat(line.end()).isPresent();
      assertThat(heard.get(10, TimeUnit.SECONDS)).isInstanceOf(SessionEnd.Failed.class);
      assertThat(defects.poll(10, TimeUnit.SECONDS)).isInstanceOf(Defect.class);
    }
  }

  private record Hears(CompletableFuture<SessionEnd> end) implements SessionListener {
    @Override
    public void output(SshSession session, Stream stream, byte[] bytes) {}

    @Override
    public void ended(SshSession session, SessionEnd how) {
      end.complete(how);
    }
  }

  @Test
  void aTaskThatFailsLeavesTheOthers() throws Exception {
    try (RawLine line = RawLine.idle()) {
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      Duration soon = Duration.ofMillis(20);
      for (int i = 0; i < 5; i++) {
        line.engine()
            .schedule(
                soon,
                () -> {
                  throw new Defect();
                });
      }
      line.engine().schedule(soon, () -> done.complete(true));
      assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(line.isOver()).isFalse();
    }
  }

  /// What goes wrong while a key is put on file is not waited for until the limit.
  @Test
  void aKeyThatCannotBePutOnFileEndsItsConnection() throws Exception {
    URI zip = URI.create("jar:" + folder.resolve("files.zip").toUri());
    HostKeys keys;
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      List<Path> own = List.of(files.getPath("/known_hosts"));
      keys = HostKeys.read(HostKeyPolicy.ACCEPT_NEW, own, List.of());
    } // and now every access to it throws what nobody expects
    ConnectionOptions all = MemoryClient.options(false);
    ConnectionOptions options =
        new ConnectionOptions(
            all.algorithms(), all.authentication(), keys, all.limits(), all.rekey());
    try (SshClient engine = SshClient.open(1);
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Ends ends = new Ends();
      Destination host = new Destination("127.0.0.1", listener.getLocalPort(), "me", options);
      assertThat(engine.connect(host, ends)).isNotNull();
      Thread server = serve(listener);
      assertThat(ends.failure()).isInstanceOf(Failure.Internal.class);
      assertThat(ends.failure().message()).contains("ClosedFileSystem");
      server.join();
    }
  }

  /// Plays a server for as long as the client stays.
  private static Thread serve(ServerSocket listener) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (Socket socket = listener.accept()) {
            socket.setSoTimeout(RawLine.WAIT_MILLIS);
            Moment.SECURED.reach(
                new RawServer(new SocketPeer(socket)), new MemoryClient(false), "");
          } catch (Exception | AssertionError e) {
            // it is left in the middle
          }
        });
  }
}
