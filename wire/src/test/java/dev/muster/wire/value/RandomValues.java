package dev.muster.wire.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values of all types, the same ones each time for one seed.
public final class RandomValues {

  private static final String[] CHARACTERS = {
    "a", "Z", " ", "\0", "\n", "ÿ", "Ā", "€", "\ud83d\ude00", "\ud83d", "\udfff"
  };

  private static final List<String> ZONES = List.of("Europe/Oslo", "UTC", "Asia/Kolkata", "GMT+2");

  private final Random random;

  public RandomValues(long seed) {
    random = new Random(seed);
  }

  /// Returns one with other values in it down to that depth.
  public @Nullable Object next(int depth) {
    return depth > 0 && random.nextInt(3) > 0 ? container(depth - 1) : single();
  }

  private @Nullable Object single() {
    return switch (random.nextInt(5)) {
      case 0 -> number();
      case 1 -> text();
      case 2 -> array();
      case 3 -> object();
      default -> time();
    };
  }

  private @Nullable Object number() {
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (byte) bits();
      case 3 -> (short) bits();
      case 4 -> (int) bits();
      case 5 -> bits();
      case 6 -> Float.intBitsToFloat((int) bits());
      case 7 -> Double.longBitsToDouble(bits());
      case 8 -> (char) bits();
      default -> random.nextInt(1000);
    };
  }

  /// Numbers of all sizes.
  private long bits() {
    return random.nextLong() >> random.nextInt(64);
  }

  private String text() {
    int length = random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(12);
    int kinds = 1 + random.nextInt(CHARACTERS.length);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(CHARACTERS[random.nextInt(kinds)]);
    }
    return text.toString();
  }

  private Object array() {
    int length = random.nextInt(5);
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return switch (random.nextInt(11)) {
      case 0 -> bytes;
      case 1 -> new boolean[length];
      case 2 -> new short[] {(short) bits()};
      case 3 -> random.ints(length).toArray();
      case 4 -> random.longs(length).toArray();
      case 5 -> new float[] {random.nextFloat()};
      case 6 -> random.doubles(length).toArray();
      case 7 -> text().toCharArray();
      case 8 -> new String[] {text(), null};
      case 9 -> new Object[] {single(), text(), new int[][] {{1}, null}};
      default -> new Sample.Port[] {port(), port()};
    };
  }

  private Object object() {
    return switch (random.nextInt(9)) {
      case 0 -> new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN);
      case 1 -> new BigDecimal(new BigInteger(random.nextInt(90), random), (int) bits());
      case 2 -> new UUID(bits(), bits());
      case 3 -> URI.create("https://example.com/" + random.nextInt());
      case 4 -> Path.of("etc", "x" + random.nextInt());
      case 5 -> port();
      case 6 -> random.nextBoolean() ? Sample.Level.HIGH : PosixFilePermission.OWNER_READ;
      case 7 -> random.nextBoolean() ? OptionalInt.of((int) bits()) : OptionalInt.empty();
      default ->
          random.nextBoolean() ? OptionalLong.of(bits()) : OptionalDouble.of((double) bits());
    };
  }

  private Sample.Port port() {
    return new Sample.Port(1 + random.nextInt(65_535));
  }

  private Object time() {
    LocalDate date = LocalDate.ofEpochDay(random.nextInt(2_000_000) - 1_000_000);
    LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(129_600) - 64_800);
    ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    return switch (random.nextInt(17)) {
      case 0 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      case 1 -> Duration.ofNanos(bits());
      case 2 -> Period.of((int) bits(), (int) bits(), (int) bits());
      case 3 -> date;
      case 4 -> time;
      case 5 -> LocalDateTime.of(date, time);
      case 6 -> OffsetTime.of(time, offset);
      case 7 -> OffsetDateTime.of(date, time, offset);
      case 8 -> ZonedDateTime.of(date, time, zone);
      case 9 -> ZonedDateTime.of(date, time, offset);
      case 10 -> zone;
      case 11 -> offset;
      case 12 -> Year.of(date.getYear());
      case 13 -> YearMonth.from(date);
      case 14 -> MonthDay.from(date);
      case 15 -> Month.from(date);
      default -> DayOfWeek.from(date);
    };
  }

  private Object container(int depth) {
    int size = random.nextInt(10) == 0 ? random.nextInt(30) : random.nextInt(4);
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(next(depth));
    }
    return switch (random.nextInt(8)) {
      case 0 -> Collections.checkedList(list, Object.class);
      case 1 -> Collections.unmodifiableList(list);
      case 2 -> set(list);
      case 3, 4 -> map(list);
      case 5 -> list.isEmpty() ? Optional.empty() : Optional.of(list);
      case 6 -> new Sample.Pair<>(next(depth), list);
      default -> list;
    };
  }

  private Object set(List<@Nullable Object> elements) {
    return switch (random.nextInt(4)) {
      case 0 -> new HashSet<>(elements);
      case 1 -> new TreeSet<>(List.of(text(), text() + "!"));
      case 2 -> EnumSet.allOf(Sample.Level.class);
      default -> new LinkedHashSet<>(elements);
    };
  }

  private Object map(List<@Nullable Object> values) {
    Map<@Nullable Object, @Nullable Object> map =
        random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
    for (Object value : values) {
      map.put(single(), value);
    }
    return switch (random.nextInt(3)) {
      case 0 -> new TreeMap<>(Map.of(1, values, 2, map));
      case 1 -> Map.of("deque", new ArrayDeque<>(List.of(random.nextLong())));
      default -> map;
    };
  }
}
