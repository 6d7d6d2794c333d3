package dev.muster.agent;

import dev.muster.wire.Payload;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.util.List;

/// Failures as the payload of a CLOSE, and reasons as that of a BYE.
final class Failures {

  private static final int MOST = 65_536;
  private static final int SHORT_TEXT = 8192;
  private static final int SHORT_STACK = 64;
  private static final ValueCodec CODEC = ValueCodec.of(Types.none());

  private Failures() {}

  static byte[] bytes(RemoteFailure failure) {
    try {
      return fitting(failure).encode(CODEC);
    } catch (ValueException e) {
      return new byte[0]; // texts and numbers can always be written
    }
  }

  /// Returns a failure that takes no more than a CLOSE does.
  static RemoteFailure fitting(RemoteFailure failure) throws ValueException {
    return failure.encode(CODEC).length <= MOST ? failure : cut(failure);
  }

  /// Returns the number that a value is; -1 if it is none.
  static long number(Payload value) {
    try {
      return value.size() > 0 && CODEC.decode(value.toBytes()) instanceof Long number ? number : -1;
    } catch (ValueException e) {
      return -1;
    }
  }

  /// Returns why a connection is over, for a BYE.
  static byte[] text(String reason) {
    try {
      return CODEC.encode(reason.substring(0, Math.min(reason.length(), SHORT_TEXT)));
    } catch (ValueException e) {
      return new byte[0]; // a text can always be written
    }
  }

  /// Says in words what the payload of a CLOSE tells.
  static String words(Payload failure) {
    try {
      return RemoteFailure.read(CODEC.reader(failure.toBytes())).message();
    } catch (ValueException e) {
      return "for a reason that cannot be read";
    }
  }

  private static RemoteFailure cut(RemoteFailure failure) {
    String message = failure.message();
    RemoteFailure cause = failure.cause();
    List<RemoteFailure.Line> stack = failure.stack();
    return new RemoteFailure(
        failure.kind(),
        failure.type(),
        message.substring(0, Math.min(message.length(), SHORT_TEXT)),
        stack.subList(0, Math.min(stack.size(), SHORT_STACK)),
        cause == null
            ? null
            : RemoteFailure.of(RemoteFailure.Kind.THREW, cause.type() + ": left out, too long"),
        List.of());
  }
}
