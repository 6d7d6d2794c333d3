package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueLimits;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an item in blocks is read as: the same as in one array.
class PayloadTest {

  private static final int WINDOW = 1 << 20;
  private static final ValueCodec CODEC = ValueCodec.of(Types.of());

  /// In fragments that end at `cuts`, as they come over a connection.
  private static Payload fragments(byte[] item, int... cuts) throws ProtocolException {
    Reassembly parts = new Reassembly(WINDOW);
    int from = 0;
    for (int cut : cuts) {
      parts.add(ByteBuffer.wrap(item, from, cut - from), 1, 1 << 30);
      from = cut;
    }
    return parts.finish(ByteBuffer.wrap(item, from, item.length - from), 1, 1 << 30);
  }

  private static String read(ValueCodec codec, Payload item) {
    try {
      return said(item.decodedBy(codec));
    } catch (ValueException e) {
      return Objects.requireNonNull(e.getMessage());
    }
  }

  private static String readWhole(ValueCodec codec, byte[] item) {
    try {
      return said(codec.decode(item));
    } catch (ValueException e) {
      return Objects.requireNonNull(e.getMessage());
    }
  }

  private static String said(@Nullable Object value) {
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : "" + value;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 100, 127, 128, 129, 16_383, 16_384, 300_000, 2_097_152})
  void arraysOfBytesComeWhole(int count) throws Exception {
    byte[] array = new byte[count];
    for (int i = 0; i < count; i++) {
      array[i] = (byte) (i * 31 + i / 251);
    }
    byte[] item = CODEC.encode(array);
    int size = item.length;
    for (int[] cuts :
        new int[][] {{}, {0}, {1}, {1, 2}, {size / 2}, {size / 3, size / 2}, {size - 1}, {size}}) {
      assertThat((byte[]) fragments(item, cuts).decodedBy(CODEC)).isEqualTo(array);
    }
  }

  /// A count that is not what is left, one of too many bytes, one in more bytes than it needs, and
  /// other values: accepted or refused as in one array, in the same words.
  @ParameterizedTest
  @CsvSource({"0", "1", "-1", "2", "100"})
  void wrongCountsAreRefusedTheSame(int more) throws Exception {
    byte[] item = CODEC.encode(new byte[200]);
    item[1] += (byte) more;
    for (int cut = 0; cut <= item.length; cut++) {
      assertThat(read(CODEC, fragments(item, cut))).isEqualTo(readWhole(CODEC, item));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"808080808000", "8080808000", "ffffffffff01", "ffffffff0f", "ffffffff7f", "80"})
  void oddCountsAreReadTheSame(String count) throws Exception {
    byte tag = CODEC.encode(new byte[1])[0];
    byte[] head = HexFormat.of().parseHex(count);
    for (int size = 1 + head.length; size < 20; size++) {
      byte[] item = new byte[size];
      item[0] = tag;
      System.arraycopy(head, 0, item, 1, head.length);
      for (int low = 0; low < 20; low++) {
        item[1] = (byte) ((head[0] & 0x80) | low);
        for (int cut = 0; cut <= size; cut++) {
          assertThat(read(CODEC, fragments(item, cut)))
              .as(HexFormat.of().formatHex(item))
              .isEqualTo(readWhole(CODEC, item));
        }
      }
    }
  }

  /// The array of the item is the one that its fragments were put into.
  @Test
  void anArrayThatFitsIntoTheWindowIsNotCopied() throws Exception {
    Payload fits = fragments(CODEC.encode(new byte[WINDOW]), 32_768);
    assertThat(fits.decodedBy(CODEC)).isSameAs(fits.decodedBy(CODEC));
    Payload longer = fragments(CODEC.encode(new byte[WINDOW + 1]), 32_768);
    assertThat(longer.decodedBy(CODEC)).isNotSameAs(longer.decodedBy(CODEC));
  }

  /// The attack: a fragment of a few bytes that begins an array of many, on each of many channels.
  @ParameterizedTest
  @CsvSource({"1048576, 1048576", "1048577, 0", "60000000, 0", "2147483647, 0", "34359738367, 0"})
  void whatIsSaidTakesAWindowAtMost(long said, long most) throws Exception {
    ByteBuffer fragment = ByteBuffer.allocate(2000);
    fragment.put(CODEC.encode(new byte[1])[0]);
    for (long left = said; left > 0; left >>>= 7) {
      fragment.put((byte) ((left & 0x7f) | (left > 0x7f ? 0x80 : 0)));
    }
    fragment.clear();
    Reassembly parts = new Reassembly(WINDOW);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes(); // what it takes itself the first time
    long before = threads.getCurrentThreadAllocatedBytes();
    parts.add(fragment, 1, 1 << 30);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isBetween(most, most + 10_000);
  }

  @Test
  void otherValuesAreReadFromTheirBlocks() throws Exception {
    List<?> value = List.of("a text", new String(new char[5000]), 7L);
    byte[] item = CODEC.encode(value);
    assertThat(fragments(item, 8, 700, 4000).decodedBy(CODEC)).isEqualTo(value);
  }

  @Test
  void limitsHoldInBlocksToo() throws Exception {
    byte[] item = CODEC.encode(new byte[1000]);
    for (ValueLimits limits :
        List.of(
            new ValueLimits(1000, 1 << 20),
            new ValueLimits(item.length, 1 << 20),
            new ValueLimits(2000, 1023),
            new ValueLimits(2000, 1024),
            new ValueLimits(2000, 1100))) {
      ValueCodec strict = CODEC.with(limits);
      assertThat(read(strict, fragments(item, 500))).isEqualTo(readWhole(strict, item));
    }
  }
}
