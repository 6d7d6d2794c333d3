package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;

/// A channel that carries the bytes of a TCP connection which the server makes for us,
/// `direct-tcpip` (RFC 4254 section 7.2).
public final class StreamChannel extends Channel {

  private final StreamEvents events;
  private final String host;
  private final int port;

  StreamChannel(
      int id, Channels channels, StreamEvents events, String host, int port, int windowBytes) {
    super(id, channels, windowBytes);
    this.events = events;
    this.host = host;
    this.port = port;
  }

  @Override
  String type() {
    return "direct-tcpip";
  }

  /// The originator is nobody's business but ours; OpenSSH's client says as little.
  @Override
  void describe(SshWriter open) {
    open.putString(host).putInt(port).putString("127.0.0.1").putInt(65_535);
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
}
