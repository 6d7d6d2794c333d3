package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
  private static final int LARGEST = 1 << 30;
  private static final ValueCodec CODEC = ValueCodec.of(Types.of());

  /// In fragments that end at `cuts`, as they come over a connection.
  private static Payload fragments(byte[] item, int... cuts) throws ProtocolException {
    return fragments(item, false, cuts);
  }

  /// @param granted what is answered if more is wanted than the window
  private static Payload fragments(byte[] item, boolean granted, int... cuts)
      throws ProtocolException {
    Reassembly parts = new Reassembly(WINDOW, LARGEST);
    int from = 0;
    for (int cut : cuts) {
      parts.add(ByteBuffer.wrap(item, from, cut - from), 1, LARGEST);
      if (parts.wanted() > 0) {
        parts.placed(granted ? new byte[parts.wanted()] : null);
        assertThat(parts.wanted()).as("asked once").isZero();
      }
      from = cut;
    }
    return parts.finish(ByteBuffer.wrap(item, from, item.length - from), 1, LARGEST);
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
      assertThat((byte[]) fragments(item, true, cuts).decodedBy(CODEC)).isEqualTo(array);
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
    byte[] fits = CODEC.encode(new byte[WINDOW]);
    assertThat(isItself(fragments(fits, 32_768, 65_541))).isTrue();
    assertThat(isItself(fragments(fits, 4, 40_000, 90_000))).isTrue();
    assertThat(isItself(fragments(fits, 3, 70_000))).as("its head is cut").isFalse();
    assertThat(isItself(fragments(CODEC.encode(new byte[WINDOW + 1]), 70_000))).isFalse();
  }

  /// One that is longer than the window is asked for when a sixteenth has come.
  @Test
  void aLongerArrayIsNotCopiedIfThereIsMemoryForIt() throws Exception {
    byte[] item = CODEC.encode(new byte[2 * WINDOW]);
    int sixteenth = 2 * WINDOW / 16;
    assertThat(isItself(fragments(item, true, 5, sixteenth, sixteenth + 9))).isTrue();
    assertThat(isItself(fragments(item, true, 5, WINDOW, item.length - 1))).isTrue();
    assertThat(isItself(fragments(item, true, sixteenth - 1))).as("too late").isFalse();
    assertThat(isItself(fragments(item, false, sixteenth, WINDOW))).as("refused").isFalse();
  }

  @Test
  void aLongerArrayThanItemsMayBeWantsNoMemory() throws Exception {
    Reassembly parts = new Reassembly(WINDOW, 3 * WINDOW);
    parts.add(ByteBuffer.wrap(Raw.beginning(3 * WINDOW + 1, WINDOW)), 1, LARGEST);
    assertThat(parts.wanted()).isZero();
  }

  /// The channel may be closed while memory is taken.
  @Test
  void memoryThatComesTooLateIsNotUsed() throws Exception {
    Reassembly parts = new Reassembly(WINDOW, LARGEST);
    parts.add(ByteBuffer.wrap(Raw.beginning(2L * WINDOW, WINDOW)), 1, LARGEST);
    byte[] late = new byte[parts.wanted()];
    parts.clear();
    parts.placed(late);
    byte[] item = CODEC.encode("another");
    parts.add(ByteBuffer.wrap(item, 0, 3), 1, LARGEST);
    Payload whole = parts.finish(ByteBuffer.wrap(item, 3, item.length - 3), 1, LARGEST);
    assertThat(whole.toBytes()).isEqualTo(item);
    assertThat(late).containsOnly(0);
  }

  /// Whether what is read twice is one array: what is written into the one is in the other.
  static boolean isItself(Payload item) throws ValueException {
    byte[] first = (byte[]) Objects.requireNonNull(item.decodedBy(CODEC));
    byte[] second = (byte[]) Objects.requireNonNull(item.decodedBy(CODEC));
    first[7] = 1;
    return second[7] == 1;
  }

  /// The attack: a few bytes that begin an array of many, on each of many channels.
  @ParameterizedTest
  @CsvSource({
    "1048576, 2000, 2000", "1048576, 65535, 65535", "1048576, 65536, 1048576",
    "1048577, 65537, 65537", "60000000, 65536, 65536", "2147483647, 2000, 2000",
    "34359738367, 2000, 2000"
  })
  void whatIsSaidTakesSixteenTimesWhatCame(long said, int came, long most) throws Exception {
    Reassembly parts = new Reassembly(WINDOW, LARGEST);
    ByteBuffer begun = ByteBuffer.wrap(Raw.beginning(said, came));
    assertThat(Memory.taken(() -> parts.add(begun, 1, LARGEST))).isBetween(most, most + 10_000);
  }

  /// The attack: arrays that are begun and end before they are there, and that nobody reads.
  @ParameterizedTest
  @CsvSource({"10, 1048576", "4096, 1048576", "65536, 1048576", "65536, 1024"})
  void whatEndsAtOnceHoldsNoPlace(int came, int unasked) throws Exception {
    byte[] begun = Raw.beginning(WINDOW, came);
    List<Payload> held = new ArrayList<>();
    long before = Memory.used();
    for (int i = 0; i < 200; i++) {
      Reassembly parts = new Reassembly(unasked, LARGEST);
      parts.add(ByteBuffer.wrap(begun), 1, LARGEST);
      if (parts.wanted() > 0) {
        parts.placed(new byte[parts.wanted()]);
      }
      held.add(parts.finish(ByteBuffer.allocate(0), 1, LARGEST));
    }
    assertThat(Memory.used() - before).isLessThan(2L * 200 * came + (1 << 20));
    assertThat(read(CODEC, held.get(199))).isEqualTo(readWhole(CODEC, begun));
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
