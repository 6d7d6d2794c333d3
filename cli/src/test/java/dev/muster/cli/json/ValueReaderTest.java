package dev.muster.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueReaderTest {

  enum Level {
    LOW,
    HIGH {
      @Override
      public String toString() {
        return "very high";
      }
    }
  }

  record Part(String name, int number, Optional<String> note) {
    Part {
      if (number < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  record Pair<A, B>(A first, List<B> others) {}

  record Times(
      Duration duration,
      Instant instant,
      LocalDate date,
      LocalTime time,
      LocalDateTime both,
      OffsetTime offsetTime,
      OffsetDateTime offset,
      ZonedDateTime zoned,
      Period period,
      Year year,
      YearMonth month,
      MonthDay day,
      DayOfWeek weekday,
      ZoneId zone,
      ZoneOffset hours) {}

  @SuppressWarnings("ArrayRecordComponent") // people write them
  record Numbers(
      byte small,
      Short some,
      long large,
      float few,
      Double many,
      char sign,
      BigInteger whole,
      BigDecimal part,
      OptionalInt i,
      OptionalLong l,
      OptionalDouble d) {}

  record Things(
      Path path,
      URI uri,
      UUID id,
      Map<Level, Part> levels,
      Map<Integer, Boolean> truths,
      Map<Part, String> odd,
      Set<Level> set,
      Collection<Pair<String, Level>> pairs,
      Pair<Pair<Integer, Part>, List<Long>> deep,
      Object any) {}

  @SuppressWarnings("ArrayRecordComponent") // people write them
  record Arrays(byte[] bytes, int[] ints, String[][] texts, List<Integer>[] lists) {}

  private static final ValueReader READER = new ValueReader(List.of());

  private static @Nullable Object read(String json, Type type) throws Exception {
    return READER.read(JsonParser.parse(json), type);
  }

  private static void comesBack(Object value) throws Exception {
    String json = JsonWriter.write(value);
    assertThat(read(json, value.getClass())).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    comesBack(
        new Times(
            Duration.ofMillis(1500),
            Instant.ofEpochSecond(5, 7),
            LocalDate.of(2026, 1, 31),
            LocalTime.of(1, 2, 3, 4),
            LocalDateTime.of(2026, 1, 31, 1, 2),
            OffsetTime.of(1, 2, 3, 0, ZoneOffset.ofHours(2)),
            OffsetDateTime.of(2026, 1, 31, 1, 2, 3, 4, ZoneOffset.UTC),
            ZonedDateTime.of(2026, 1, 31, 1, 2, 3, 4, ZoneId.of("Europe/Rome")),
            Period.of(1, 2, 3),
            Year.of(2026),
            YearMonth.of(2026, 1),
            MonthDay.of(2, 29),
            DayOfWeek.FRIDAY,
            ZoneId.of("Asia/Tokyo"),
            ZoneOffset.ofHoursMinutes(5, 30)));
    comesBack(
        new Numbers(
            (byte) -1,
            (short) 300,
            Long.MIN_VALUE,
            1.5f,
            1e300,
            '"',
            BigInteger.TEN.pow(40),
            new BigDecimal("1.50"),
            OptionalInt.of(3),
            OptionalLong.empty(),
            OptionalDouble.of(-0.5)));
    Part part = new Part("größe \u202e", 1, Optional.of("\n"));
    comesBack(
        new Things(
            Path.of("/a b"),
            URI.create("http://x/?q"),
            UUID.randomUUID(),
            Map.of(Level.HIGH, part),
            Map.of(-5, true),
            Map.of(part, "x"),
            Set.of(Level.LOW, Level.HIGH),
            List.of(new Pair<>("x", List.of(Level.HIGH))),
            new Pair<>(new Pair<>(1, List.of(part)), List.of(List.of(1L, 2L))),
            List.of(1, 2.5, "x", true, Map.of("a", List.of()))));
    @SuppressWarnings({"unchecked", "rawtypes"}) // how else is an array of lists made
    List<Integer>[] lists = new List[] {List.of(1), List.of()};
    comesBack(new Arrays(new byte[] {0, -1}, new int[] {1, 2}, new String[][] {{"a"}, {}}, lists));
  }

  @Test
  void whatIsMissingIsEmpty() throws Exception {
    record Mostly(
        int number, Optional<Part> part, List<String> list, Map<String, Part> map, boolean on) {}
    assertThat(read("{\"number\":1}", Mostly.class))
        .isEqualTo(new Mostly(1, Optional.empty(), List.of(), Map.of(), false));
    assertThat(read("{\"number\":1,\"part\":null,\"on\":true}", Mostly.class))
        .isEqualTo(new Mostly(1, Optional.empty(), List.of(), Map.of(), true));
  }

  @Test
  void aRecordMayHaveAStandard() throws Exception {
    record Outer(String name, Part part) {}
    ValueReader reader = new ValueReader(List.of(new Part("standard", 7, Optional.of("note"))));
    assertThat(reader.read(JsonParser.parse("{\"name\":\"x\"}"), Outer.class))
        .isEqualTo(new Outer("x", new Part("standard", 7, Optional.of("note"))));
    assertThat(reader.read(JsonParser.parse("{\"number\":8}"), Part.class))
        .isEqualTo(new Part("standard", 8, Optional.of("note")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          int       | null                       | column 1: wanted a number (int), got null
          int       | 1.5                        | column 1: wanted a whole number, -2147483648 to 2147483647, got "1.5"
          int       | 3000000000                 | column 1: wanted a whole number, -2147483648 to 2147483647, got "3000000000"
          int       | true                       | column 1: wanted a number (int), got true
          boolean   | 1                          | column 1: wanted true or false, got "1"
          String    | 1                          | column 1: wanted a text, got 1
          char      | "ab"                       | column 1: wanted one character, got "ab"
          Level     | "MID"                      | column 1: wanted one of LOW, HIGH, got "MID"
          Duration  | "soon"                     | column 1: wanted a time, as 250ms, 10s, 1m30s or PT1.5S, got "soon"
          UUID      | "1-1-1-1-1"                | column 1: wanted a UUID, as 123e4567-e89b-12d3-a456-426614174000, got "1-1-1-1-1"
          bytes     | "????"                     | column 1: wanted bytes in base 64: Illegal base64 character 3f
          bytes     | [1,300]                    | column 4 ([1]): wanted a whole number, -128 to 127, got "300"
          Part      | []                         | column 1: wanted an object {"name": String, "number": int, "note": Optional<String>}, got an array
          Part      | {"name":"x"}               | column 1: "number" is missing; wanted an object {"name": String, "number": int, "note": Optional<String>}
          Part      | {"name":"x","nr":1}        | column 18: a Part has no "nr"; it has name, number, note
          Part      | {"name":"x","number":"y"}  | column 22 (.number): wanted a whole number, -2147483648 to 2147483647, got "y"
          Part      | {"name":"x","number":-1}   | column 1: Part refuses it: java.lang.IllegalArgumentException: negative
          Thread    | {}                         | column 1: no java.lang.Thread can be given; records, enums, texts, numbers, arrays, List, Set, Map, Optional, times, paths and URIs can
          ArrayList | []                         | column 1: no java.util.ArrayList travels: collections arrive as List, Set and Map, so a parameter has to be one of these
          """)
  void whatDoesNotFitIsSaidWithItsPlace(String type, String json, String message) {
    Map<String, Class<?>> types =
        Map.<String, Class<?>>ofEntries(
            Map.entry("int", int.class),
            Map.entry("boolean", boolean.class),
            Map.entry("String", String.class),
            Map.entry("char", char.class),
            Map.entry("Level", Level.class),
            Map.entry("Duration", Duration.class),
            Map.entry("UUID", UUID.class),
            Map.entry("bytes", byte[].class),
            Map.entry("Part", Part.class),
            Map.entry("Thread", Thread.class),
            Map.entry("ArrayList", java.util.ArrayList.class));
    Class<?> wanted = Objects.requireNonNull(types.get(type));
    assertThatThrownBy(() -> read(json, wanted))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.in(json)).isEqualTo(message));
  }

  @Test
  void equalValuesHaveEqualCanonicalTexts() {
    assertThat(JsonWriter.canonical(new java.util.LinkedHashSet<>(List.of("b", "a"))))
        .isEqualTo("[\"a\",\"b\"]");
    Map<String, Integer> map = new java.util.LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", 2);
    assertThat(JsonWriter.canonical(map)).isEqualTo("{\"a\":2,\"b\":1}");
    assertThat(JsonWriter.write(map)).isEqualTo("{\"b\":1,\"a\":2}");
  }
}
