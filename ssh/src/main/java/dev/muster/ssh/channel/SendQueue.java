package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/// Bytes that wait to be sent on one channel, and how many the peer takes (RFC 4254 section 5.2).
/// One thread at a time.
final class SendQueue {

  private static final long MAX_WINDOW = 0xffff_ffffL;

  private static final class Piece {
    private final byte[] bytes;
    private final CompletableFuture<Void> sent;

    Piece(byte[] bytes, CompletableFuture<Void> sent) {
      this.bytes = bytes;
      this.sent = sent;
    }
  }

  private final ArrayDeque<Piece> pieces = new ArrayDeque<>(2);
  private long window;
  private int maxPacket;
  private int offset;

  /// Begins with what the peer said when it opened the channel.
  void open(long initialWindow, int maxPacketBytes) {
    window = initialWindow;
    maxPacket = maxPacketBytes;
  }

  void add(byte[] bytes, CompletableFuture<Void> sent) {
    if (bytes.length == 0) {
      sent.complete(null);
    } else {
      pieces.add(new Piece(bytes, sent));
    }
  }

  /// Adds credit that the peer gave.
  ///
  /// @throws ProtocolException if the window would pass 2³²−1
  void grant(long bytes) throws ProtocolException {
    if (window + bytes > MAX_WINDOW) {
      throw new ProtocolException(bytes + " bytes of credit on top of " + window);
    }
    window += bytes;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /// Returns how many bytes can be sent in one message now, 0 if none.
  int ready(int limit) {
    if (pieces.isEmpty()) {
      return 0;
    }
    int rest = pieces.getFirst().bytes.length - offset;
    return (int) Math.min(Math.min(rest, window), Math.min(limit, maxPacket));
  }

  /// Returns the array that [#ready] spoke of.
  byte[] array() {
    return pieces.getFirst().bytes;
  }

  /// Returns where in [#array] the next byte is.
  int offset() {
    return offset;
  }

  /// Takes note that `count` bytes were sent.
  void sent(int count) {
    window -= count;
    offset += count;
    Piece first = pieces.getFirst();
    if (offset == first.bytes.length) {
      pieces.removeFirst();
      offset = 0;
      first.sent.complete(null);
    }
  }

  /// Cancels everything that still waits.
  void cancel(String why) {
    offset = 0;
    Piece piece = pieces.pollFirst();
    while (piece != null) {
      piece.sent.completeExceptionally(new CancellationException(why));
      piece = pieces.pollFirst();
    }
  }
}
