package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of a value of each type. They may not change: the other end may be of another release.
class KnownValuesTest {

  private static final HexFormat HEX = HexFormat.of();

  private final ValueCodec codec = ValueCodec.of(Sample.types());

  static Stream<Arguments> plain() {
    return Stream.of(
        arguments(null, "00"),
        arguments(false, "01"),
        arguments(true, "02"),
        arguments((byte) -1, "03 ff"),
        arguments((short) -2, "04 fffe"),
        arguments(0, "05 00"),
        arguments(-1, "05 01"),
        arguments(1, "05 02"),
        arguments(64, "05 8001"),
        arguments(Integer.MAX_VALUE, "05 feffffff0f"),
        arguments(Integer.MIN_VALUE, "05 ffffffff0f"),
        arguments(1L, "06 02"),
        arguments(Long.MAX_VALUE, "06 feffffffffffffffff01"),
        arguments(Long.MIN_VALUE, "06 ffffffffffffffffff01"),
        arguments(1.5f, "07 3fc00000"),
        arguments(-0.0, "08 8000000000000000"),
        arguments(Double.POSITIVE_INFINITY, "08 7ff0000000000000"),
        arguments(Double.NaN, "08 7ff8000000000000"),
        arguments('é', "09 00e9"),
        arguments("", "0a 00"),
        arguments("abc", "0a 06 616263"),
        arguments("a\u0000é", "0a 06 6100e9"),
        arguments("añ€", "0a 07 006100f120ac"),
        arguments("\ud83d", "0a 03 d83d"),
        arguments("\ud83d\ude00", "0a 05 d83dde00"));
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        arguments(new byte[] {1, -1}, "10 02 01ff"),
        arguments(new boolean[] {true, false}, "11 02 0100"),
        arguments(new short[] {1, -1}, "12 02 0001ffff"),
        arguments(new int[] {1, -1}, "13 02 00000001ffffffff"),
        arguments(new long[] {1}, "14 01 0000000000000001"),
        arguments(new float[] {1.5f}, "15 01 3fc00000"),
        arguments(new double[] {1.5}, "16 01 3ff8000000000000"),
        arguments(new char[] {'€'}, "17 01 20ac"),
        arguments(new String[] {"a", null}, "18 0a 02 0a0261 00"),
        arguments(new Object[] {1, "a"}, "18 00 02 0502 0a0261"),
        arguments(new Boolean[] {true}, "18 02 01 02"),
        arguments(new int[][] {{1}, {}}, "18 13 02 130100000001 1300"),
        arguments(new String[][] {{"a"}}, "18 18 0a 01 18 0a 01 0a0261"),
        arguments(new List<?>[] {List.of()}, "18 20 01 2000"));
  }

  static Stream<Arguments> collections() {
    return Stream.of(
        arguments(List.of(), "20 00"),
        arguments(Arrays.asList(1, null), "20 02 0502 00"),
        arguments(Set.of(), "21 00"),
        arguments(Collections.singleton(null), "21 01 00"),
        arguments(Map.of(), "22 00"),
        arguments(Map.of("a", 1), "22 01 0a0261 0502"),
        arguments(Collections.singletonMap(null, null), "22 01 00 00"),
        arguments(Optional.empty(), "23"),
        arguments(Optional.of(1), "24 0502"),
        arguments(OptionalInt.empty(), "25 00 00"),
        arguments(OptionalInt.of(-1), "25 01 01"),
        arguments(OptionalLong.of(1), "26 01 02"),
        arguments(OptionalDouble.of(1.5), "27 01 3ff8000000000000"));
  }

  static Stream<Arguments> objects() {
    return Stream.of(
        arguments(BigInteger.ZERO, "30 01 00"),
        arguments(BigInteger.valueOf(-256), "30 02 ff00"),
        arguments(new BigDecimal("1.50"), "31 04 02 0096"),
        arguments(new BigDecimal("1E+9"), "31 11 01 01"),
        arguments(new UUID(1, -1), "32 0000000000000001 ffffffffffffffff"),
        arguments(URI.create("a:b"), "33 06 613a62"),
        arguments(Path.of("/etc"), "34 08 2f657463"));
  }

  static Stream<Arguments> times() {
    LocalDateTime noon = LocalDateTime.of(1970, 1, 2, 0, 0, 0, 5);
    ZoneOffset east = ZoneOffset.ofHours(1);
    return Stream.of(
        arguments(Instant.ofEpochSecond(-1, 3), "40 01 03"),
        arguments(Duration.ofMillis(1500), "41 02 80cab5ee01"),
        arguments(Period.of(1, -1, 2), "42 02 01 04"),
        arguments(LocalDate.of(1970, 1, 2), "43 02"),
        arguments(LocalTime.of(0, 0, 0, 5), "44 05"),
        arguments(noon, "45 02 05"),
        arguments(OffsetTime.of(noon.toLocalTime(), east), "46 05 a038"),
        arguments(OffsetDateTime.of(noon, east), "47 02 05 a038"),
        arguments(ZonedDateTime.of(noon, ZoneId.of("Europe/Oslo")), zoned("Europe/Oslo")),
        arguments(ZonedDateTime.of(noon, east), zoned("")),
        arguments(ZoneId.of("UTC"), "49 06 555443"),
        arguments(east, "4a a038"),
        arguments(Year.of(-1), "4b 01"),
        arguments(YearMonth.of(1, 12), "4c 02 0c"),
        arguments(MonthDay.of(2, 29), "4d 02 1d"),
        arguments(Month.MAY, "4e 05"),
        arguments(DayOfWeek.SUNDAY, "4f 07"));
  }

  static Stream<Arguments> named() {
    String port = text("dev.muster.wire.value.Sample$Port");
    String level = text("dev.muster.wire.value.Sample$Level");
    Sample.Port ssh = new Sample.Port(22);
    return Stream.of(
        arguments(ssh, "28 00" + port + "01 052c"),
        arguments(List.of(ssh, ssh), "20 02 28 00" + port + "01 052c 28 01 052c"),
        arguments(Sample.Level.HIGH, "29 00" + level + text("HIGH")),
        arguments(
            List.of(ssh, Sample.Level.LOW, Sample.Level.LOW),
            "20 03 28 00" + port + "01 052c 29 00" + level + text("LOW") + "29 02"),
        arguments(new Sample.Port[] {ssh, null}, "18 28 00" + port + "01 02 28 01 052c 00"),
        arguments(new Sample.Level[0], "18 29 00" + level + "00"),
        arguments(RoundingMode.UP, "29 00" + text("java.math.RoundingMode") + text("UP")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource({"plain", "arrays", "collections", "objects", "times", "named"})
  void areTheseBytes(@Nullable Object value, String hex) throws Exception {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));

    assertThat(codec.encode(value)).isEqualTo(bytes);
    Object read = codec.decode(bytes);
    assertThat(Same.values(read, value)).as("%s as %s", read, value).isTrue();
  }

  private static String zoned(String zone) {
    return "48 02 05 a038" + text(zone);
  }

  private static String text(String text) {
    int length = 2 * text.length();
    assertThat(length).isLessThan(128);
    return HEX.toHexDigits((byte) length)
        + HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
