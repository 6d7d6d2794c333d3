package dev.muster.agent;

import dev.muster.wire.ChannelEnd;
import dev.muster.wire.Inbox;
import dev.muster.wire.Received;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A resource while it comes, piece by piece.
final class ResourceStream extends InputStream {

  private final Inbox pieces;
  private byte[] piece;
  private int at;

  private ResourceStream(Inbox pieces, byte[] first) {
    this.pieces = pieces;
    this.piece = first;
  }

  /// Returns the stream, or null if there is no such resource.
  ///
  /// @param first the first that came
  static @Nullable InputStream of(Inbox pieces, Received first) {
    if (first instanceof Received.Item item) {
      return new ResourceStream(pieces, item.bytes().toBytes());
    }
    return isWhole(first) ? new ResourceStream(pieces, new byte[0]) : null;
  }

  private static boolean isWhole(Received last) {
    return last instanceof Received.Eof
        || (last instanceof Received.Ended ended
            && ended.how() instanceof ChannelEnd.Closed closed
            && closed.failure().size() == 0);
  }

  @Override
  public int read() throws IOException {
    return more() ? piece[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return piece.length - at;
  }

  private boolean more() throws IOException {
    while (at == piece.length) {
      Received next = Spaces.receive(pieces);
      if (!(next instanceof Received.Item item)) {
        if (!isWhole(next)) {
          throw new IOException("the controller gave only a part of the resource");
        }
        return false;
      }
      piece = item.bytes().toBytes();
      at = 0;
    }
    return true;
  }
}
