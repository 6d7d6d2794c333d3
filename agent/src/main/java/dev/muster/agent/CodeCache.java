package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Class files that the controller leaves here, for the agents behind this one and for itself: each
/// goes over the way to here once. How much there is of them the controller bounds.
final class CodeCache implements ChannelHandler {

  private static final long LOOK_MILLIS = 500;

  /// By SHA-256; guarded by this.
  private final Map<String, byte[]> files = new HashMap<>();

  @Override
  public void item(Channel channel, Payload item) {
    byte[] file = item.toBytes();
    String sha256 = Digests.sha256(file);
    synchronized (this) {
      files.put(sha256, file);
      notifyAll();
    }
    channel.taken(item);
  }

  @Override
  public void closed(Channel channel, ChannelEnd end) {}

  /// Returns the file with that SHA-256, or null.
  synchronized byte @Nullable [] file(String sha256) {
    return files.get(sha256);
  }

  /// Waits for the file with that SHA-256: it may be named before it is here.
  ///
  /// @param wanted whether somebody still waits for it; asked now and then
  /// @throws IOException if nobody does
  synchronized byte[] await(String sha256, BooleanSupplier wanted)
      throws IOException, InterruptedException {
    byte[] file = files.get(sha256);
    while (file == null) {
      if (!wanted.getAsBoolean()) {
        throw new IOException("nobody waits for it");
      }
      wait(LOOK_MILLIS);
      file = files.get(sha256);
    }
    return file;
  }
}
