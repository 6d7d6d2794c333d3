package dev.muster.wire.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Makes wrong inputs of right ones, the same each time for one seed.
final class Mutations {

  private static final int[] BYTES = {0, 1, 2, 0x7f, 0x80, 0xff};

  private final List<byte[]> seeds;
  private final Random random;

  Mutations(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new Random(seed);
  }

  /// Returns a changed copy of one of the seeds.
  byte[] next() {
    byte[] changed = any().clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed = once(changed);
    }
    return changed;
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] once(byte[] input) {
    int at = random.nextInt(input.length + 1);
    if (at == input.length) {
      return Arrays.copyOf(input, at + random.nextInt(9));
    }
    switch (random.nextInt(5)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = (byte) random.nextInt();
      case 2 -> input[at] = (byte) BYTES[random.nextInt(BYTES.length)];
      case 3 -> {
        return Arrays.copyOf(input, at);
      }
      default -> {
        byte[] other = any();
        int from = random.nextInt(other.length);
        byte[] joined = Arrays.copyOf(input, at + other.length - from);
        System.arraycopy(other, from, joined, at, other.length - from);
        return joined;
      }
    }
    return input;
  }
}
