package dev.muster.fleet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All channels of one connection, from the server's side (RFC 4254 sections 4 and 5). One thread
/// at a time.
final class ServerChannels {

  /// Makes a program of a command line.
  interface Programs {
    Program program(String command, Map<String, String> environment, Console console);
  }

  private static final int MAX_CHANNELS = 256;
  private static final int MAX_PORTS = 16;
  private static final int UNKNOWN_TYPE = 3;
  private static final int SHORTAGE = 4;

  private final Transport transport;
  private final Driver driver;
  private final Programs programs;
  private final Map<String, String> environment;
  private final Ports ports;
  private final Map<Integer, ServerChannel> open = new HashMap<>(4);

  /// Connections that were taken and that the client has not let in yet.
  private final Map<Integer, SocketChannel> knocking = new HashMap<>(0);

  /// By what the client called them.
  private final Map<String, Ports.Port> forwarded = new HashMap<>(0);

  private int nextId;

  /// Makes the table of one connection.
  ///
  /// @param environment what each command finds in its environment
  /// @param ports what the client may have listened on
  ServerChannels(
      Transport transport,
      Driver driver,
      Programs programs,
      Map<String, String> environment,
      Ports ports) {
    this.ports = ports;
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
      case Message.CHANNEL_OPEN_CONFIRMATION -> letIn(body);
      case Message.CHANNEL_OPEN_FAILURE -> ServerConnection.close(knocking(body), true);
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
    knocking.values().forEach(socket -> ServerConnection.close(socket, true));
    knocking.clear();
    forwarded.values().forEach(Ports.Port::close);
    forwarded.clear();
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
    String name = body.readName();
    boolean wantsReply = body.readBoolean();
    SshWriter answer =
        switch (name) {
          case "tcpip-forward" -> listen(body.readText(), body.readInt());
          case "cancel-tcpip-forward" -> cancel(body.readText(), body.readInt());
          default -> null; // a sign of life: any answer counts
        };
    if (wantsReply) {
      send(answer == null ? message(Message.REQUEST_FAILURE) : answer);
    }
  }

  /// Listens for the client, and returns the answer; null if that cannot be.
  private @Nullable SshWriter listen(String host, int port) {
    if (forwarded.size() >= MAX_PORTS || port < 0 || port > 65_535) {
      return null;
    }
    try {
      Ports.Port made = ports.listen(port, socket -> knock(host, socket));
      forwarded.put(host + " " + made.number(), made);
      SshWriter yes = message(Message.REQUEST_SUCCESS);
      return port == 0 ? yes.putInt(made.number()) : yes;
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable SshWriter cancel(String host, int port) {
    Ports.Port known = forwarded.remove(host + " " + port);
    if (known == null) {
      return null;
    }
    known.close();
    return message(Message.REQUEST_SUCCESS);
  }

  /// Asks the client to let a connection in that was taken for it.
  private void knock(String host, SocketChannel socket) throws IOException {
    if (open.size() + knocking.size() >= MAX_CHANNELS) {
      ServerConnection.close(socket, true);
      return;
    }
    InetSocketAddress from = (InetSocketAddress) socket.getRemoteAddress();
    int id = nextId++;
    knocking.put(id, socket);
    send(
        message(Message.CHANNEL_OPEN)
            .putString("forwarded-tcpip")
            .putInt(id)
            .putInt(ServerChannel.WINDOW)
            .putInt(ServerChannel.MAX_PACKET)
            .putString(host)
            .putInt(socket.socket().getLocalPort())
            .putString(from.getAddress().getHostAddress())
            .putInt(from.getPort()));
  }

  private SocketChannel knocking(SshReader body) throws ProtocolException {
    int id = body.readInt();
    SocketChannel socket = knocking.remove(id);
    if (socket == null) {
      throw unknown(id);
    }
    return socket;
  }

  private void letIn(SshReader body) throws ProtocolException {
    int id = body.fork().readInt();
    SocketChannel socket = knocking(body);
    int peer = body.readInt();
    long window = body.readUnsignedInt();
    long maxPacket = body.readUnsignedInt();
    int largest = (int) Math.min(Math.max(1, maxPacket), ServerChannel.MAX_PACKET);
    ServerChannel channel = new ServerChannel(id, peer, window, largest, this);
    open.put(id, channel);
    channel.carry(ports.program(socket, channel));
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
