package dev.muster.cli.json;

import static java.util.Map.entry;

import dev.muster.model.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Values that a plain text can stand for: texts, numbers, truth, enums, times, paths and the like.
public final class Scalars {

  /// What is said of a text that stands for no value of a class.
  private static final Map<Class<?>, String> WANTED =
      Map.ofEntries(
          entry(String.class, "a text"),
          entry(Boolean.class, "true or false"),
          entry(Byte.class, "a whole number, -128 to 127"),
          entry(Short.class, "a whole number, -32768 to 32767"),
          entry(Integer.class, "a whole number, -2147483648 to 2147483647"),
          entry(Long.class, "a whole number of 64 bits"),
          entry(Float.class, "a number"),
          entry(Double.class, "a number"),
          entry(BigInteger.class, "a whole number"),
          entry(BigDecimal.class, "a number"),
          entry(Character.class, "one character"),
          entry(Path.class, "a path"),
          entry(URI.class, "a URI"),
          entry(UUID.class, "a UUID, as 123e4567-e89b-12d3-a456-426614174000"),
          entry(Duration.class, "a time, as 250ms, 10s, 1m30s or PT1.5S"),
          entry(Instant.class, "an instant, as 2026-01-31T12:00:00Z"),
          entry(Period.class, "a period, as P1Y2M3D"),
          entry(LocalDate.class, "a date, as 2026-01-31"),
          entry(LocalTime.class, "a time of day, as 12:00:00"),
          entry(LocalDateTime.class, "date and time, as 2026-01-31T12:00:00"),
          entry(OffsetTime.class, "a time of day with an offset, as 12:00:00+02:00"),
          entry(OffsetDateTime.class, "date and time with an offset, as 2026-01-31T12:00:00+02:00"),
          entry(
              ZonedDateTime.class,
              "date and time with a zone, as 2026-01-31T12:00:00+01:00[Europe/Rome]"),
          entry(ZoneId.class, "a time zone, as Europe/Rome"),
          entry(ZoneOffset.class, "an offset, as +02:00"),
          entry(Year.class, "a year"),
          entry(YearMonth.class, "a month, as 2026-01"),
          entry(MonthDay.class, "a day of the year, as --01-31"));

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          char.class, Character.class);

  private Scalars() {}

  /// Returns whether texts can stand for values of a class, or of what it extends.
  public static boolean isScalar(Class<?> type) {
    return type.isPrimitive()
        || WANTED.containsKey(type)
        || Enum.class.isAssignableFrom(type)
        || Path.class.isAssignableFrom(type)
        || ZoneId.class.isAssignableFrom(type);
  }

  /// Returns whether values of a class are numbers.
  static boolean isNumber(Class<?> type) {
    return Number.class.isAssignableFrom(boxed(type));
  }

  static Class<?> boxed(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }

  /// Returns the text that stands for a value.
  static String text(Object value) {
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  /// Returns the value of a class that a text stands for. Of an enum this initializes the class.
  ///
  /// @throws IllegalArgumentException if it stands for none; the message says what is wanted
  static Object read(String text, Class<?> type) {
    if (type.isEnum()) {
      return constant(text, type);
    }
    String wanted = WANTED.get(boxed(type));
    if (wanted == null) {
      throw new IllegalArgumentException("no text stands for a " + type.getTypeName());
    }
    try {
      return parse(text, boxed(type).getSimpleName());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "wanted " + wanted + ", got " + new JsonValue.Text(0, text).words(), e);
    }
  }

  /// A switch over names: a table of functions, or a switch over classes, would take longer to make
  /// than all of a usual command line takes to read.
  private static Object parse(String text, String type) {
    return switch (type) {
      case "String" -> text;
      case "Boolean" -> truth(text);
      case "Byte" -> Byte.valueOf(text);
      case "Short" -> Short.valueOf(text);
      case "Integer" -> Integer.valueOf(text);
      case "Long" -> Long.valueOf(text);
      case "Float" -> Float.valueOf(text);
      case "Double" -> Double.valueOf(text);
      case "BigInteger" -> new BigInteger(text);
      case "BigDecimal" -> new BigDecimal(text);
      case "Character" -> character(text);
      case "Path" -> Path.of(text);
      case "URI" -> URI.create(text);
      case "UUID" -> uuid(text);
      default -> time(text, type);
    };
  }

  private static Object time(String text, String type) {
    return switch (type) {
      case "Duration" -> duration(text);
      case "Instant" -> Instant.parse(text);
      case "Period" -> Period.parse(text);
      case "LocalDate" -> LocalDate.parse(text);
      case "LocalTime" -> LocalTime.parse(text);
      case "LocalDateTime" -> LocalDateTime.parse(text);
      case "OffsetTime" -> OffsetTime.parse(text);
      case "OffsetDateTime" -> OffsetDateTime.parse(text);
      case "ZonedDateTime" -> ZonedDateTime.parse(text);
      case "ZoneId" -> ZoneId.of(text);
      case "ZoneOffset" -> ZoneOffset.of(text);
      case "Year" -> Year.parse(text);
      case "YearMonth" -> YearMonth.parse(text);
      case "MonthDay" -> MonthDay.parse(text);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static Object constant(String text, Class<?> type) {
    List<String> names = new ArrayList<>();
    List<Object> alike = new ArrayList<>();
    for (Object each : type.getEnumConstants()) {
      String name = ((Enum<?>) each).name();
      if (name.equals(text)) {
        return each;
      }
      if (name.equalsIgnoreCase(text)) {
        alike.add(each);
      }
      names.add(name);
    }
    if (alike.size() == 1) {
      return alike.getFirst();
    }
    throw new IllegalArgumentException(
        "wanted one of "
            + String.join(", ", names)
            + ", got "
            + new JsonValue.Text(0, text).words());
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static char character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException(text);
    }
    return text.charAt(0);
  }

  /// The JDK's own reader takes shorter ones too.
  private static UUID uuid(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException(text);
    }
    return UUID.fromString(text);
  }

  private static Duration duration(String text) {
    boolean iso = text.startsWith("P") || text.startsWith("-P") || text.startsWith("+P");
    return iso ? Duration.parse(text) : Durations.parse(text);
  }
}
