package dev.muster.output;

import dev.muster.model.Output;
import dev.muster.model.StdStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keeps what one host prints, as far as the run's [Account] allows. One call at a time.
public final class Capture {

  private static final byte[] NOTHING = new byte[0];

  private final Account account;
  private byte[] out = NOTHING;
  private byte[] err = NOTHING;
  private int outLength;
  private int errLength;
  private boolean truncated;

  public Capture(Account account) {
    this.account = account;
  }

  /// Keeps bytes, which become its own; what the account has no room for is dropped, and the output
  /// says so.
  public void add(StdStream stream, byte[] bytes) {
    int kept = truncated ? 0 : account.take(bytes.length);
    truncated |= kept < bytes.length;
    if (stream == StdStream.OUT) {
      out = joined(out, outLength, bytes, kept);
      outLength += kept;
    } else {
      err = joined(err, errLength, bytes, kept);
      errLength += kept;
    }
  }

  private static byte[] joined(byte[] kept, int length, byte[] more, int taken) {
    if (taken == 0) {
      return kept;
    }
    if (length == 0) {
      return more;
    }
    byte[] room =
        kept.length - length >= taken
            ? kept
            : Arrays.copyOf(kept, Math.max(length + taken, length + Math.min(length, 1 << 20)));
    System.arraycopy(more, 0, room, length, taken);
    return room;
  }

  /// Returns what was kept. The same output of other hosts is the same object, and counts once in
  /// the account.
  ///
  /// @param capture null if the host printed nothing
  public static Output of(@Nullable Capture capture) {
    return capture == null ? Output.empty() : capture.output();
  }

  private Output output() {
    byte[] outBytes = out.length == outLength ? out : Arrays.copyOf(out, outLength);
    byte[] errBytes = err.length == errLength ? err : Arrays.copyOf(err, errLength);
    return account.shared(Output.of(outBytes, errBytes, truncated));
  }
}
