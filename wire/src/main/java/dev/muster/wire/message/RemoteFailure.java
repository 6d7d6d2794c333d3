package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a conversation ended badly, as text: no class is looked up for it.
///
/// @param kind what happened
/// @param type the class of what was thrown; empty if nothing was
/// @param message what it says, 65,536 characters at most; empty if it says nothing
/// @param stack where it was thrown, 256 lines at most
/// @param cause what caused it; null if nothing did
/// @param suppressed what was thrown besides
public record RemoteFailure(
    Kind kind,
    String type,
    String message,
    List<Line> stack,
    @Nullable RemoteFailure cause,
    List<RemoteFailure> suppressed)
    implements Message {

  /// The most characters of a text.
  public static final int TEXT = 1 << 16;

  /// The most lines of a stack.
  public static final int LINES = 256;

  /// How deep causes and suppressed ones go.
  public static final int DEPTH = 16;

  /// How many failures there are in one, with all that are within it.
  public static final int COUNT = 64;

  private static final int FIELDS = 6;
  private static final int PARTS = 4;

  /// What happened.
  public enum Kind {
    /// The code that was called threw something.
    THREW,
    /// The call was not made, or its result cannot travel.
    REFUSED,
    /// The controller cancelled it.
    CANCELLED,
    /// Its limit of time passed.
    TIMED_OUT,
    /// The agent ends.
    ENDED
  }

  /// A line of a stack.
  ///
  /// @param type the class
  /// @param method the method
  /// @param file the source file; empty if it is not known
  /// @param number the line in it; negative if it is not known, −2 for a native method
  public record Line(String type, String method, String file, int number) {}

  public RemoteFailure {
    stack = List.copyOf(stack);
    suppressed = List.copyOf(suppressed);
  }

  /// Returns one that nothing was thrown for.
  public static RemoteFailure of(Kind kind, String message) {
    return new RemoteFailure(kind, "", Throwables.cut(message), List.of(), null, List.of());
  }

  /// Returns what code threw.
  ///
  /// Whatever the class of `thrown` does when it is asked for its message, stack or cause: throw,
  /// give null, or go round in circles.
  public static RemoteFailure of(Throwable thrown) {
    return of(Kind.THREW, thrown);
  }

  /// Returns a failure of that kind for which something was thrown.
  public static RemoteFailure of(Kind kind, Throwable thrown) {
    return new Throwables(kind).failure(thrown, 0);
  }

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS).text(kind.name()).text(type).text(message).list(stack.size());
    for (Line line : stack) {
      writer.list(PARTS).text(line.type()).text(line.method()).text(line.file());
      writer.number(line.number());
    }
    writer.list(cause == null ? 0 : 1);
    if (cause != null) {
      cause.writeTo(writer);
    }
    writer.list(suppressed.size());
    for (RemoteFailure one : suppressed) {
      one.writeTo(writer);
    }
  }

  /// Reads one.
  public static RemoteFailure read(ValueReader reader) throws ValueException {
    return read(reader, 0, new int[1]);
  }

  private static RemoteFailure read(ValueReader reader, int depth, int[] count)
      throws ValueException {
    if (depth > DEPTH || ++count[0] > COUNT) {
      throw new ValueException(
          "a failure of more than " + COUNT + " parts, or more than " + DEPTH + " deep");
    }
    Fields fields = Fields.of(reader, "a failure", FIELDS);
    Kind kind = fields.constant(Kind.values());
    String type = fields.text();
    String message = fields.text();
    if (type.length() > TEXT || message.length() > TEXT) {
      throw new ValueException("a failure with a text of more than " + TEXT + " characters");
    }
    List<Line> stack = readStack(reader, fields.list());
    int causes = fields.list();
    if (causes > 1) {
      throw new ValueException("a failure with " + causes + " causes");
    }
    RemoteFailure cause = causes == 0 ? null : read(reader, depth + 1, count);
    int others = fields.list();
    List<RemoteFailure> suppressed = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      suppressed.add(read(reader, depth + 1, count));
    }
    fields.end();
    return new RemoteFailure(kind, type, message, stack, cause, suppressed);
  }

  private static List<Line> readStack(ValueReader reader, int count) throws ValueException {
    if (count > LINES) {
      throw new ValueException("a stack of " + count + " lines; at most " + LINES + " are taken");
    }
    List<Line> stack = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Fields parts = Fields.of(reader, "a line of a stack", PARTS);
      String type = parts.text();
      String method = parts.text();
      String file = parts.text();
      stack.add(new Line(type, method, file, (int) parts.number()));
      parts.end();
    }
    return stack;
  }
}
