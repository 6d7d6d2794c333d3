package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All channels of one connection, and the requests that concern the connection itself (RFC 4254
/// section 4).
///
/// The server may open no channel here: nothing was forwarded, so whatever it asks for is refused.
/// Owned by one connection; one thread at a time.
public final class Channels {

  /// How full the way to the socket is; what a channel sends waits while there is no room.
  public interface Congestion {

    /// Returns how many bytes of data may be sent now, 0 or more.
    int room();
  }

  private final Transport transport;
  private final Congestion congestion;
  private final Map<Integer, Channel> open = new HashMap<>(4);
  private boolean begun;
  private int nextId;
  private int owed;
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
    SessionChannel channel = new SessionChannel(nextId++, this, events, start, windowBytes);
    add(channel);
    return channel;
  }

  /// Opens a channel, as soon as channels may be opened, over which the server connects us to
  /// `host` and `port`.
  public StreamChannel connect(String host, int port, int windowBytes, StreamEvents events) {
    StreamChannel channel = new StreamChannel(nextId++, this, events, host, port, windowBytes);
    add(channel);
    return channel;
  }

  private void add(Channel channel) {
    open.put(channel.id(), channel);
    if (begun) {
      channel.open();
    }
  }

  /// Asks the server for a sign of life; any answer counts.
  public void askForLife() {
    owed++;
    unanswered++;
    send(message(Message.GLOBAL_REQUEST).putString("keepalive@openssh.com").putBoolean(true));
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
      case Message.REQUEST_SUCCESS, Message.REQUEST_FAILURE -> globalAnswer(type);
      case Message.CHANNEL_OPEN -> refuse(body);
      case Message.CHANNEL_OPEN_CONFIRMATION -> channel(body).confirmed(body);
      case Message.CHANNEL_OPEN_FAILURE -> {
        Channel channel = channel(body);
        channel.openFailed(body);
        open.remove(channel.id());
      }
      case Message.CHANNEL_WINDOW_ADJUST -> channel(body).granted(body);
      case Message.CHANNEL_DATA -> channel(body).data(body, false);
      case Message.CHANNEL_EXTENDED_DATA -> channel(body).data(body, true);
      case Message.CHANNEL_EOF -> channel(body).outputEnded();
      case Message.CHANNEL_CLOSE -> {
        Channel channel = channel(body);
        open.remove(channel.id());
        channel.closed();
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

  /// Forgets a channel of which the server never heard.
  void forget(Channel channel) {
    open.remove(channel.id());
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

  private void globalAnswer(int type) throws ProtocolException {
    if (owed == 0) {
      throw new ProtocolException("answer " + type + " to a request that was never made");
    }
    owed--;
  }

  private void refuse(SshReader body) throws ProtocolException {
    body.skip(body.readLength());
    int peer = body.readInt();
    send(
        message(Message.CHANNEL_OPEN_FAILURE)
            .putInt(peer)
            .putInt(1)
            .putString("nothing was forwarded")
            .putString(""));
  }
}
