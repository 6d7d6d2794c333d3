package dev.muster.it.ssh;

import dev.muster.ssh.Exec;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Sends random bytes to a command that gives them back, and keeps of both directions a digest and
/// the longest time in which nothing came.
final class Echo {

  private static final int PIECE = 1 << 18;
  private static final long PATIENCE_MINUTES = 10;

  private final long bytes;
  private final MessageDigest sent = sha256();
  private final MessageDigest received = sha256();
  private final byte[] piece = new byte[PIECE];
  private long count;
  private long began;
  private long heard;
  private long gap;
  private long ended;

  private Echo(long bytes) {
    this.bytes = bytes;
    new Random(11).nextBytes(piece);
  }

  /// Returns one of so many bytes, a multiple of 256 KiB.
  static Echo of(long bytes) {
    if (bytes % PIECE != 0) {
      throw new IllegalArgumentException("wanted a multiple of " + PIECE + ", got " + bytes);
    }
    return new Echo(bytes);
  }

  /// Sends everything and returns when the command has ended.
  void runOn(SshConnection connection, Exec request) {
    CompletableFuture<SessionEnd> done = new CompletableFuture<>();
    began = System.nanoTime();
    heard = began;
    SshSession session = connection.exec(request, listener(done));
    send(session);
    try {
      SessionEnd end = done.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
      ended = System.nanoTime();
      if (!end.equals(new SessionEnd.Exited(0))) {
        throw new AssertionError(end.toString());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private SessionListener listener(CompletableFuture<SessionEnd> done) {
    return new SessionListener() {
      @Override
      public void output(SshSession from, Stream stream, byte[] some) {
        long now = System.nanoTime();
        gap = Math.max(gap, now - heard);
        heard = now;
        if (stream == Stream.OUT) {
          received.update(some);
          count += some.length;
        }
        from.consumed(some.length);
      }

      @Override
      public void ended(SshSession from, SessionEnd end) {
        done.complete(end);
      }
    };
  }

  private void send(SshSession session) {
    CompletionStage<Void> last = CompletableFuture.completedFuture(null);
    for (long left = bytes; left > 0; left -= PIECE) {
      piece[(int) (left / PIECE % PIECE)]++;
      sent.update(piece);
      last.toCompletableFuture().orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES).join();
      last = session.write(piece.clone());
    }
    session.endInput();
  }

  String sent() {
    return HexFormat.of().formatHex(sent.digest());
  }

  String received() {
    return HexFormat.of().formatHex(received.digest());
  }

  /// Returns how many bytes came back.
  long count() {
    return count;
  }

  Duration longestGap() {
    return Duration.ofNanos(gap);
  }

  Duration time() {
    return Duration.ofNanos(ended - began);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
