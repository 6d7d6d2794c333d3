package dev.muster.agent;

import dev.muster.wire.ChannelEnd;
import dev.muster.wire.Inbox;
import dev.muster.wire.Payload;
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
  /// @param first the first piece; null if none came
  static @Nullable InputStream of(Inbox pieces, @Nullable Payload first) {
    if (first != null) {
      return new ResourceStream(pieces, first.toBytes());
    }
    boolean empty = pieces.isOver() && !failed(pieces.end());
    return empty ? new ResourceStream(pieces, new byte[0]) : null;
  }

  private static boolean failed(@Nullable ChannelEnd how) {
    return how instanceof ChannelEnd.Closed closed ? closed.failure().size() > 0 : how != null;
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
      Payload next = Spaces.take(pieces);
      if (next == null) {
        if (!pieces.isOver() || failed(pieces.end())) {
          throw new IOException("the controller gave only a part of the resource");
        }
        return false;
      }
      piece = next.toBytes();
      at = 0;
    }
    return true;
  }
}
