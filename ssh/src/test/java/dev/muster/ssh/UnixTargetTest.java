package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingEnd;
import dev.muster.ssh.forward.ForwardingListener;
import dev.muster.ssh.transport.Message;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Forwardings that lead to a Unix-domain socket here.
@Timeout(60)
class UnixTargetTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private @Nullable RawLine line;

  @AfterEach
  void close() throws Exception {
    if (line != null) {
      line.close();
    }
  }

  private static final class Heard implements ForwardingListener {
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();

    @Override
    public void opened(Forwarding forwarding) {}

    @Override
    public void refused(Forwarding forwarding, String why) {
      refusals.add(why);
    }

    @Override
    public void ended(Forwarding forwarding, ForwardingEnd how) {}

    String refusal() throws InterruptedException {
      return String.valueOf(refusals.poll(10, TimeUnit.SECONDS));
    }
  }

  /// Has the server send somebody to `target`.
  private RawLine knock(Path target, Duration limit, Heard heard) throws Exception {
    RawLine made = RawLine.idle(LONG, limit);
    line = made;
    Endpoint at = Endpoint.unix(target.toString());
    made.connection().forwardRemote(Endpoint.port(80), at, heard);
    await(made, Message.GLOBAL_REQUEST);
    SshWriter knock =
        new SshWriter()
            .putByte(Message.CHANNEL_OPEN)
            .putString("forwarded-tcpip")
            .putInt(40)
            .putInt(1 << 20)
            .putInt(32 << 10)
            .putString("localhost")
            .putInt(80)
            .putString("10.1.2.3")
            .putInt(5555);
    made.server().say(Message.REQUEST_SUCCESS).say(knock);
    return made;
  }

  /// Returns what follows the number of the client's next message that has it.
  private static SshReader await(RawLine on, int number) throws Exception {
    while (true) {
      for (byte[] message : on.server().hear()) {
        if ((message[0] & 0xff) == number) {
          return new SshReader(message, 1, message.length - 1);
        }
      }
    }
  }

  @Test
  void oneThatTakesNobodyIsGivenUpInTime() throws Exception {
    Path path = folder.resolve("full");
    try (FullSocket _ = new FullSocket(path)) {
      Heard heard = new Heard();
      RawLine on = knock(path, Duration.ofMillis(80), heard);
      assertThat(await(on, Message.CHANNEL_OPEN_FAILURE).readInt()).isEqualTo(40);
      assertThat(heard.refusal())
          .isEqualTo("connect to " + path + ": nobody took the connection in time");
    }
  }

  @Test
  void oneThatHasNoRoomIsWaitedFor() throws Exception {
    Path path = folder.resolve("full");
    List<SocketChannel> taken = new ArrayList<>();
    try (FullSocket full = new FullSocket(path)) {
      RawLine on = knock(path, LONG, new Heard());
      for (int i = 0; i <= full.size(); i++) {
        taken.add(full.accept()); // the last of them is ours
      }
      assertThat(await(on, Message.CHANNEL_OPEN_CONFIRMATION).readInt()).isEqualTo(40);
    } finally {
      for (SocketChannel each : taken) {
        each.close();
      }
    }
  }

  @Test
  void oneThatIsNoneIsSaidToBeAtOnce() throws Exception {
    Heard heard = new Heard();
    Path file = Files.createFile(folder.resolve("file"));
    RawLine on = knock(file, LONG, heard);
    await(on, Message.CHANNEL_OPEN_FAILURE);
    assertThat(heard.refusal()).startsWith("connect to " + file + ": Connection refused");
    on.close();

    Path nothing = folder.resolve("nothing");
    RawLine other = knock(nothing, LONG, heard);
    await(other, Message.CHANNEL_OPEN_FAILURE);
    assertThat(heard.refusal()).startsWith("connect to " + nothing + ": No such file");
  }
}
