package dev.muster.wire.value;

import java.time.DateTimeException;
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

/// The types of `java.time` as numbers.
final class Times {

  /// A time of the day above this is none, and does not become another one.
  private static final int NANOS = 1_000_000_000;

  private Times() {}

  static void write(Sink sink, int tag, Object value) throws ValueException {
    switch (tag) {
      case Tag.INSTANT -> {
        Instant instant = (Instant) value;
        sink.putSigned(instant.getEpochSecond());
        sink.putVarint(instant.getNano());
      }
      case Tag.DURATION -> {
        Duration duration = (Duration) value;
        sink.putSigned(duration.toSeconds());
        sink.putVarint(duration.toNanosPart());
      }
      case Tag.PERIOD -> {
        Period period = (Period) value;
        sink.putSigned(period.getYears());
        sink.putSigned(period.getMonths());
        sink.putSigned(period.getDays());
      }
      case Tag.LOCAL_DATE -> sink.putSigned(((LocalDate) value).toEpochDay());
      case Tag.LOCAL_TIME -> sink.putVarint(((LocalTime) value).toNanoOfDay());
      case Tag.LOCAL_DATE_TIME -> writeDateTime(sink, (LocalDateTime) value);
      case Tag.OFFSET_TIME -> {
        sink.putVarint(((OffsetTime) value).toLocalTime().toNanoOfDay());
        sink.putSigned(((OffsetTime) value).getOffset().getTotalSeconds());
      }
      case Tag.OFFSET_DATE_TIME -> {
        writeDateTime(sink, ((OffsetDateTime) value).toLocalDateTime());
        sink.putSigned(((OffsetDateTime) value).getOffset().getTotalSeconds());
      }
      case Tag.ZONED_DATE_TIME -> {
        writeDateTime(sink, ((ZonedDateTime) value).toLocalDateTime());
        sink.putSigned(((ZonedDateTime) value).getOffset().getTotalSeconds());
        ZoneId zone = ((ZonedDateTime) value).getZone();
        sink.putText(zone instanceof ZoneOffset ? "" : zone.getId());
      }
      case Tag.ZONE -> sink.putText(((ZoneId) value).getId());
      case Tag.OFFSET -> sink.putSigned(((ZoneOffset) value).getTotalSeconds());
      case Tag.YEAR -> sink.putSigned(((Year) value).getValue());
      case Tag.YEAR_MONTH -> {
        sink.putSigned(((YearMonth) value).getYear());
        sink.put(((YearMonth) value).getMonthValue());
      }
      case Tag.MONTH_DAY -> {
        sink.put(((MonthDay) value).getMonthValue());
        sink.put(((MonthDay) value).getDayOfMonth());
      }
      case Tag.MONTH -> sink.put(((Month) value).getValue());
      case Tag.DAY_OF_WEEK -> sink.put(((DayOfWeek) value).getValue());
      default -> throw new IllegalArgumentException("no tag of a time: " + tag);
    }
  }

  private static void writeDateTime(Sink sink, LocalDateTime value) throws ValueException {
    sink.putSigned(value.toLocalDate().toEpochDay());
    sink.putVarint(value.toLocalTime().toNanoOfDay());
  }

  static Object read(Source source, int tag) throws ValueException {
    source.charge(120); // the largest of them, one with date, time, offset and zone
    try {
      return switch (tag) {
        case Tag.INSTANT -> Instant.ofEpochSecond(source.signed(), nanos(source));
        case Tag.DURATION -> Duration.ofSeconds(source.signed(), nanos(source));
        case Tag.PERIOD -> Period.of(source.signedInt(), source.signedInt(), source.signedInt());
        case Tag.LOCAL_DATE -> LocalDate.ofEpochDay(source.signed());
        case Tag.LOCAL_TIME -> LocalTime.ofNanoOfDay(source.varint());
        case Tag.LOCAL_DATE_TIME -> readDateTime(source);
        case Tag.OFFSET_TIME ->
            OffsetTime.of(LocalTime.ofNanoOfDay(source.varint()), readOffset(source));
        case Tag.OFFSET_DATE_TIME -> OffsetDateTime.of(readDateTime(source), readOffset(source));
        case Tag.ZONED_DATE_TIME -> readZoned(source);
        case Tag.ZONE -> ZoneId.of(source.text());
        case Tag.OFFSET -> readOffset(source);
        case Tag.YEAR -> Year.of(source.signedInt());
        case Tag.YEAR_MONTH -> YearMonth.of(source.signedInt(), source.next());
        case Tag.MONTH_DAY -> MonthDay.of(source.next(), source.next());
        case Tag.MONTH -> Month.of(source.next());
        case Tag.DAY_OF_WEEK -> DayOfWeek.of(source.next());
        default -> throw new ValueException("no type has the tag " + tag);
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new ValueException(String.valueOf(e.getMessage()), e);
    }
  }

  private static LocalDateTime readDateTime(Source source) throws ValueException {
    return LocalDateTime.of(
        LocalDate.ofEpochDay(source.signed()), LocalTime.ofNanoOfDay(source.varint()));
  }

  /// The offset says which of two it is where clocks are set back. No zone is the offset itself.
  private static ZonedDateTime readZoned(Source source) throws ValueException {
    LocalDateTime dateTime = readDateTime(source);
    ZoneOffset offset = readOffset(source);
    String zone = source.text();
    return ZonedDateTime.ofInstant(dateTime, offset, zone.isEmpty() ? offset : ZoneId.of(zone));
  }

  private static ZoneOffset readOffset(Source source) throws ValueException {
    return ZoneOffset.ofTotalSeconds(source.signedInt());
  }

  private static int nanos(Source source) throws ValueException {
    int nanos = source.count();
    if (nanos >= NANOS) {
      throw new ValueException(nanos + " nanoseconds in a second");
    }
    return nanos;
  }
}
