package dev.muster.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Hears one channel and writes down what, in short words.
final class Heard implements ChannelHandler {

  private final List<String> words = new ArrayList<>();
  private final List<Payload> items = new ArrayList<>();

  @Override
  public synchronized void item(Channel channel, Payload item) {
    items.add(item);
    words.add(shown(item));
    notifyAll();
  }

  @Override
  public synchronized void eof(Channel channel) {
    words.add("eof");
    notifyAll();
  }

  @Override
  public synchronized void closed(Channel channel, ChannelEnd end) {
    if (end instanceof ChannelEnd.Closed closed) {
      words.add("closed" + (closed.failure().size() == 0 ? "" : " " + shown(closed.failure())));
    } else if (end instanceof ChannelEnd.Lost lost) {
      words.add("lost: " + lost.why().message());
    } else {
      words.add(end.toString());
    }
    notifyAll();
  }

  @Override
  public synchronized void writable(Channel channel) {
    words.add("writable");
  }

  /// Waits until so many things were heard.
  synchronized void await(int count) throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (words.size() < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("heard no more than " + words);
      }
      wait(left);
    }
  }

  /// Returns what was heard since the last time.
  synchronized List<String> take() {
    List<String> taken = List.copyOf(words);
    words.clear();
    return taken;
  }

  /// Returns the items that came since the last time.
  synchronized List<Payload> takeItems() {
    List<Payload> taken = List.copyOf(items);
    items.clear();
    return taken;
  }

  static String shown(Payload payload) {
    return payload.size() > 40
        ? "[" + payload.size() + "]"
        : new String(payload.toBytes(), StandardCharsets.UTF_8);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
