package dev.muster.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One end in memory: writes down what concerns the connection, and takes whatever channel is
/// opened.
final class Peer implements MuxHandler {

  /// A channel that the other end opened.
  record Accepted(Channel channel, int purpose, String header, Heard heard) {}

  private final Mux mux;
  private final List<String> words = new ArrayList<>();
  private final List<Accepted> accepted = new ArrayList<>();
  private Function<Accepted, ChannelHandler> acceptor = Accepted::heard;

  Peer(Settings settings) {
    mux = new Mux(settings, new byte[] {42}, this);
  }

  static Peer of(Settings.Side side) {
    return new Peer(Settings.of(side));
  }

  /// Has another way to take channels.
  Peer accepting(Function<Accepted, ChannelHandler> other) {
    acceptor = other;
    return this;
  }

  Mux mux() {
    return mux;
  }

  @Override
  public void hello(int version, Payload offers) {
    words.add("hello " + version + " " + Heard.shown(offers));
  }

  @Override
  public ChannelHandler opened(Channel channel, int purpose, Payload header) {
    Accepted one = new Accepted(channel, purpose, Heard.shown(header), new Heard());
    accepted.add(one);
    return acceptor.apply(one);
  }

  @Override
  public void pong(long number) {
    words.add("pong " + number);
  }

  @Override
  public void ended(MuxEnd end) {
    words.add(end.message());
  }

  @Override
  public byte[] farewell(MuxEnd.Broken broken) {
    return broken.what().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /// Returns what was heard since the last time.
  List<String> take() {
    List<String> taken = List.copyOf(words);
    words.clear();
    return taken;
  }

  /// Returns the channel that was accepted last.
  Accepted accepted() {
    return accepted.get(accepted.size() - 1);
  }

  List<Accepted> allAccepted() {
    return accepted;
  }

  /// Returns what it has to send, taken in buffers of `size` bytes.
  byte[] said(int size) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean more = true;
    while (more) {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      more = mux.fill(buffer);
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }

  /// Returns what it has to send in short words.
  List<String> says() {
    return Raw.words(said(1 << 20));
  }
}
