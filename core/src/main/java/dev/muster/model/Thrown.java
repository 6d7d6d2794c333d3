package dev.muster.model;

import java.util.List;
import java.util.Optional;

/// What code on a host threw, as text: no class is looked up for it.
///
/// @param type the name of its class
/// @param message empty if it has none
/// @param stack where it was thrown, the innermost frame first
/// @param cause what caused it
/// @param suppressed what else went wrong on the way
public record Thrown(
    String type,
    String message,
    List<StackTraceElement> stack,
    Optional<Thrown> cause,
    List<Thrown> suppressed) {

  public Thrown {
    stack = List.copyOf(stack);
    suppressed = List.copyOf(suppressed);
  }

  /// Returns whether it is of exactly this class, by name.
  public boolean is(Class<? extends Throwable> wanted) {
    return type.equals(wanted.getName());
  }

  /// Says it in one line: its class, its message, and where it was thrown.
  public String words() {
    String words = message.isEmpty() ? type : type + ": " + message.replace('\n', ' ');
    if (stack.isEmpty() || stack.getFirst().getFileName() == null) {
      return words;
    }
    StackTraceElement where = stack.getFirst();
    return words + " (" + where.getFileName() + ":" + where.getLineNumber() + ")";
  }

  /// Returns this as an exception with the frames of the host.
  public RemoteException asThrowable() {
    return new RemoteException(this);
  }
}
