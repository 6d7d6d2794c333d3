package dev.muster;

import dev.muster.call.Closure;
import dev.muster.call.Taken;
import dev.muster.model.RunOptions;
import dev.muster.session.agent.Prepared;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a static method that a program learns by its name while it runs, as from a command
/// line; where it is known when the program is written, [Group#call] is the better way.
///
/// Immutable. The class of the method is neither initialized nor run here.
public final class MethodCall {

  private final Taken taken;
  private final List<@Nullable Object> arguments;
  private final Closure closure;

  private MethodCall(Taken taken, List<@Nullable Object> arguments, Closure closure) {
    this.taken = taken;
    this.arguments = arguments;
    this.closure = closure;
  }

  /// Makes a call ready, which reads class files.
  ///
  /// @param method that its class declares; private ones too
  /// @throws IllegalArgumentException if it is not static, or something of it cannot travel
  public static MethodCall of(Method method, List<? extends @Nullable Object> arguments) {
    Taken taken = Taken.of(method);
    List<@Nullable Object> kept = Collections.unmodifiableList(new ArrayList<>(arguments));
    return new MethodCall(taken, kept, Prepared.of(taken, kept, Duration.ZERO).closure());
  }

  /// Starts the call on every host of a group and returns at once; what it prints is handed out as
  /// lines if the options say so. The caller closes the run; that cancels what is not over.
  public <R extends @Nullable Object> Run<R> start(Group group, RunOptions options) {
    return group.start(Prepared.of(taken, arguments, options.timeout()), options);
  }

  /// Returns how many classes a host needs for it that has none of them yet.
  public int classes() {
    return closure.classes().size();
  }

  /// Returns the bytes of these classes, before they are compressed.
  public long bytes() {
    return closure.size();
  }

  /// Returns the oldest Java that knows these classes, such as 21; 0 if there are none.
  public int java() {
    return closure.java();
  }
}
