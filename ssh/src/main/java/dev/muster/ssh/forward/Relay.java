package dev.muster.ssh.forward;

import dev.muster.ssh.channel.ChannelEnd;
import dev.muster.ssh.channel.Route;
import dev.muster.ssh.channel.StreamChannel;
import dev.muster.ssh.channel.StreamEvents;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The bytes between a socket here and a channel, both ways.
///
/// What waits is limited each way: nothing is read from the socket before the last piece of it has
/// left for the server, and the server gets credit only for what the socket has taken. An end of
/// input is passed on each way by itself; when both have come, all is over. Confined to the loop.
final class Relay implements StreamEvents, EventLoop.Handler, Passage {

  /// The most that is read at once.
  private static final int PIECE = 1 << 16;

  /// What a client that spoke first is told of its connection.
  interface Answers {

    /// A client that said nothing is told nothing.
    Answers NONE =
        new Answers() {
          @Override
          public byte[] granted() {
            return new byte[0];
          }

          @Override
          public byte[] denied(int reason) {
            return new byte[0];
          }
        };

    byte[] granted();

    byte[] denied(int reason);
  }

  private final Carrier carrier;
  private final Appetite appetite;
  private final Passage.Home home;
  private final SocketChannel socket;
  private final boolean resets;
  private final SelectionKey key;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>(2);
  private final @Nullable AgentFilter filter;
  private Answers answers = Answers.NONE;
  private byte[] early = new byte[0];
  private @Nullable Opening opening;
  private @Nullable StreamChannel channel;
  private int owedCredit;
  private boolean open;
  private boolean sending;
  private boolean ownEnd;
  private boolean theirEnd;
  private boolean theirEndPassed;
  private boolean channelOver;
  private boolean socketOver;
  private boolean gone;

  /// The server has so long to open the channel.
  private final class Opening extends TimerWheel.Timer {
    @Override
    protected void fire() {
      carrier.step(Relay.this::tooSlow);
    }
  }

  /// Takes over a socket that is connected and does not block; it is closed if this fails.
  ///
  /// @param filter what the host's bytes go through, if anything
  Relay(Forwards all, Passage.Home home, SocketChannel socket, @Nullable AgentFilter filter)
      throws IOException {
    this.carrier = all.carrier();
    this.appetite = new Appetite(all);
    this.home = home;
    this.socket = socket;
    this.filter = filter;
    this.resets = Sockets.isTcp(socket);
    try {
      if (resets) {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      this.key = carrier.loop().register(socket, 0, this);
    } catch (IOException | RuntimeException e) {
      Sockets.close(socket);
      throw e;
    }
  }

  /// Has the server connect the socket to where `route` says.
  ///
  /// @param said what the client has already said to the other end
  /// @param told what the client is told of it
  void lead(Route route, byte[] said, Answers told) {
    early = said;
    answers = told;
    Opening timer = new Opening();
    opening = timer;
    carrier.loop().set(timer, carrier.openLimit());
    channel = carrier.channels().connect(route, Forwards.WINDOW_BYTES, this);
  }

  /// Lets in the channel that the server asked for.
  void take(StreamChannel asked) throws ProtocolException {
    channel = asked;
    asked.accept(this);
  }

  // --- the channel's side

  @Override
  public void opened() {
    open = true;
    stopTimer();
    if (socketOver) {
      return;
    }
    put(answers.granted());
    byte[] first = early;
    early = new byte[0];
    if (first.length > 0) {
      send(first);
    }
    await();
  }

  @Override
  public void received(byte[] bytes) {
    if (socketOver) {
      return;
    }
    owedCredit += bytes.length;
    AgentFilter through = filter;
    try {
      put(through == null ? bytes : through.pass(bytes));
    } catch (ProtocolException e) {
      home.refused(String.valueOf(e.getMessage()));
      close();
    }
  }

  @Override
  public void receivedEnd() {
    theirEnd = true;
    drained();
  }

  @Override
  public void ended(ChannelEnd how) {
    channelOver = true;
    stopTimer();
    if (how instanceof ChannelEnd.NotOpened(_, String why) && !socketOver) {
      StreamChannel refused = channel;
      home.refused(carrier.address() + " refused: " + why);
      put(answers.denied(refused == null ? 0 : refused.refusal()));
    }
    if (waiting.isEmpty()) {
      closeSocket(); // else when the socket has taken what is left
    } else {
      await();
    }
  }

  @Override
  public void gone() {
    gone = true;
    leaveIfOver();
  }

  private void tooSlow() {
    home.refused(carrier.address() + " did not answer in time");
    put(answers.denied(0));
    close();
  }

  // --- the socket's side

  @Override
  public void ready(SelectionKey ready) {
    carrier.step(() -> {
      if (key.isValid() && key.isWritable()) {
        drain();
      }
      if (key.isValid() && key.isReadable() && isReading()) {
        read();
      }
      await();
    });
  }

  @Override
  public void abandon() {
    lost();
  }

  private void read() {
    StreamChannel to = channel;
    ByteBuffer in = carrier.loop().input().clear().limit(PIECE);
    int count;
    try {
      count = socket.read(in);
    } catch (IOException e) {
      close(); // the other end sees a channel that is closed, which is all that SSH has for it
      return;
    }
    if (count < 0 && to != null) {
      ownEnd = true;
      to.endInput();
      closeIfBothEnded();
    } else if (count > 0) {
      byte[] bytes = new byte[count];
      in.flip().get(bytes);
      send(bytes);
    }
  }

  private void send(byte[] bytes) {
    StreamChannel to = channel;
    if (to == null) {
      return;
    }
    sending = true;
    CompletableFuture<Void> sent = new CompletableFuture<>();
    var _ =
        sent.whenComplete((_, _) -> {
          sending = false;
          await();
        });
    to.write(bytes, sent);
  }

  /// Gives bytes to the socket, as far as it takes them now.
  private void put(byte[] bytes) {
    if (bytes.length > 0) {
      waiting.add(ByteBuffer.wrap(bytes));
    }
    drain();
    await();
  }

  private void drain() {
    int count = 0;
    try {
      ByteBuffer first = waiting.peek();
      while (first != null) {
        count += socket.write(first);
        if (first.hasRemaining()) {
          break;
        }
        waiting.remove();
        first = waiting.peek();
      }
    } catch (IOException e) {
      close(); // whoever was there has gone away
      return;
    }
    giveBack(count);
    drained();
  }

  /// What a filter took away was taken too, once nothing waits.
  private void giveBack(int count) {
    int credit = waiting.isEmpty() ? owedCredit : Math.min(count, owedCredit);
    StreamChannel from = channel;
    if (credit > 0 && from != null) {
      owedCredit -= credit;
      from.consumed(credit);
      if (waiting.isEmpty()) {
        appetite.satisfied(credit, from);
      }
    }
  }

  /// Passes the end on, once everything before it was taken.
  private void drained() {
    if (!waiting.isEmpty() || socketOver) {
      return;
    }
    if (channelOver) {
      closeSocket();
    } else if (theirEnd && !theirEndPassed) {
      theirEndPassed = true;
      try {
        socket.shutdownOutput();
      } catch (IOException e) {
        close();
        return;
      }
      closeIfBothEnded();
    }
  }

  private void closeIfBothEnded() {
    if (ownEnd && theirEndPassed) {
      close();
    }
  }

  private boolean isReading() {
    return open && !sending && !ownEnd && !channelOver;
  }

  private void await() {
    if (socketOver || !key.isValid()) {
      return;
    }
    int wanted =
        (isReading() ? SelectionKey.OP_READ : 0) | (waiting.isEmpty() ? 0 : SelectionKey.OP_WRITE);
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  // --- the end

  @Override
  public void close() {
    closeSocket();
    StreamChannel over = channel;
    if (over != null && !channelOver) {
      over.close();
    }
  }

  /// What was cut off must not look like what has ended: a TCP socket is reset.
  @Override
  public void lost() {
    stopTimer();
    if (!socketOver && resets && !theirEndPassed) {
      Sockets.reset(socket);
    }
    closeSocket();
  }

  private void closeSocket() {
    if (!socketOver) {
      socketOver = true;
      waiting.clear();
      owedCredit = 0;
      appetite.end();
      Sockets.close(socket);
      leaveIfOver();
    }
  }

  private void leaveIfOver() {
    if (gone && socketOver) {
      home.left(this);
    }
  }

  private void stopTimer() {
    Opening timer = opening;
    opening = null;
    if (timer != null) {
      carrier.loop().cancel(timer);
    }
  }
}
