package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Right items with each byte changed and cut off everywhere: nothing but values and
/// [ValueException]s come of them, within the bounds of memory.
class MutatedValuesTest {

  private static final int[] BYTES = {0, 1, 0x80, 0xff, Tag.LIST, Tag.RECORD};
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ValueFuzz target = new ValueFuzz();

  @Test
  void eachByteChanged() throws Exception {
    for (byte[] seed : target.seeds()) {
      for (int at = 0; at < Math.min(seed.length, 200); at++) {
        for (int value : BYTES) {
          byte[] changed = seed.clone();
          changed[at] = (byte) value;
          take(changed);
        }
        byte[] next = seed.clone();
        next[at]++;
        take(next);
        take(Arrays.copyOf(seed, at));
      }
    }
  }

  private void take(byte[] input) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      target.take(input);
    } catch (Exception | Error e) {
      fail(HexFormat.of().formatHex(input), e);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes)
        .as("bytes allocated for " + HexFormat.of().formatHex(input))
        .isLessThan(target.allocation() + 512L * input.length);
  }
}
