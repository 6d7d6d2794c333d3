package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An item of LOG: a record of a logger there.
///
/// @param time when it was logged, by the clock there
/// @param logger the logger's name
/// @param level the level's number; 1000 is `SEVERE`, 800 `INFO`
/// @param levelName the level's name
/// @param message the message, with its parameters in it
/// @param thread the name of the thread
/// @param thrown what was thrown; null if nothing was
public record LogPiece(
    Instant time,
    String logger,
    int level,
    String levelName,
    String message,
    String thread,
    @Nullable RemoteFailure thrown)
    implements Message {

  private static final int FIELDS = 8;

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS).number(time.getEpochSecond()).number(time.getNano());
    writer.text(logger).number(level).text(levelName);
    writer.text(message).text(thread).list(thrown == null ? 0 : 1);
    if (thrown != null) {
      thrown.writeTo(writer);
    }
  }

  /// Reads one.
  public static LogPiece read(ValueReader reader) throws ValueException {
    Fields fields = Fields.of(reader, "a log record", FIELDS);
    Instant time = time(fields.number(), fields.count("nanoseconds", 999_999_999));
    String logger = fields.text();
    int level = (int) fields.number();
    String levelName = fields.text();
    String message = fields.text();
    String thread = fields.text();
    RemoteFailure thrown = fields.list() == 0 ? null : RemoteFailure.read(reader);
    fields.end();
    return new LogPiece(time, logger, level, levelName, message, thread, thrown);
  }

  private static Instant time(long seconds, int nanos) throws ValueException {
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new ValueException("no time: " + e.getMessage(), e);
    }
  }
}
