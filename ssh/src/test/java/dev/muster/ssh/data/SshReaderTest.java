package dev.muster.ssh.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshReaderTest {

  private static final HexFormat HEX = HexFormat.of();

  /// One reading of a value of some type.
  private interface Reading {
    Object of(SshReader reader) throws ProtocolException;
  }

  private static final List<Reading> READINGS =
      List.of(
          SshReader::readByte,
          SshReader::readBoolean,
          SshReader::readInt,
          SshReader::readUnsignedInt,
          SshReader::readLong,
          SshReader::readString,
          reader -> reader.readString(1 << 20),
          SshReader::readText,
          SshReader::readName,
          SshReader::readNames,
          SshReader::readBigInteger,
          SshReader::readNested,
          reader -> reader.readBytes(5));

  private static SshWriter oneOfEach() {
    return new SshWriter(0)
        .putByte(200)
        .putBoolean(true)
        .putInt(-2)
        .putInt(-3)
        .putLong(Long.MIN_VALUE + 7)
        .putString(new byte[] {1, 2, 3})
        .putString(new byte[0])
        .putString("grüße")
        .putString("name")
        .putNames(List.of("a", "b@c", "d"))
        .putBigInteger(BigInteger.TEN.pow(40).negate())
        .putString(new SshWriter().putInt(5))
        .putBytes(new byte[] {9, 8, 7, 6, 5});
  }

  @Test
  void readsEachTypeAsItWasWritten() throws Exception {
    byte[] written = oneOfEach().toBytes();
    byte[] shifted = new byte[written.length + 7];
    System.arraycopy(written, 0, shifted, 3, written.length);
    SshReader reader = new SshReader(shifted, 3, written.length);

    assertThat(reader.readByte()).isEqualTo(200);
    assertThat(reader.readBoolean()).isTrue();
    assertThat(reader.readInt()).isEqualTo(-2);
    assertThat(reader.readUnsignedInt()).isEqualTo(0xffff_fffdL);
    assertThat(reader.readLong()).isEqualTo(Long.MIN_VALUE + 7);
    assertThat(reader.readString()).containsExactly(1, 2, 3);
    assertThat(reader.readString(0)).isEmpty();
    assertThat(reader.readText()).isEqualTo("grüße");
    assertThat(reader.readName()).isEqualTo("name");
    assertThat(reader.readNames()).containsExactly("a", "b@c", "d");
    assertThat(reader.readBigInteger()).isEqualTo(BigInteger.TEN.pow(40).negate());
    SshReader nested = reader.readNested();
    assertThat(nested.readInt()).isEqualTo(5);
    nested.expectEnd("the nested string");
    assertThat(reader.remaining()).isEqualTo(5);
    assertThat(reader.position()).isEqualTo(shifted.length - 4 - 5);
    assertThat(reader.array()).isSameAs(shifted);
    assertThat(reader.readBytes(5)).containsExactly(9, 8, 7, 6, 5);
    assertThat(reader.isEmpty()).isTrue();
    reader.expectEnd("all");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] written = oneOfEach().toBytes();
    for (int length = 0; length < written.length; length++) {
      SshReader reader = new SshReader(written, 0, length); // the array goes on; the range does not
      assertThatExceptionOfType(ProtocolException.class)
          .as("cut to %d bytes", length)
          .isThrownBy(() -> readAll(reader));
    }
  }

  private static void readAll(SshReader reader) throws ProtocolException {
    for (Reading reading : READINGS) {
      reading.of(reader);
    }
  }

  @ParameterizedTest(name = "length field {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000004 | string of 4 bytes where 3 are left
          7fffffff | string of 2147483647 bytes where 3 are left
          80000000 | string of 2147483648 bytes where 3 are left
          ffffffff | string of 4294967295 bytes where 3 are left
          """)
  void refusesLengthsBeyondTheEndBeforeItAllocates(String length, String message) {
    byte[] bytes = HEX.parseHex(length + "010203");
    for (Reading reading : READINGS.subList(5, 12)) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> reading.of(new SshReader(bytes)))
          .withMessage(message);
    }
  }

  @Test
  void refusesStringsOverTheirLimit() throws Exception {
    byte[] bytes = new SshWriter().putString("abcd").toBytes();

    assertThat(new SshReader(bytes).readString(4)).hasSize(4);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new SshReader(bytes).readString(3))
        .withMessage("string of 4 bytes where at most 3 fit");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the examples of RFC 4251 section 5
          0                | 00000000
          9a378f9b2e332a7  | 0000000809a378f9b2e332a7
          80               | 000000020080
          -1234            | 00000002edcc
          -deadbeef        | 00000005ff21524111
          # and the edges
          1                | 0000000101
          7f               | 000000017f
          ff               | 0000000200ff
          -1               | 00000001ff
          -80              | 0000000180
          -81              | 00000002ff7f
          8000000000000000 | 00000009008000000000000000
          """)
  void writesAndReadsNumbers(String number, String wire) throws Exception {
    BigInteger value = new BigInteger(number, 16);

    assertThat(HEX.formatHex(new SshWriter().putBigInteger(value).toBytes())).isEqualTo(wire);
    assertThat(new SshReader(HEX.parseHex(wire)).readBigInteger()).isEqualTo(value);
  }

  @ParameterizedTest(name = "\"{0}\" is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''       | 00000000
          00       | 00000000
          000000   | 00000000
          01       | 0000000101
          7f       | 000000017f
          80       | 000000020080
          0080     | 000000020080
          0000007f | 000000017f
          00ff00   | 0000000300ff00
          """)
  void writesUnsignedNumbersInTheirShortestForm(String magnitude, String wire) throws Exception {
    byte[] bytes = HEX.parseHex(magnitude);

    byte[] written = new SshWriter().putUnsigned(bytes).toBytes();
    assertThat(HEX.formatHex(written)).isEqualTo(wire);
    assertThat(new SshReader(written).readBigInteger()).isEqualTo(new BigInteger(1, bytes));
  }

  @ParameterizedTest(name = "\"{0}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''   | 0 |
          a    | 1 | a
          a,b  | 2 | a b
          ,    | 2 |
          a,   | 2 | a
          ,a   | 2 | a
          a,,b | 3 | a b
          """)
  void readsNameLists(String list, int count, String names) throws Exception {
    List<String> read = new SshReader(new SshWriter().putString(list).toBytes()).readNames();

    assertThat(read).hasSize(count);
    assertThat(String.join(" ", read).strip().replace("  ", " "))
        .isEqualTo(names == null ? "" : names);
  }

  @Test
  void readsAnyByteButZeroAsTrue() throws Exception {
    for (int value = 0; value < 256; value++) {
      assertThat(new SshReader(new byte[] {(byte) value}).readBoolean()).isEqualTo(value != 0);
    }
  }

  @Test
  void replacesWhatIsNotUtf8InText() throws Exception {
    byte[] bytes = new SshWriter().putString(new byte[] {'a', (byte) 0xff, 'b'}).toBytes();

    assertThat(new SshReader(bytes).readText()).isEqualTo("a\ufffdb");
    assertThat(new SshReader(bytes).readName()).isEqualTo("a\u00ffb");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void refusesToReadOrSkipWhatIsNotThere(int count) {
    byte[] bytes = {1, 2, 3};

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new SshReader(bytes).readBytes(count));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new SshReader(bytes).skip(count));
  }

  @Test
  void saysHowMuchIsTooMuch() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new SshReader(new byte[3]).expectEnd("the reply"))
        .withMessage("3 bytes too many in the reply");
  }

  @ParameterizedTest(name = "{1} bytes from {0} on")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1 | 1
          0  | -1
          0  | 5
          5  | 0
          2  | 3
          2147483647 | 2147483647
          """)
  void refusesRangesOutsideTheArray(int offset, int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SshReader(new byte[4], offset, length))
        .withMessageContaining("does not lie in 4 bytes");
  }

  @Test
  void readsBackWhateverWasWritten() throws Exception {
    Random random = new Random(7);
    SshWriter writer = new SshWriter(1);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      int number = random.nextInt();
      long big = random.nextLong();
      BigInteger mpint = new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN);
      List<String> names = Collections.nCopies(random.nextInt(5), "n" + round);
      writer.clear().putString(bytes).putInt(number).putLong(big).putBigInteger(mpint);
      writer.putNames(names).putBytes(bytes);

      SshReader reader = new SshReader(writer.toBytes());
      assertThat(reader.readString()).isEqualTo(bytes);
      assertThat(reader.readInt()).isEqualTo(number);
      assertThat(reader.readLong()).isEqualTo(big);
      assertThat(reader.readBigInteger()).isEqualTo(mpint);
      assertThat(reader.readNames()).isEqualTo(names);
      assertThat(reader.readBytes(bytes.length)).isEqualTo(bytes);
      reader.expectEnd("round " + round);
    }
  }

  @Test
  void writesLengthsThatAreKnownLater() {
    SshWriter writer = new SshWriter(4).putInt(0).putBytes("abc".getBytes(StandardCharsets.UTF_8));
    writer.setInt(0, writer.length() - 4);

    assertThat(HEX.formatHex(writer.toBytes())).isEqualTo("00000003616263");
  }

  @Test
  void wipesWhatItHeld() {
    SshWriter writer = new SshWriter(16).putString("secret");
    byte[] array = writer.array();
    writer.wipe();

    assertThat(writer.length()).isZero();
    assertThat(array).isEqualTo(new byte[16]);
    assertThat(writer.putByte(1).toBytes()).isEqualTo(Arrays.copyOf(new byte[] {1}, 1));
  }
}
