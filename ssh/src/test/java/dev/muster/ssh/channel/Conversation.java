package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import dev.muster.ssh.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Channels over a transport whose other end is told what to say.
final class Conversation implements Transport.Upper, SessionEvents {

  /// The number that the server gives the channel.
  static final int PEER = 77;

  private final Side side;
  private final RawServer server;
  private final Channels channels;
  private final List<String> events = new ArrayList<>();
  private int room = Integer.MAX_VALUE;

  Conversation() throws Exception {
    this(true);
  }

  /// @param begun whether channels may be opened
  private Conversation(boolean begun) throws Exception {
    side = Side.client(Proposals.standard(), Side.NEVER);
    channels = new Channels(side.transport(), () -> room);
    server = RawServer.secured(side);
    side.handTo(this);
    side.transport().established();
    if (begun) {
      channels.begin();
    }
    server.hear();
  }

  /// Returns one of a user who is not authenticated yet.
  static Conversation early() throws Exception {
    return new Conversation(false);
  }

  /// Returns a conversation with one channel, which was asked to run `ls`.
  static Conversation opening() throws Exception {
    Conversation conversation = new Conversation();
    conversation.exec("ls", 1000);
    conversation.server.hear();
    return conversation;
  }

  /// Returns one whose channel the server has confirmed.
  static Conversation starting() throws Exception {
    Conversation conversation = opening();
    conversation.say(confirmation(0, 1000, 100));
    conversation.server.hear();
    return conversation;
  }

  /// Returns one whose command runs.
  static Conversation running() throws Exception {
    Conversation conversation = starting();
    conversation.say(to(Message.CHANNEL_SUCCESS));
    return conversation;
  }

  SessionChannel exec(String command, int window) {
    return channels.session(SessionStart.exec(command, Map.of()), window, this);
  }

  Side side() {
    return side;
  }

  RawServer server() {
    return server;
  }

  Channels channels() {
    return channels;
  }

  SessionChannel channel() {
    return (SessionChannel) channels.all().getFirst();
  }

  List<String> events() {
    return events;
  }

  void room(int bytes) {
    room = bytes;
  }

  Conversation say(SshWriter message) throws ProtocolException, EndingException {
    server.say(message);
    return this;
  }

  /// Begins a message to the first channel.
  static SshWriter to(int type) {
    return new SshWriter().putByte(type).putInt(0);
  }

  static SshWriter confirmation(int channel, int window, int packet) {
    return new SshWriter()
        .putByte(Message.CHANNEL_OPEN_CONFIRMATION)
        .putInt(channel)
        .putInt(PEER)
        .putInt(window)
        .putInt(packet);
  }

  static SshWriter output(String text) {
    return to(Message.CHANNEL_DATA).putString(text);
  }

  static SshWriter request(String name, boolean wantsReply) {
    return to(Message.CHANNEL_REQUEST).putString(name).putBoolean(wantsReply);
  }

  /// Returns what the client said since the last time, in short words.
  List<String> heard() throws Exception {
    List<String> heard = new ArrayList<>();
    for (byte[] message : server.hear()) {
      heard.add(words(new SshReader(message)));
    }
    return heard;
  }

  private static String words(SshReader in) throws ProtocolException {
    int type = in.readByte();
    String to = type == Message.CHANNEL_OPEN || type < 90 ? "" : in.readInt() + " ";
    return switch (type) {
      case Message.UNIMPLEMENTED -> "unimplemented";
      case Message.GLOBAL_REQUEST -> "global " + in.readName() + " " + in.readBoolean();
      case Message.REQUEST_FAILURE -> "global refused";
      case Message.CHANNEL_OPEN ->
          "open " + in.readName() + " " + in.readInt() + " " + in.readInt() + " " + in.readInt();
      case Message.CHANNEL_OPEN_FAILURE -> to + "not opened " + in.readInt();
      case Message.CHANNEL_WINDOW_ADJUST -> to + "credit " + in.readInt();
      case Message.CHANNEL_DATA -> to + "data " + in.readText();
      case Message.CHANNEL_EOF -> to + "eof";
      case Message.CHANNEL_CLOSE -> to + "close";
      case Message.CHANNEL_REQUEST -> to + request(in);
      case Message.CHANNEL_FAILURE -> to + "request refused";
      default -> to + "message " + type;
    };
  }

  private static String request(SshReader in) throws ProtocolException {
    String name = in.readName();
    StringBuilder words = new StringBuilder(name).append(' ').append(in.readBoolean());
    while (!in.isEmpty()) {
      words.append(' ').append(name.equals("break") ? "" + in.readInt() : in.readText());
    }
    return words.toString();
  }

  @Override
  public void secured() {}

  @Override
  public void message(int type, SshReader body) throws ProtocolException {
    channels.message(type, body);
  }

  @Override
  public void started() {
    events.add("started");
  }

  @Override
  public void out(byte[] bytes) {
    events.add("out " + new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void err(byte[] bytes) {
    events.add("err " + new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void ended(ChannelEnd end) {
    events.add(end.toString());
  }
}
