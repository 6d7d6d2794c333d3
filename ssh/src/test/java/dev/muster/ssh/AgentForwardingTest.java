package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent that a session lends: who may ask it, what, how many at once, and for how long.
class AgentForwardingTest {

  private static final byte[] FAILURE = {5};

  @TempDir private Path folder;

  private final Deque<byte[]> messages = new ArrayDeque<>();
  private final List<SocketChannel> calls = new CopyOnWriteArrayList<>();
  private final BlockingQueue<byte[]> questions = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
  private boolean silent;
  private @Nullable ServerSocketChannel agent;
  private @Nullable Thread accepting;
  private @Nullable RawLine line;

  @BeforeEach
  void startAgent() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    agent = server;
    accepting =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                while (true) {
                  SocketChannel call = server.accept();
                  calls.add(call);
                  Thread.ofPlatform().daemon().start(() -> answer(call));
                }
              } catch (IOException e) {
                // closed
              }
            });
  }

  @AfterEach
  void stop() throws IOException {
    if (line != null) {
      line.close();
    }
    if (agent != null) {
      agent.close();
    }
    for (SocketChannel call : calls) {
      call.close();
    }
  }

  private Path socket() {
    return folder.resolve("agent");
  }

  /// Refuses everything, as an agent does what it does not know.
  private void answer(SocketChannel call) {
    try {
      while (!silent) {
        ByteBuffer length = read(call, 4);
        questions.add(read(call, length.getInt()).array());
        call.write(ByteBuffer.wrap(new SshWriter().putString(FAILURE).toBytes()));
      }
    } catch (IOException e) {
      hungUp.complete(null);
    }
  }

  private static ByteBuffer read(SocketChannel call, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (call.read(bytes) < 0) {
        throw new IOException("the end");
      }
    }
    return bytes.flip();
  }

  private static final class Listener implements SessionListener {
    private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();

    @Override
    public void output(SshSession session, Stream stream, byte[] bytes) {
      session.consumed(bytes.length);
    }

    @Override
    public void ended(SshSession session, SessionEnd how) {
      end.complete(how);
    }
  }

  private RawLine line(Duration connectLimit) throws Exception {
    RawLine made = RawLine.idle(Duration.ofSeconds(30), connectLimit);
    line = made;
    return made;
  }

  private SshReader heard(RawLine from, int number) throws Exception {
    while (true) {
      while (!messages.isEmpty()) {
        byte[] message = messages.remove();
        if ((message[0] & 0xff) == number) {
          return new SshReader(message, 1, message.length - 1);
        }
      }
      messages.addAll(from.server().hear());
    }
  }

  private SshSession lend(RawLine to, Listener listener, int channel) throws Exception {
    SshSession session = to.connection().exec(Exec.of("ls").lending(socket()), listener);
    heard(to, Message.CHANNEL_OPEN);
    to.server()
        .say(
            new SshWriter()
                .putByte(Message.CHANNEL_OPEN_CONFIRMATION)
                .putInt(channel)
                .putInt(7)
                .putInt(1000)
                .putInt(1000));
    SshReader request = heard(to, Message.CHANNEL_REQUEST);
    request.skip(4);
    assertThat(request.readName()).isEqualTo("auth-agent-req@openssh.com");
    assertThat(request.readBoolean()).isFalse();
    SshReader exec = heard(to, Message.CHANNEL_REQUEST);
    exec.skip(4);
    assertThat(exec.readName()).isEqualTo("exec");
    return session;
  }

  private static void knock(RawLine on, int theirs) throws Exception {
    on.server()
        .say(
            new SshWriter()
                .putByte(Message.CHANNEL_OPEN)
                .putString("auth-agent@openssh.com")
                .putInt(theirs)
                .putInt(1 << 16)
                .putInt(1 << 15));
  }

  private int refusal(RawLine of, int theirs) throws Exception {
    SshReader failure = heard(of, Message.CHANNEL_OPEN_FAILURE);
    assertThat(failure.readInt()).isEqualTo(theirs);
    return failure.readInt();
  }

  private int confirmed(RawLine by, int theirs) throws Exception {
    SshReader confirmation = heard(by, Message.CHANNEL_OPEN_CONFIRMATION);
    assertThat(confirmation.readInt()).isEqualTo(theirs);
    return confirmation.readInt();
  }

  private static SshWriter ask(int channel, byte... question) {
    byte[] framed = new SshWriter().putString(question).toBytes();
    return new SshWriter().putByte(Message.CHANNEL_DATA).putInt(channel).putString(framed);
  }

  private byte[] question() throws InterruptedException {
    byte[] question = questions.poll(10, TimeUnit.SECONDS);
    assertThat(question).isNotNull();
    return question;
  }

  /// Before a word of the host, the agent is told which host it is, by what the host signed.
  @Test
  void theAgentIsToldWhoAsks() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    lend(to, new Listener(), 0);
    knock(to, 30);
    int ours = confirmed(to, 30);
    SshReader bind = new SshReader(question());
    assertThat(bind.readByte()).isEqualTo(27);
    assertThat(bind.readName()).isEqualTo("session-bind@openssh.com");
    SshPublicKey key = SshPublicKey.parse(bind.readString());
    assertThat(key).isEqualTo(HostKeys.ED25519.publicKey());
    byte[] session = bind.readString();
    assertThat(session).isEqualTo(to.server().session());
    assertThat(key.verify(Crypto.system(), "ssh-ed25519", session, bind.readString())).isTrue();
    assertThat(bind.readBoolean()).as("it is forwarded").isTrue();
    assertThat(bind.isEmpty()).isTrue();

    to.server().say(ask(ours, (byte) 11));
    assertThat(question()).containsExactly(11);
    SshReader answer = heard(to, Message.CHANNEL_DATA);
    assertThat(answer.readInt()).isEqualTo(30);
    assertThat(answer.readString())
        .as("the first answer was for us")
        .containsExactly(0, 0, 0, 1, 5);
  }

  @Test
  void theAgentIsAskedNothingThatChangesIt() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    lend(to, new Listener(), 0);
    knock(to, 30);
    int ours = confirmed(to, 30);
    question();
    to.server()
        .say(ask(ours, (byte) 19))
        .say(ask(ours, (byte) 22, (byte) 9))
        .say(ask(ours, (byte) 13));
    assertThat(question()).as("remove all keys").containsExactly(0);
    assertThat(question()).as("lock").containsExactly(0);
    assertThat(question()).as("sign").containsExactly(13);
  }

  @Test
  void aQuestionThatIsTooLongEndsTheCall() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    lend(to, new Listener(), 0);
    knock(to, 30);
    int ours = confirmed(to, 30);
    SshWriter endless = new SshWriter().putByte(Message.CHANNEL_DATA).putInt(ours);
    to.server().say(endless.putString(new byte[] {0x7f, 0, 0, 0, 13}));
    assertThat(heard(to, Message.CHANNEL_CLOSE).readInt()).isEqualTo(30);
  }

  @Test
  void onlyAConnectionThatLendsItHasIt() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    to.connection().exec(Exec.of("ls"), new Listener());
    knock(to, 1);
    assertThat(refusal(to, 1)).isEqualTo(1);
    assertThat(calls).isEmpty();
  }

  @Test
  void itIsLentForAsLongAsASessionThatAskedForIt() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    Listener first = new Listener();
    Listener second = new Listener();
    lend(to, first, 0);
    lend(to, second, 1);
    knock(to, 30);
    confirmed(to, 30);
    to.server().say(new SshWriter().putByte(Message.CHANNEL_CLOSE).putInt(0));
    first.end.get(10, TimeUnit.SECONDS);
    knock(to, 31);
    confirmed(to, 31);
    to.server().say(new SshWriter().putByte(Message.CHANNEL_CLOSE).putInt(1));
    second.end.get(10, TimeUnit.SECONDS);
    knock(to, 32);
    assertThat(refusal(to, 32)).as("nobody lends it any more").isEqualTo(1);
  }

  @Test
  void callsEndWithTheLastSession() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    Listener listener = new Listener();
    SshSession session = lend(to, listener, 0);
    knock(to, 30);
    confirmed(to, 30);
    session.close();
    assertThat(heard(to, Message.CHANNEL_CLOSE).readInt()).isEqualTo(7);
    assertThat(heard(to, Message.CHANNEL_CLOSE).readInt()).isEqualTo(30);
    assertThat(to.isOver()).isFalse();
  }

  @Test
  void onlySoManyTalkToItAtOnce() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    lend(to, new Listener(), 0);
    for (int i = 30; i < 38; i++) {
      knock(to, i);
      confirmed(to, i);
    }
    knock(to, 38);
    assertThat(refusal(to, 38)).isEqualTo(4);
    assertThat(calls).hasSize(8);
  }

  @Test
  void anAgentThatIsSilentIsNotWaitedForForEver() throws Exception {
    silent = true;
    RawLine to = line(Duration.ofMillis(80));
    lend(to, new Listener(), 0);
    knock(to, 30);
    assertThat(refusal(to, 30)).isEqualTo(2);
  }

  @Test
  void anAgentThatIsGoneIsSaidToBe() throws Exception {
    RawLine to = line(Duration.ofSeconds(2)); // its socket may still take the call
    lend(to, new Listener(), 0);
    if (agent != null && accepting != null) {
      agent.close();
      accepting.join(); // until then it may take one more call
    }
    knock(to, 30);
    SshReader failure = heard(to, Message.CHANNEL_OPEN_FAILURE);
    failure.skip(8);
    assertThat(failure.readText())
        .as("where it is, is nobody's business over there")
        .isEqualTo("the agent does not answer");
  }

  @Test
  void aLostConnectionLeavesNothing() throws Exception {
    RawLine to = line(Duration.ofSeconds(10));
    Listener listener = new Listener();
    lend(to, listener, 0);
    knock(to, 30);
    confirmed(to, 30);
    question();
    to.cut();
    listener.end.get(10, TimeUnit.SECONDS);
    hungUp.get(10, TimeUnit.SECONDS);
  }
}
