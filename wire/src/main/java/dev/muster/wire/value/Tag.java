package dev.muster.wire.value;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The first byte of each value. What follows it is in `docs/protocol.md`, section 4.
final class Tag {

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int BYTE = 3;
  static final int SHORT = 4;
  static final int INT = 5;
  static final int LONG = 6;
  static final int FLOAT = 7;
  static final int DOUBLE = 8;
  static final int CHAR = 9;
  static final int TEXT = 10;

  static final int BYTES = 16;
  static final int BOOLEANS = 17;
  static final int SHORTS = 18;
  static final int INTS = 19;
  static final int LONGS = 20;
  static final int FLOATS = 21;
  static final int DOUBLES = 22;
  static final int CHARS = 23;
  static final int ARRAY = 24;

  static final int LIST = 32;
  static final int SET = 33;
  static final int MAP = 34;
  static final int EMPTY = 35;
  static final int OPTIONAL = 36;
  static final int OPTIONAL_INT = 37;
  static final int OPTIONAL_LONG = 38;
  static final int OPTIONAL_DOUBLE = 39;
  static final int RECORD = 40;
  static final int ENUM = 41;

  static final int BIG_INTEGER = 48;
  static final int BIG_DECIMAL = 49;
  static final int UUID = 50;
  static final int URI = 51;
  static final int PATH = 52;
  static final int CHANNEL = 53;

  static final int INSTANT = 64;
  static final int DURATION = 65;
  static final int PERIOD = 66;
  static final int LOCAL_DATE = 67;
  static final int LOCAL_TIME = 68;
  static final int LOCAL_DATE_TIME = 69;
  static final int OFFSET_TIME = 70;
  static final int OFFSET_DATE_TIME = 71;
  static final int ZONED_DATE_TIME = 72;
  static final int ZONE = 73;
  static final int OFFSET = 74;
  static final int YEAR = 75;
  static final int YEAR_MONTH = 76;
  static final int MONTH_DAY = 77;
  static final int MONTH = 78;
  static final int DAY_OF_WEEK = 79;

  /// No tag: nothing of that class travels.
  static final int NONE = -1;

  private Tag() {}

  /// Returns the tag that stands for exactly that class; [#NONE] if there is none.
  ///
  /// It goes by the name, which nobody but the JDK can give to a class, so that none of them is
  /// loaded for it.
  static int of(Class<?> type) {
    return switch (type.getName()) {
      case "java.lang.Object" -> NULL;
      case "java.lang.Boolean" -> TRUE;
      case "java.lang.Byte" -> BYTE;
      case "java.lang.Short" -> SHORT;
      case "java.lang.Integer" -> INT;
      case "java.lang.Long" -> LONG;
      case "java.lang.Float" -> FLOAT;
      case "java.lang.Double" -> DOUBLE;
      case "java.lang.Character" -> CHAR;
      case "java.lang.String" -> TEXT;
      case "[B" -> BYTES;
      case "[Z" -> BOOLEANS;
      case "[S" -> SHORTS;
      case "[I" -> INTS;
      case "[J" -> LONGS;
      case "[F" -> FLOATS;
      case "[D" -> DOUBLES;
      case "[C" -> CHARS;
      case "java.util.List" -> LIST;
      case "java.util.Set" -> SET;
      case "java.util.Map" -> MAP;
      case "java.util.Optional" -> OPTIONAL;
      case "java.util.OptionalInt" -> OPTIONAL_INT;
      case "java.util.OptionalLong" -> OPTIONAL_LONG;
      case "java.util.OptionalDouble" -> OPTIONAL_DOUBLE;
      case "java.math.BigInteger" -> BIG_INTEGER;
      case "java.math.BigDecimal" -> BIG_DECIMAL;
      case "java.util.UUID" -> UUID;
      case "java.net.URI" -> URI;
      case "java.nio.file.Path" -> PATH;
      case "java.time.Instant" -> INSTANT;
      case "java.time.Duration" -> DURATION;
      case "java.time.Period" -> PERIOD;
      case "java.time.LocalDate" -> LOCAL_DATE;
      case "java.time.LocalTime" -> LOCAL_TIME;
      case "java.time.LocalDateTime" -> LOCAL_DATE_TIME;
      case "java.time.OffsetTime" -> OFFSET_TIME;
      case "java.time.OffsetDateTime" -> OFFSET_DATE_TIME;
      case "java.time.ZonedDateTime" -> ZONED_DATE_TIME;
      case "java.time.ZoneId" -> ZONE;
      case "java.time.ZoneOffset" -> OFFSET;
      case "java.time.Year" -> YEAR;
      case "java.time.YearMonth" -> YEAR_MONTH;
      case "java.time.MonthDay" -> MONTH_DAY;
      case "java.time.Month" -> MONTH;
      case "java.time.DayOfWeek" -> DAY_OF_WEEK;
      default -> NONE;
    };
  }

  /// Returns the class for which a tag stands among the types of arrays; null if for none.
  static @Nullable Class<?> type(int tag) {
    return switch (tag) {
      case NULL -> Object.class;
      case TRUE -> Boolean.class;
      case BYTE -> Byte.class;
      case SHORT -> Short.class;
      case INT -> Integer.class;
      case LONG -> Long.class;
      case FLOAT -> Float.class;
      case DOUBLE -> Double.class;
      case CHAR -> Character.class;
      case TEXT -> String.class;
      case BYTES -> byte[].class;
      case BOOLEANS -> boolean[].class;
      case SHORTS -> short[].class;
      case INTS -> int[].class;
      case LONGS -> long[].class;
      case FLOATS -> float[].class;
      case DOUBLES -> double[].class;
      case CHARS -> char[].class;
      case LIST -> List.class;
      case SET -> Set.class;
      case MAP -> Map.class;
      case OPTIONAL -> Optional.class;
      case OPTIONAL_INT -> OptionalInt.class;
      case OPTIONAL_LONG -> OptionalLong.class;
      case OPTIONAL_DOUBLE -> OptionalDouble.class;
      case BIG_INTEGER -> BigInteger.class;
      case BIG_DECIMAL -> BigDecimal.class;
      case UUID -> UUID.class;
      case URI -> URI.class;
      case PATH -> Path.class;
      case INSTANT -> Instant.class;
      case DURATION -> Duration.class;
      case PERIOD -> Period.class;
      case LOCAL_DATE -> LocalDate.class;
      case LOCAL_TIME -> LocalTime.class;
      case LOCAL_DATE_TIME -> LocalDateTime.class;
      case OFFSET_TIME -> OffsetTime.class;
      case OFFSET_DATE_TIME -> OffsetDateTime.class;
      case ZONED_DATE_TIME -> ZonedDateTime.class;
      case ZONE -> ZoneId.class;
      case OFFSET -> ZoneOffset.class;
      case YEAR -> Year.class;
      case YEAR_MONTH -> YearMonth.class;
      case MONTH_DAY -> MonthDay.class;
      case MONTH -> Month.class;
      case DAY_OF_WEEK -> DayOfWeek.class;
      default -> null;
    };
  }
}
