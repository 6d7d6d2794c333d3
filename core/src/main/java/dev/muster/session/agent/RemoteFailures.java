package dev.muster.session.agent;

import dev.muster.model.Thrown;
import dev.muster.wire.Payload;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Failures that agents tell of, as values of ours.
final class RemoteFailures {

  private static final ValueCodec CODEC = ValueCodec.of(Types.of());

  private RemoteFailures() {}

  /// Returns what is said to an agent with a cancel, where saying nothing would mean thanks.
  static byte[] cancelled() {
    try {
      return RemoteFailure.of(RemoteFailure.Kind.CANCELLED, "cancelled").encode(CODEC);
    } catch (ValueException e) {
      throw new IllegalStateException(e); // texts can always be written
    }
  }

  /// Reads one.
  ///
  /// @throws ValueException if it is none
  static RemoteFailure read(Payload failure) throws ValueException {
    byte[] bytes = failure.toBytes();
    return RemoteFailure.read(CODEC.reader(bytes, 0, bytes.length));
  }

  /// Says one in words.
  static String words(Payload failure) {
    try {
      RemoteFailure read = read(failure);
      return line(read);
    } catch (ValueException e) {
      return "for a reason that cannot be read";
    }
  }

  /// Says one in a line, for a message of ours.
  static String line(RemoteFailure failure) {
    return HostText.line(failure.message().isEmpty() ? failure.type() : failure.message());
  }

  static Thrown thrown(RemoteFailure failure) {
    List<StackTraceElement> stack = new ArrayList<>(failure.stack().size());
    for (RemoteFailure.Line line : failure.stack()) {
      String file = line.file().isEmpty() ? null : line.file();
      stack.add(new StackTraceElement(line.type(), line.method(), file, line.number()));
    }
    RemoteFailure cause = failure.cause();
    List<Thrown> suppressed = new ArrayList<>(0);
    for (RemoteFailure each : failure.suppressed()) {
      suppressed.add(thrown(each));
    }
    return new Thrown(
        failure.type(),
        failure.message(),
        stack,
        cause == null ? Optional.empty() : Optional.of(thrown(cause)),
        suppressed);
  }
}
