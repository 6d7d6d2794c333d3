package dev.muster.ssh.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/// Makes wrong messages of right ones, the same each time for one seed.
public final class Mutations {

  private static final int[] LENGTHS = {0, 1, 2, 4, 255, 0x7fff_ffff, 0x8000_0000, -1, -2};

  private final Random random;

  public Mutations(long seed) {
    random = new Random(seed);
  }

  /// Returns a changed copy of `message`, whose first byte, the number, stays.
  public byte[] of(byte[] message) {
    byte[] changed = message.clone();
    int rounds = 1 + random.nextInt(3);
    for (int i = 0; i < rounds; i++) {
      changed = once(changed);
    }
    return changed;
  }

  private byte[] once(byte[] message) {
    if (message.length < 2) {
      return Arrays.copyOf(message, message.length + random.nextInt(9));
    }
    int at = 1 + random.nextInt(message.length - 1);
    switch (random.nextInt(6)) {
      case 0 -> message[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> message[at] = (byte) random.nextInt();
      case 2 -> {
        if (at + 4 <= message.length) {
          ByteBuffer.wrap(message).putInt(at, LENGTHS[random.nextInt(LENGTHS.length)]);
        }
      }
      case 3 -> {
        return Arrays.copyOf(message, at);
      }
      case 4 -> {
        byte[] longer = Arrays.copyOf(message, message.length + 1 + random.nextInt(20));
        System.arraycopy(
            message, at, longer, longer.length - (message.length - at), message.length - at);
        return longer;
      }
      default -> {
        int to = Math.min(message.length, at + random.nextInt(40));
        Arrays.fill(message, at, to, (byte) (random.nextBoolean() ? 0xff : 0));
      }
    }
    return message;
  }
}
