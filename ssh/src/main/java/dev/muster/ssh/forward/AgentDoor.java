package dev.muster.ssh.forward;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.HostProof;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Leads programs at the far side to an ssh-agent here, while a session lasts that was asked to.
///
/// Each of their connections is one to the agent, whose first words are ours: who the host is that
/// asks (`session-bind@openssh.com`). An agent then holds to what its keys were restricted to
/// (`ssh-add -h`) and lets no such connection load libraries; one that was not told would take
/// questions of a host for those of programs here. What is asked is filtered by [AgentFilter].
/// Confined to the loop.
final class AgentDoor implements Passage.Home {

  /// How many programs of one connection talk to the agent at once; one question takes
  /// milliseconds.
  static final int MOST_AT_ONCE = 8;

  private static final int EXTENSION = 27;
  private static final int MOST_ANSWER = 1 << 10;

  private final Forwards all;
  private final Path socket;
  private final Set<Passage> passages = new HashSet<>(2);
  private int lenders;

  AgentDoor(Forwards all, Path socket) {
    this.all = all;
    this.socket = socket;
  }

  void borrow() {
    lenders++;
  }

  /// Takes back for one of those who lent it.
  ///
  /// @param alive whether the connection goes on
  /// @return whether that was the last, so that the door is closed
  boolean giveBack(boolean alive) {
    lenders--;
    if (lenders > 0) {
      return false;
    }
    for (Passage passage : List.copyOf(passages)) {
      if (alive) {
        passage.close();
      } else {
        passage.lost();
      }
    }
    return true;
  }

  /// A program wants the agent.
  void asked(StreamChannel channel) {
    if (passages.size() >= MOST_AT_ONCE) {
      channel.refuse(Channels.SHORTAGE, MOST_AT_ONCE + " programs talk to the agent already");
    } else if (!all.enter()) {
      channel.refuse(Channels.SHORTAGE, Forwards.FULL);
    } else {
      Call call = new Call(channel);
      passages.add(call);
      call.begin();
    }
  }

  @Override
  public void left(Passage passage) {
    if (passages.remove(passage)) {
      all.leave();
    }
  }

  @Override
  public void refused(String why) {
    // the program that asked hears of it; nobody else waits for it
  }

  /// The way to the agent for one program.
  private final class Call implements Passage, Carrier.Dialled {
    private final StreamChannel channel;
    private @Nullable Runnable dial;
    private boolean over;

    Call(StreamChannel channel) {
      this.channel = channel;
    }

    void begin() {
      Carrier carrier = all.carrier();
      Optional<HostProof> proof = carrier.proof();
      dial =
          Reach.unix(
              socket.toString(),
              agent -> {
                if (proof.isPresent()) {
                  introduce(agent, proof.get());
                }
              },
              carrier,
              this);
    }

    @Override
    public void made(SocketChannel agent) throws ProtocolException {
      over = true;
      try {
        Relay relay = new Relay(all, AgentDoor.this, agent, new AgentFilter());
        passages.remove(this);
        passages.add(relay);
        relay.take(channel);
      } catch (IOException e) {
        failed(Sockets.cause(e));
      }
    }

    /// Where the agent is, is nobody's business over there.
    @Override
    public void failed(String why) {
      over = true;
      channel.refuse(Channels.CONNECT_FAILED, "the agent does not answer");
      left(this);
    }

    @Override
    public void close() {
      if (!over) {
        lost();
        channel.refuse(Channels.PROHIBITED, "the agent is no longer forwarded");
        left(this);
      }
    }

    @Override
    public void lost() {
      over = true;
      Runnable waiting = dial;
      if (waiting != null) {
        waiting.run();
      }
    }
  }

  /// Tells the agent who asks, and waits for its answer: an agent that does not know the question
  /// says so, and is asked all the same, as OpenSSH does.
  private static void introduce(SocketChannel agent, HostProof proof) throws IOException {
    SshWriter question = new SshWriter().putByte(EXTENSION).putString("session-bind@openssh.com");
    proof.write(question).putBoolean(true);
    write(agent, ByteBuffer.wrap(new SshWriter().putString(question).toBytes()));
    int length = read(agent, 4).getInt();
    if (length < 1 || length > MOST_ANSWER) {
      throw new IOException("answer of " + Integer.toUnsignedLong(length) + " bytes");
    }
    read(agent, length);
  }

  private static void write(SocketChannel agent, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      agent.write(bytes);
    }
  }

  private static ByteBuffer read(SocketChannel agent, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (agent.read(bytes) < 0) {
        throw new EOFException("the agent closed the connection");
      }
    }
    return bytes.flip();
  }
}
