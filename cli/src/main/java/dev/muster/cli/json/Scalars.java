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
import java.util.function.Function;

/// Values that a plain text can stand for: texts, numbers, truth, enums, times, paths and the like.
public final class Scalars {

  /// How texts of one type are read.
  ///
  /// @param wanted what is said if one cannot be
  private record Form(String wanted, Function<String, Object> reader) {}

  private static final Map<Class<?>, Form> FORMS =
      Map.ofEntries(
          entry(String.class, new Form("a text", text -> text)),
          entry(Boolean.class, new Form("true or false", Scalars::truth)),
          entry(Byte.class, new Form("a whole number, -128 to 127", Byte::valueOf)),
          entry(Short.class, new Form("a whole number, -32768 to 32767", Short::valueOf)),
          entry(
              Integer.class, new Form("a whole number, -2147483648 to 2147483647", Integer::valueOf)),
          entry(Long.class, new Form("a whole number of 64 bits", Long::valueOf)),
          entry(Float.class, new Form("a number", Float::valueOf)),
          entry(Double.class, new Form("a number", Double::valueOf)),
          entry(BigInteger.class, new Form("a whole number", BigInteger::new)),
          entry(BigDecimal.class, new Form("a number", BigDecimal::new)),
          entry(Character.class, new Form("one character", Scalars::character)),
          entry(Path.class, new Form("a path", Path::of)),
          entry(URI.class, new Form("a URI", URI::create)),
          entry(UUID.class, new Form("a UUID, as 123e4567-e89b-12d3-a456-426614174000", Scalars::uuid)),
          entry(Duration.class, new Form("a time, as 250ms, 10s, 1m30s or PT1.5S", Scalars::duration)),
          entry(Instant.class, new Form("an instant, as 2026-01-31T12:00:00Z", Instant::parse)),
          entry(Period.class, new Form("a period, as P1Y2M3D", Period::parse)),
          entry(LocalDate.class, new Form("a date, as 2026-01-31", LocalDate::parse)),
          entry(LocalTime.class, new Form("a time of day, as 12:00:00", LocalTime::parse)),
          entry(
              LocalDateTime.class,
              new Form("date and time, as 2026-01-31T12:00:00", LocalDateTime::parse)),
          entry(
              OffsetTime.class,
              new Form("a time of day with an offset, as 12:00:00+02:00", OffsetTime::parse)),
          entry(
              OffsetDateTime.class,
              new Form(
                  "date and time with an offset, as 2026-01-31T12:00:00+02:00",
                  OffsetDateTime::parse)),
          entry(
              ZonedDateTime.class,
              new Form(
                  "date and time with a zone, as 2026-01-31T12:00:00+01:00[Europe/Rome]",
                  ZonedDateTime::parse)),
          entry(ZoneId.class, new Form("a time zone, as Europe/Rome", ZoneId::of)),
          entry(ZoneOffset.class, new Form("an offset, as +02:00", ZoneOffset::of)),
          entry(Year.class, new Form("a year", Year::parse)),
          entry(YearMonth.class, new Form("a month, as 2026-01", YearMonth::parse)),
          entry(MonthDay.class, new Form("a day of the year, as --01-31", MonthDay::parse)));

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
        || FORMS.containsKey(type)
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
    Form form = FORMS.get(boxed(type));
    if (form == null) {
      throw new IllegalArgumentException("no text stands for a " + type.getTypeName());
    }
    try {
      return form.reader().apply(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "wanted " + form.wanted() + ", got " + new JsonValue.Text(0, text).words(), e);
    }
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
