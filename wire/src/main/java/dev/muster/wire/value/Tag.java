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
import java.util.HashMap;
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

  private static final int COUNT = 80;

  private static final @Nullable Class<?>[] CLASSES = new Class<?>[COUNT];
  private static final Map<Class<?>, Integer> TAGS = new HashMap<>();

  static {
    put(NULL, Object.class);
    put(TRUE, Boolean.class);
    put(BYTE, Byte.class);
    put(SHORT, Short.class);
    put(INT, Integer.class);
    put(LONG, Long.class);
    put(FLOAT, Float.class);
    put(DOUBLE, Double.class);
    put(CHAR, Character.class);
    put(TEXT, String.class);
    put(BYTES, byte[].class);
    put(BOOLEANS, boolean[].class);
    put(SHORTS, short[].class);
    put(INTS, int[].class);
    put(LONGS, long[].class);
    put(FLOATS, float[].class);
    put(DOUBLES, double[].class);
    put(CHARS, char[].class);
    put(LIST, List.class);
    put(SET, Set.class);
    put(MAP, Map.class);
    put(OPTIONAL, Optional.class);
    put(OPTIONAL_INT, OptionalInt.class);
    put(OPTIONAL_LONG, OptionalLong.class);
    put(OPTIONAL_DOUBLE, OptionalDouble.class);
    put(BIG_INTEGER, BigInteger.class);
    put(BIG_DECIMAL, BigDecimal.class);
    put(UUID, UUID.class);
    put(URI, URI.class);
    put(PATH, Path.class);
    put(INSTANT, Instant.class);
    put(DURATION, Duration.class);
    put(PERIOD, Period.class);
    put(LOCAL_DATE, LocalDate.class);
    put(LOCAL_TIME, LocalTime.class);
    put(LOCAL_DATE_TIME, LocalDateTime.class);
    put(OFFSET_TIME, OffsetTime.class);
    put(OFFSET_DATE_TIME, OffsetDateTime.class);
    put(ZONED_DATE_TIME, ZonedDateTime.class);
    put(ZONE, ZoneId.class);
    put(OFFSET, ZoneOffset.class);
    put(YEAR, Year.class);
    put(YEAR_MONTH, YearMonth.class);
    put(MONTH_DAY, MonthDay.class);
    put(MONTH, Month.class);
    put(DAY_OF_WEEK, DayOfWeek.class);
  }

  private Tag() {}

  private static void put(int tag, Class<?> type) {
    CLASSES[tag] = type;
    TAGS.put(type, tag);
  }

  /// Returns the tag that stands for exactly that class; [#NONE] if there is none.
  static int of(Class<?> type) {
    return TAGS.getOrDefault(type, NONE);
  }

  /// Returns the class for which a tag stands among the types of arrays; null if for none.
  static @Nullable Class<?> type(int tag) {
    return tag >= 0 && tag < COUNT ? CLASSES[tag] : null;
  }
}
