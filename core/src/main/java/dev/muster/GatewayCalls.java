package dev.muster;

import dev.muster.model.Result;
import dev.muster.wire.remote.Action0;
import dev.muster.wire.remote.Action1;
import dev.muster.wire.remote.Action2;
import dev.muster.wire.remote.Action3;
import dev.muster.wire.remote.Action4;
import dev.muster.wire.remote.Function0;
import dev.muster.wire.remote.Function1;
import dev.muster.wire.remote.Function2;
import dev.muster.wire.remote.Function3;
import dev.muster.wire.remote.Function4;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls of Java functions on one host. See [GroupCalls] for what travels.
public interface GatewayCalls {

  /// Calls a function and waits for its answer.
  ///
  /// @param function a lambda or method reference of one of the shapes in `dev.muster.wire.remote`
  /// @return what it returned, or what it threw there, or why it did not run
  /// @throws IllegalArgumentException if the function or a value cannot travel; nothing was sent
  /// @throws InterruptedException if the caller is interrupted; the call is cancelled first
  <R extends @Nullable Object> Result<R> callOf(
      Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException;

  /// Calls a function, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <R extends @Nullable Object> Result<R> call(Function0<R> function)
      throws InterruptedException {
    return callOf(function, List.of());
  }

  /// Calls a function with one argument, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object, R extends @Nullable Object> Result<R> call(
      Function1<A, R> function, A a) throws InterruptedException {
    return callOf(function, Collections.singletonList(a));
  }

  /// Calls a function with two arguments, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Result<R> call(Function2<A, B, R> function, A a, B b) throws InterruptedException {
    return callOf(function, Arrays.asList(a, b));
  }

  /// Calls a function with three arguments, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Result<R> call(Function3<A, B, C, R> function, A a, B b, C c) throws InterruptedException {
    return callOf(function, Arrays.asList(a, b, c));
  }

  /// Calls a function with four arguments, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Result<R> call(Function4<A, B, C, D, R> function, A a, B b, C c, D d)
          throws InterruptedException {
    return callOf(function, Arrays.asList(a, b, c, d));
  }

  /// Calls what has no result, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default Result<Void> call(Action0 function) throws InterruptedException {
    return callOf(function, List.of());
  }

  /// Calls what has no result with one argument, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object> Result<Void> call(Action1<A> function, A a)
      throws InterruptedException {
    return callOf(function, Collections.singletonList(a));
  }

  /// Calls what has no result with two arguments, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object, B extends @Nullable Object> Result<Void> call(
      Action2<A, B> function, A a, B b) throws InterruptedException {
    return callOf(function, Arrays.asList(a, b));
  }

  /// Calls what has no result with three arguments, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      Result<Void> call(Action3<A, B, C> function, A a, B b, C c) throws InterruptedException {
    return callOf(function, Arrays.asList(a, b, c));
  }

  /// Calls what has no result with four arguments, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      Result<Void> call(Action4<A, B, C, D> function, A a, B b, C c, D d)
          throws InterruptedException {
    return callOf(function, Arrays.asList(a, b, c, d));
  }

  /// Calls a function, and keeps what it returns over there for later calls.
  ///
  /// @param function a lambda or method reference of one of the shapes in `dev.muster.wire.remote`,
  ///   which does not return null
  /// @return a handle of the object, or what the function threw there, or why it did not run
  /// @throws IllegalArgumentException if the function or a value cannot travel; nothing was sent
  /// @throws InterruptedException if the caller is interrupted; the call is cancelled first
  <T> Result<Kept<T>> keepOf(Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException;

  /// Calls a function and keeps what it returns, as [#keepOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <T> Result<Kept<T>> keep(Function0<T> function) throws InterruptedException {
    return keepOf(function, List.of());
  }

  /// Calls a function with one argument and keeps what it returns, as [#keepOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object, T> Result<Kept<T>> keep(Function1<A, T> function, A a)
      throws InterruptedException {
    return keepOf(function, Collections.singletonList(a));
  }

  /// Calls a function with two arguments and keeps what it returns, as [#keepOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  default <A extends @Nullable Object, B extends @Nullable Object, T> Result<Kept<T>> keep(
      Function2<A, B, T> function, A a, B b) throws InterruptedException {
    return keepOf(function, Arrays.asList(a, b));
  }
}
