package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// I8, I9, U7: bytes of a host that means harm end in a [ValueException], soon, and with little
/// memory.
class HostileValuesTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  record Chosen(int a, int b) {}

  record Nested(Set<Object> inner, int b) {}

  enum Sly {
    ONE
  }

  static boolean initialised;

  static final class Trap {
    static {
      initialised = true;
    }

    private Trap() {}
  }

  private final ValueCodec codec =
      ValueCodec.of(Types.of(Chosen.class, Nested.class, Sly.class, Sample.Port.class));

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                       | 1 bytes where 0 are left
          ff                       | no type has the tag 255
          0b                       | no type has the tag 11
          35 00000001              | a channel where none can be
          05                       | 1 bytes where 0 are left
          05 8080808080808080808002 | a number of more than 64 bits
          05 80808080808080808002  | a number of more than 64 bits
          05 8080808010            | 2147483648 is no int
          05 ffffffff1f            | -4294967296 is no int
          03                       | 1 bytes where 0 are left
          08 00                    | 8 bytes where 1 are left
          0a 08 616263             | 4 bytes where 3 are left
          0a 07 6162636465         | 6 bytes where 5 are left
          0a feffffffffffffffff01  | 9223372036854775807 bytes where 0 are left
          0a ffffffffffffffffff01  | 9223372036854775807 bytes where 0 are left
          10 ffffffff07 00         | 2147483647 bytes where 1 are left
          10 ffffffffffffffffff01  | a count of 18446744073709551615
          11 01 02                 | a boolean of 2
          13 ffffffff07 00         | 8589934588 bytes where 1 are left
          14 ffffffff07 00         | 17179869176 bytes where 1 are left
          18 0b 00                 | an array of a type that has no tag: 11
          18 181818181818181800 00 | an array of more than 8 dimensions
          18 0a 01 0502            | [0]: a java.lang.Integer where java.lang.String is wanted
          18 13 01 0502            | [0]: a java.lang.Integer where int[] is wanted
          20 ffffffff07 00         | 2147483647 values where 1 bytes are left
          20 02 20 01 00           | [0]: 1 values where 0 bytes are left
          20 02 20 02 00           | [0]: 2 values where 0 bytes are left
          21 02 0502 0502          | [1]: the same twice in a set, or as keys of a map
          22 02 0502 00 0502 00    | [key #1]: the same twice in a set, or as keys of a map
          22 ffffffff07            | 2147483647 values where 0 bytes are left
          22 02 010101             | 2 values where 1 bytes are left
          24 00                    | null in an optional
          25 02 00                 | an optional that is neither empty nor full: 2
          30 00                    | a number of 0 bytes; 1 to 65536 are taken
          31 feffffffffffffffff01 01 01 | 9223372036854775807 is no int
          33 02 20                 | " " is no URI: Illegal character in path
          34 02 00                 | "\\u0000" is no path: Nul character not allowed
          40 00 ffffffff07         | 2147483647 nanoseconds in a second
          40 feffffffffffffffff01 00 | Instant exceeds minimum or maximum instant
          43 feffffffffffffffff01  | Invalid value for EpochDay (valid values -365243219162 - 365241780471): 9223372036854775807
          44 80808080808080808001  | Invalid value for NanoOfDay (valid values 0 - 86399999999999): -9223372036854775808
          49 06 666f6f             | Unknown time-zone ID: foo
          4a feffffff0f            | Zone offset not in valid range: -18:00 to +18:00
          4d 02 1e                 | Illegal value for DayOfMonth field, value 30 is not valid for month FEBRUARY
          4e 0d                    | Invalid value for MonthOfYear: 13
          4f 00                    | Invalid value for DayOfWeek: 0
          28 01                    | number 1 was given to nothing of that kind
          28 ffffffff07            | number 2147483647 was given to nothing of that kind
          00 00                    | 1 bytes too many
          """)
  void isRefused(String hex, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.ProcessBuilder",
        "java.util.concurrent.ConcurrentHashMap",
        "dev.muster.wire.value.HostileValuesTest$Trap",
        "dev.muster.wire.value.Sample$Server",
        "[Ljava.lang.String;",
        "int",
        "",
        "../../etc/passwd\n"
      })
  void noNameOfAStrangerIsLookedUp(String name) throws Exception {
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(record(name, 0)))
        .withMessage("type " + Steps.quoted(name) + " is not among those that may be read here");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes(0x29, 0, text(name), text("ONE"))))
        .withMessageEndingWith(" is not among those that may be read here");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes(0x18, 0x28, 0, text(name), 0, 0)))
        .withMessageEndingWith(" is not among those that may be read here");
    assertThat(initialised).isFalse();
  }

  @Test
  void aLongNameIsCutInTheMessage() throws Exception {
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(record("x".repeat(5000), 0)))
        .withMessage("type \"" + "x".repeat(200) + "…\" is not among those that may be read here");
  }

  @Test
  void aKnownNameIsTakenForWhatItIsOnly() throws Exception {
    String sly = Sly.class.getName();
    String port = Sample.Port.class.getName();
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(record(sly, 0)))
        .withMessage(sly + " is no record here");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes(0x29, 0, text(port), text("ONE"))))
        .withMessage(port + " is no enum here");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes(0x29, 0, text(sly), text("TWO"))))
        .withMessage("enum " + sly + " has no \"TWO\" here");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes(0x18, 0x29, 0, text(port), 0)))
        .withMessage(port + " is no enum here");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes(0x20, 2, 0x29, 0, text(sly), text("ONE"), 0x28, 1)))
        .withMessage("[1]: number 1 was given to nothing of that kind");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(record(port, 2)))
        .withMessage("record " + port + " has 1 components here and 2 there");
  }

  @Test
  void depthEndsAtItsLimit() {
    byte[] bytes = new byte[20_000];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = Tag.LIST;
      bytes[i + 1] = 1;
    }
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessageEndingWith(": more than 128 values within one another");
  }

  /// Counts within counts promise no more than there is, so that arrays of references are not made
  /// for nothing.
  @Test
  void countsWithinCountsTakeNoMoreThanThereIs() {
    byte[] bytes = new byte[1 << 20];
    int at = 0;
    for (int depth = 0; depth < 100; depth++) {
      bytes[at++] = Tag.LIST;
      int count = (bytes.length - at - 4) / 2;
      for (int i = 0; i < 3; i++, count >>>= 7) {
        bytes[at++] = (byte) (count | 0x80);
      }
      bytes[at++] = 0;
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertThatExceptionOfType(ValueException.class).isThrownBy(() -> codec.decode(bytes));
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(12 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000", "24 00", "21 01 00", "22 01 0000", "0502", "0a00", "43 00"})
  void manySmallOnesAreChargedBeforeTheyAreMade(String hex) throws Exception {
    byte[] one = HexFormat.of().parseHex(hex.replace(" ", "").replace("2400", "240500"));
    int count = (8 << 20) / one.length;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(bytes(Tag.LIST, varint(count)));
    for (int i = 0; i < count; i++) {
      all.write(one);
    }
    ValueCodec tight = codec.with(new ValueLimits(16 << 20, 24 << 20));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> tight.decode(all.toByteArray()))
        .withMessageEndingWith("takes more memory than the limit allows");
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(48 << 20);
  }

  @Test
  void keysOfOneHashEndSoon() throws Exception {
    int count = 60_000;
    List<Chosen> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new Chosen(i, -31 * i));
    }
    assertThat(keys).extracting(Object::hashCode).containsOnly(0);
    byte[] bytes = codec.encode(keys);
    bytes[0] = Tag.SET;
    long began = THREADS.getCurrentThreadCpuTime();
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessageEndingWith("too many of the same hash");
    assertThat(THREADS.getCurrentThreadCpuTime() - began).isLessThan(5_000_000_000L);

    byte[] few = codec.encode(Set.copyOf(keys.subList(0, 1000)));
    assertThat((Set<?>) codec.decode(few)).hasSize(1000);
  }

  /// Two sets are compared by comparing each element of one with those of the other that have its
  /// hash: sets of such sets multiply that.
  @Test
  void setsWithinSetsOfOneHashEndSoon() throws Exception {
    byte[] first = bytes(Tag.RECORD, 0, text(Nested.class.getName()), 2);
    byte[] bomb = bytes(Tag.LIST, 2, first, Tag.SET, 0, Tag.INT, 0, alike(6));
    assertThat(bomb).hasSizeBetween(500_000, 4_000_000);
    long began = THREADS.getCurrentThreadCpuTime();
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bomb))
        .withMessageEndingWith("too many of the same hash");
    assertThat(THREADS.getCurrentThreadCpuTime() - began).isLessThan(5_000_000_000L);

    byte[] small = bytes(Tag.LIST, 2, first, Tag.SET, 0, Tag.INT, 0, alike(3));
    List<?> read = (List<?>) Objects.requireNonNull(codec.decode(small));
    assertThat(read).hasSize(2);
    assertThat(Objects.hashCode(read.get(1))).isZero();
  }

  /// Returns a set of eight records, all with the hash 0, that hold the same set of the level below
  /// and differ in what is compared last.
  private static byte[] alike(int levels) throws Exception {
    if (levels == 0) {
      return bytes(Tag.SET, 0);
    }
    byte[] below = alike(levels - 1);
    byte[] set = bytes(Tag.SET, 8);
    for (int j = 1; j <= 8; j++) {
      byte[] inner = bytes(Tag.SET, 2, below, Tag.INT, varint(2 * j));
      set = bytes(set, Tag.RECORD, 1, inner, Tag.INT, varint(62 * j - 1));
    }
    return set;
  }

  @Test
  void whatAConstructorThrowsIsAValueException() throws Exception {
    byte[] bytes = bytes(0x20, 1, record(Sample.Port.class.getName(), 1), 0x05, 0);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessage(
            "[0]: record dev.muster.wire.value.Sample$Port refuses its values:"
                + " java.lang.IllegalArgumentException: port 0 is not 1 to 65535")
        .withCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anItemOverTheLimitIsNotRead() {
    ValueCodec small = codec.with(new ValueLimits(10, 1000));
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> small.decode(new byte[11]))
        .withMessage("an item of 11 bytes; at most 10 are taken");
  }

  private static byte[] record(String name, int components) throws Exception {
    return bytes(0x28, 0, text(name), components);
  }

  private static byte[] text(String text) throws Exception {
    return bytes(varint(2 * text.length()), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] varint(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int left = value;
    for (; left > 127; left >>>= 7) {
      out.write(left | 0x80);
    }
    out.write(left);
    return out.toByteArray();
  }

  private static byte[] bytes(Object... parts) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.write((byte[]) part);
      }
    }
    return out.toByteArray();
  }
}
