package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All channels of one connection, and the requests that concern the connection itself (RFC 4254
/// section 4).
///
/// The server may open a channel only if a [Doorkeeper] lets it in; without one nothing was
/// forwarded, and whatever it asks for is refused. Owned by one connection; one thread at a time.
public final class Channels {

  /// How full the way to the socket is; what a channel sends waits while there is no room.
  public interface Congestion {

    /// Returns how many bytes of data may be sent now, 0 or more.
    int room();
  }

  /// Decides about the channels that the server asks for.
  public interface Doorkeeper {

    /// Returns the window that such a channel has, in bytes.
    int windowBytes();

    /// The server asks for `channel`: either its [StreamChannel#accept] or its
    /// [StreamChannel#refuse] is called, now or later, and keeping many waiting is up to whoever
    /// does it later.
    void asked(StreamChannel channel) throws ProtocolException;
  }

  /// Hears the server's answer to a request that concerns the connection.
  public interface Answer {

    /// The server has answered.
    ///
    /// @param more what came with a success
    void came(boolean success, SshReader more) throws ProtocolException;
  }

  /// `SSH_OPEN_ADMINISTRATIVELY_PROHIBITED`.
  public static final int PROHIBITED = 1;

  /// `SSH_OPEN_CONNECT_FAILED`.
  public static final int CONNECT_FAILED = 2;

  /// `SSH_OPEN_RESOURCE_SHORTAGE`.
  public static final int SHORTAGE = 4;

  private static final Nobody NOBODY = new Nobody();

  private final Transport transport;
  private final Congestion congestion;
  private final Map<Integer, Channel> open = new HashMap<>(4);
  private @Nullable Doorkeeper doorkeeper;

  /// Who waits for the server's answers, which come in the order of the requests.
  private @Nullable ArrayDeque<Answer> owed;

  private boolean begun;
  private boolean run;
  private int nextId;
  private int unanswered;
  private boolean stalled;

  /// Makes the table of one connection.
  public Channels(Transport transport, Congestion congestion) {
    this.transport = transport;
    this.congestion = congestion;
  }

  /// Lets channels be opened, those first that wait for it: the server hears of them after the user
  /// is authenticated. Idempotent.
  public void begin() {
    if (!begun) {
      begun = true;
      for (Channel channel : all()) {
        channel.open();
      }
    }
  }

  /// Opens a session channel, as soon as channels may be opened, and asks for `start` on it.
  public SessionChannel session(SessionStart start, int windowBytes, SessionEvents events) {
    SessionChannel channel = new SessionChannel(freeId(), this, events, start, windowBytes);
    add(channel);
    return channel;
  }

  /// Opens a channel, as soon as channels may be opened, over which the server connects us to
  /// `host` and `port`.
  public StreamChannel connect(String host, int port, int windowBytes, StreamEvents events) {
    return connect(new Route.ToTcp(host, port), windowBytes, events);
  }

  /// Opens a channel, as soon as channels may be opened, over which the server connects us to where
  /// `route` says.
  public StreamChannel connect(Route route, int windowBytes, StreamEvents events) {
    StreamChannel channel = new StreamChannel(freeId(), this, route, windowBytes, events);
    add(channel);
    return channel;
  }

  /// Lets `keeper` decide about the channels that the server asks for from now on.
  public void guard(Doorkeeper keeper) {
    doorkeeper = keeper;
  }

  /// Returns whether a command was begun over there: servers send small packets at once from then
  /// on, and hold some of them back before.
  public boolean hasRun() {
    return run;
  }

  /// Notes that a command was begun.
  void runs() {
    run = true;
  }

  /// Numbers begin anew after 2³² channels, when the first of them may still be open.
  private int freeId() {
    while (open.containsKey(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  private void add(Channel channel) {
    open.put(channel.id(), channel);
    if (begun) {
      channel.open();
    }
  }

  /// Asks the server for a sign of life; any answer counts.
  public void askForLife() {
    unanswered++;
    ask("keepalive@openssh.com", _ -> {}, NOBODY);
  }

  /// Asks the server for something that concerns the connection.
  ///
  /// @param body adds what comes with the request
  public void ask(String name, Consumer<SshWriter> body, Answer answer) {
    ArrayDeque<Answer> waiting = owed;
    if (waiting == null) {
      waiting = new ArrayDeque<>(2);
      owed = waiting;
    }
    waiting.add(answer);
    SshWriter request = message(Message.GLOBAL_REQUEST).putString(name).putBoolean(true);
    body.accept(request);
    send(request);
  }

  /// Returns how many questions for a sign of life were asked since the server last said anything
  /// of this protocol.
  public int unanswered() {
    return unanswered;
  }

  /// Goes on sending after the socket has taken what was waiting.
  public void pump() {
    if (stalled) {
      stalled = false;
      List.copyOf(open.values()).forEach(Channel::pump);
    }
  }

  /// Takes a message of this protocol, 80 to 127.
  public void message(int type, SshReader body) throws ProtocolException {
    unanswered = 0;
    switch (type) {
      case Message.GLOBAL_REQUEST -> globalRequest(body);
      case Message.REQUEST_SUCCESS, Message.REQUEST_FAILURE -> globalAnswer(type, body);
      case Message.CHANNEL_OPEN -> asked(body);
      case Message.CHANNEL_OPEN_CONFIRMATION -> channel(body).confirmed(body);
      case Message.CHANNEL_OPEN_FAILURE -> {
        Channel channel = channel(body);
        channel.openFailed(body);
        forget(channel);
      }
      case Message.CHANNEL_WINDOW_ADJUST -> channel(body).granted(body);
      case Message.CHANNEL_DATA -> channel(body).data(body, false);
      case Message.CHANNEL_EXTENDED_DATA -> channel(body).data(body, true);
      case Message.CHANNEL_EOF -> channel(body).outputEnded();
      case Message.CHANNEL_CLOSE -> {
        Channel channel = channel(body);
        open.remove(channel.id());
        channel.closed();
        channel.gone();
      }
      case Message.CHANNEL_REQUEST -> channel(body).requested(body);
      case Message.CHANNEL_SUCCESS -> channel(body).answered(true);
      case Message.CHANNEL_FAILURE -> channel(body).answered(false);
      default -> other(type);
    }
  }

  /// What belongs to the authentication has no place after it, but for a late word to the user; who
  /// sends it has lost his way or wants us to. What is not known is answered as such.
  private void other(int type) throws ProtocolException {
    if (type < Message.GLOBAL_REQUEST && type != Message.USERAUTH_BANNER) {
      throw new ProtocolException("message " + type + " after the authentication");
    }
    transport.unimplemented();
  }

  /// Returns the channels that are open, in no order.
  public List<Channel> all() {
    return new ArrayList<>(open.values());
  }

  SshWriter message(int type) {
    return transport.message(type);
  }

  void send(SshWriter written) {
    transport.send(written);
  }

  /// Forgets a channel that the server does not have.
  void forget(Channel channel) {
    open.remove(channel.id());
    channel.gone();
  }

  /// Takes note that a channel has more to send than could leave for now.
  void stalled() {
    stalled = true;
  }

  int room() {
    return transport.isHolding() ? 0 : congestion.room();
  }

  private Channel channel(SshReader body) throws ProtocolException {
    int id = body.readInt();
    Channel channel = open.get(id);
    if (channel == null) {
      throw new ProtocolException(
          "message for channel " + Integer.toUnsignedLong(id) + ", which is not open");
    }
    return channel;
  }

  private void globalRequest(SshReader body) throws ProtocolException {
    body.skip(body.readLength());
    if (body.readBoolean()) {
      send(message(Message.REQUEST_FAILURE));
    }
  }

  private void globalAnswer(int type, SshReader body) throws ProtocolException {
    Answer next = owed == null ? null : owed.poll();
    if (next == null) {
      throw new ProtocolException("answer " + type + " to a request that was never made");
    }
    if (owed != null && owed.isEmpty()) {
      owed = null; // an idle connection keeps nothing that it needs no more
    }
    next.came(type == Message.REQUEST_SUCCESS, body);
  }

  private void asked(SshReader body) throws ProtocolException {
    String type = body.readName();
    SshReader end = body.fork();
    body.skip(12);
    Doorkeeper keeper = doorkeeper;
    Route route = keeper == null ? null : Route.read(type, body);
    if (keeper == null || route == null) {
      refuse(end.readInt());
      return;
    }
    StreamChannel channel = new StreamChannel(freeId(), this, route, keeper.windowBytes(), NOBODY);
    channel.proposed(end);
    open.put(channel.id(), channel);
    keeper.asked(channel);
  }

  private void refuse(int peer) {
    send(
        message(Message.CHANNEL_OPEN_FAILURE)
            .putInt(peer)
            .putInt(PROHIBITED)
            .putString("nothing was forwarded")
            .putString(""));
  }

  /// Hears of a channel that was not let in yet, and of answers that nobody waits for.
  private static final class Nobody implements StreamEvents, Answer {
    @Override
    public void came(boolean success, SshReader more) {}

    @Override
    public void opened() {}

    @Override
    public void received(byte[] bytes) {}

    @Override
    public void receivedEnd() {}

    @Override
    public void ended(ChannelEnd end) {}
  }
}
