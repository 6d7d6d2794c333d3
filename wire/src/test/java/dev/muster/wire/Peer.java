package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// One end in memory: writes down what concerns the connection, and takes whatever channel is opened.
final class Peer implements MuxHandler {

  /// A channel that the other end opened.
  record Accepted(Channel channel, String header, Heard heard) {}

  private final Mux mux;
  private final List<String> words = new ArrayList<>();
  private final List<Accepted> accepted = new ArrayList<>();

  private java.util.function.@org.jspecify.annotations.Nullable Supplier<ChannelHandler> hearing;

  void hearing(java.util.function.Supplier<ChannelHandler> other) {
    hearing = other;
  }

  Peer(Settings settings) {
    mux = new Mux(settings, new byte[] {42}, this);
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
    Heard heard = new Heard();
    accepted.add(new Accepted(channel, Heard.shown(header), heard));
    return hearing == null ? heard : hearing.get();
  }

  @Override
  public void pong(long number) {
    words.add("pong " + number);
  }

  @Override
  public void ended(MuxEnd end) {
    words.add(end.message());
  }

  List<String> take() {
    List<String> taken = List.copyOf(words);
    words.clear();
    return taken;
  }

  Accepted accepted() {
    return accepted.get(accepted.size() - 1);
  }

  List<Accepted> allAccepted() {
    return accepted;
  }

  /// Returns what it has to send, through buffers of `size` bytes.
  byte[] said(int size) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    boolean more = true;
    while (more) {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      more = mux.fill(buffer);
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }
}
