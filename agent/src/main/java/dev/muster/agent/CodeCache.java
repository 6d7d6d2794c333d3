package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Class files that the controller leaves here, for the agents behind this one and for itself: each
/// goes over the way to here once. How much there is of them the controller bounds.
final class CodeCache implements ChannelHandler {

  /// By SHA-256.
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  @Override
  public void item(Channel channel, Payload item) {
    channel.taken(item);
    byte[] file = item.toBytes();
    files.put(Digests.sha256(file), file);
  }

  @Override
  public void closed(Channel channel, ChannelEnd end) {}

  /// Returns the file with that SHA-256, or null.
  byte @Nullable [] file(String sha256) {
    return files.get(sha256);
  }
}
