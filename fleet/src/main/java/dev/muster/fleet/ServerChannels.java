package dev.muster.fleet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All channels of one connection, from the server's side (RFC 4254 sections 4 and 5). One thread
/// at a time.
final class ServerChannels {

  /// Makes a program of a command line.
  interface Programs {
    Program program(String command, Map<String, String> environment, Console console);
  }

  private static final int MAX_CHANNELS = 256;
  private static final int UNKNOWN_TYPE = 3;
  private static final int SHORTAGE = 4;

  private final Transport transport;
  private final Driver driver;
  private final Programs programs;
  private final Map<String, String> environment;
  private final Map<Integer, ServerChannel> open = new HashMap<>(4);
  private int nextId;

  /// Makes the table of one connection.
  ///
  /// @param environment what each command finds in its environment
  ServerChannels(
      Transport transport, Driver driver, Programs programs, Map<String, String> environment) {
    this.transport = transport;
    this.driver = driver;
    this.programs = programs;
    this.environment = environment;
  }

  /// Takes a message of this protocol, 80 to 127.
  void message(int type, SshReader body) throws ProtocolException {
    switch (type) {
      case Message.GLOBAL_REQUEST -> globalRequest(body);
      case Message.CHANNEL_OPEN -> open(body);
      case Message.CHANNEL_WINDOW_ADJUST -> channel(body).granted(body.readUnsignedInt());
      case Message.CHANNEL_DATA -> channel(body).data(body);
      case Message.CHANNEL_EOF -> channel(body).inputEnded();
      case Message.CHANNEL_CLOSE -> {
        int id = body.readInt();
        ServerChannel channel = open.remove(id);
        if (channel == null) {
          throw unknown(id);
        }
        channel.closed();
      }
      case Message.CHANNEL_REQUEST -> channel(body).request(body);
      default -> transport.unimplemented();
    }
  }

  /// Goes on sending output.
  void pump() {
    for (ServerChannel channel : List.copyOf(open.values())) {
      channel.pump();
    }
  }

  /// The connection is gone.
  void lost() {
    open.values().forEach(ServerChannel::lost);
    open.clear();
  }

  Driver driver() {
    return driver;
  }

  Map<String, String> environment() {
    return environment;
  }

  Program program(String command, Map<String, String> variables, Console console) {
    return programs.program(command, variables, console);
  }

  int room() {
    return transport.isHolding() ? 0 : driver.room();
  }

  SshWriter message(int type) {
    return transport.message(type);
  }

  void send(SshWriter written) {
    transport.send(written);
  }

  private ServerChannel channel(SshReader body) throws ProtocolException {
    int id = body.readInt();
    ServerChannel channel = open.get(id);
    if (channel == null) {
      throw unknown(id);
    }
    return channel;
  }

  private static ProtocolException unknown(int id) {
    return new ProtocolException(
        "message for channel " + Integer.toUnsignedLong(id) + ", which is not open");
  }

  private void globalRequest(SshReader body) throws ProtocolException {
    body.skip(body.readLength());
    if (body.readBoolean()) {
      send(message(Message.REQUEST_FAILURE)); // a sign of life: any answer counts
    }
  }

  private void open(SshReader body) throws ProtocolException {
    String kind = body.readName();
    int peer = body.readInt();
    long window = body.readUnsignedInt();
    long maxPacket = body.readUnsignedInt();
    if (!driver.pass(Point.OPENING)) {
      return;
    }
    if (!kind.equals("session")) {
      refuse(peer, UNKNOWN_TYPE, "only sessions are opened here");
      return;
    }
    if (open.size() >= MAX_CHANNELS) {
      refuse(peer, SHORTAGE, MAX_CHANNELS + " channels are open");
      return;
    }
    if (maxPacket == 0) {
      throw new ProtocolException("channel that takes packets of 0 bytes");
    }
    int id = nextId++;
    int largest = (int) Math.min(maxPacket, ServerChannel.MAX_PACKET);
    open.put(id, new ServerChannel(id, peer, window, largest, this));
    send(
        message(Message.CHANNEL_OPEN_CONFIRMATION)
            .putInt(peer)
            .putInt(id)
            .putInt(ServerChannel.WINDOW)
            .putInt(ServerChannel.MAX_PACKET));
  }

  private void refuse(int peer, int reason, String why) {
    send(
        message(Message.CHANNEL_OPEN_FAILURE)
            .putInt(peer)
            .putInt(reason)
            .putString(why)
            .putString(""));
  }
}
