package dev.muster.wire.value;

/// How large a value may be.
///
/// @param size the most bytes that an item takes, names and all; 1 GiB at most
/// @param memory about how many bytes of the heap a value may take that is read; charged before
///   they are taken
public record ValueLimits(int size, long memory) {

  /// How deep values may be within values.
  public static final int DEPTH = 128;

  /// The most bytes of a [java.math.BigInteger], and of a [java.math.BigDecimal]'s digits: 157,826
  /// decimal digits. What people do with such numbers takes more than linear time.
  public static final int NUMBER = 1 << 16;

  /// How many dimensions an array of other than primitives may have.
  static final int DIMENSIONS = 8;

  private static final int MOST = 1 << 30;
  private static final int STANDARD_SIZE = 64 << 20;
  private static final long STANDARD_MEMORY = 256L << 20;

  public ValueLimits {
    if (size < 1 || size > MOST || memory < 1) {
      throw new IllegalArgumentException(
          "a size of 1 to " + MOST + " and a memory from 1 on: " + size + ", " + memory);
    }
  }

  /// Returns 64 MiB written, and 256 MiB of heap or a quarter of it if that is less.
  public static ValueLimits standard() {
    long quarter = Math.max(1, Runtime.getRuntime().maxMemory() / 4);
    return new ValueLimits(STANDARD_SIZE, Math.min(STANDARD_MEMORY, quarter));
  }
}
