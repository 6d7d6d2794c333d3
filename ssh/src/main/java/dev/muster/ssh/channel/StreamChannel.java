package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;

/// A channel that carries one stream of bytes each way: a connection that the server makes for us
/// (`direct-tcpip`, RFC 4254 section 7.2, and OpenSSH's `direct-streamlocal`), or one that it took
/// and leads to us.
public final class StreamChannel extends Channel {

  private final Route route;
  private final Channels channels;
  private StreamEvents events;

  /// Makes one that the server is to open.
  StreamChannel(int id, Channels channels, Route route, int windowBytes, StreamEvents events) {
    super(id, channels, windowBytes);
    this.channels = channels;
    this.route = route;
    this.events = events;
  }

  /// Returns where it leads.
  public Route route() {
    return route;
  }

  /// Lets in what the server asked for; from now on `heard` hears of it, as of one that is open.
  public void accept(StreamEvents heard) throws ProtocolException {
    enter(ChannelState.Event.ADMITTED);
    events = heard;
    admit();
    events.opened();
    pump();
  }

  /// Does not let in what the server asked for. Nothing more is heard of it.
  ///
  /// @param reason as in RFC 4254 section 5.1
  public void refuse(int reason, String why) {
    send(to(Message.CHANNEL_OPEN_FAILURE).putInt(reason).putString(why).putString(""));
    channels.forget(this);
  }

  @Override
  String type() {
    return route.type();
  }

  @Override
  void describe(SshWriter open) {
    route.describe(open);
  }

  @Override
  void opened() throws ProtocolException {
    enter(ChannelState.Event.ACCEPTED); // nothing else has to be asked for
    events.opened();
  }

  @Override
  void answered(boolean accepted) throws ProtocolException {
    throw new ProtocolException("answer to a request that was never made");
  }

  /// There is one stream only: what claims to be another is dropped, and its room given back.
  @Override
  void received(byte[] bytes, boolean error) {
    if (error) {
      consumed(bytes.length);
    } else {
      events.received(bytes);
    }
  }

  @Override
  void receivedEnd() {
    events.receivedEnd();
  }

  @Override
  boolean asked(String name, SshReader body) {
    return false;
  }

  @Override
  ChannelEnd endOfClosing() {
    return new ChannelEnd.NoStatus();
  }

  @Override
  ChannelEnd.Cancelled cancelled() {
    return new ChannelEnd.Cancelled(state() != ChannelState.OPENING);
  }

  @Override
  void told(ChannelEnd how) {
    events.ended(how);
  }

  @Override
  void gone() {
    events.gone();
  }
}
