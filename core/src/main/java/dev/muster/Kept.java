package dev.muster;

import dev.muster.model.Result;
import dev.muster.wire.remote.Action1;
import dev.muster.wire.remote.Action2;
import dev.muster.wire.remote.Action3;
import dev.muster.wire.remote.Action4;
import dev.muster.wire.remote.Function1;
import dev.muster.wire.remote.Function2;
import dev.muster.wire.remote.Function3;
import dev.muster.wire.remote.Function4;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An object that is kept on a host for later calls. It never travels, so it may be of any class:
/// an open file, a connection, a cache.
///
/// It lives until this is closed, or its agent ends; an agent that is started anew does not have
/// it. Closing this forgets the object and calls nothing of it. Safe for use by many threads as far
/// as the object is: calls are made at once.
///
/// ```java
/// try (Kept<Counter> counter = gateway.keep(Counter::new).orThrow()) {
///   counter.call(Counter::add, 5);
///   int sum = counter.call(Counter::sum).orThrow();
/// }
/// ```
///
/// @param <T> what the object is, over there
public final class Kept<T> implements AutoCloseable {

  /// What knows how to call and to forget the object.
  interface Home {
    <R extends @Nullable Object> Result<R> call(
        Serializable function, List<? extends @Nullable Object> arguments)
        throws InterruptedException;

    void forget();
  }

  private final Gateway gateway;
  private final Home home;
  private final AtomicBoolean closed = new AtomicBoolean();

  Kept(Gateway gateway, Home home) {
    this.gateway = gateway;
    this.home = home;
  }

  /// Returns the gateway behind which the object is.
  public Gateway gateway() {
    return gateway;
  }

  /// Calls a function whose first argument is the object, and waits for its answer.
  ///
  /// @param function a lambda or method reference of one of the shapes in `dev.muster.wire.remote`
  /// @param arguments after the object
  /// @return what it returned, or what it threw there, or why it did not run
  /// @throws IllegalArgumentException if the function or a value cannot travel; nothing was sent
  /// @throws IllegalStateException if this is closed
  /// @throws InterruptedException if the caller is interrupted; the call is cancelled first
  public <R extends @Nullable Object> Result<R> callOf(
      Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException {
    if (closed.get()) {
      throw new IllegalStateException(gateway.id() + ": the object is no longer kept");
    }
    return home.call(function, arguments);
  }

  /// Calls a function on the object, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <R extends @Nullable Object> Result<R> call(Function1<? super T, R> function)
      throws InterruptedException {
    return callOf(function, List.of());
  }

  /// Calls a function on the object with one argument beside it, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <A extends @Nullable Object, R extends @Nullable Object> Result<R> call(
      Function2<? super T, A, R> function, A a) throws InterruptedException {
    return callOf(function, Collections.singletonList(a));
  }

  /// Calls a function on the object with two arguments beside it, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Result<R> call(Function3<? super T, A, B, R> function, A a, B b) throws InterruptedException {
    return callOf(function, Arrays.asList(a, b));
  }

  /// Calls a function on the object with three arguments beside it, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Result<R> call(Function4<? super T, A, B, C, R> function, A a, B b, C c)
          throws InterruptedException {
    return callOf(function, Arrays.asList(a, b, c));
  }

  /// Calls what has no result on the object, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public Result<Void> call(Action1<? super T> function) throws InterruptedException {
    return callOf(function, List.of());
  }

  /// Calls what has no result on the object with one argument beside it, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <A extends @Nullable Object> Result<Void> call(Action2<? super T, A> function, A a)
      throws InterruptedException {
    return callOf(function, Collections.singletonList(a));
  }

  /// Calls what has no result on the object with two arguments beside it, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <A extends @Nullable Object, B extends @Nullable Object> Result<Void> call(
      Action3<? super T, A, B> function, A a, B b) throws InterruptedException {
    return callOf(function, Arrays.asList(a, b));
  }

  /// Calls what has no result on the object with three arguments beside it, as [#callOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  /// @throws InterruptedException if the caller is interrupted
  public <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      Result<Void> call(Action4<? super T, A, B, C> function, A a, B b, C c)
          throws InterruptedException {
    return callOf(function, Arrays.asList(a, b, c));
  }

  /// Forgets the object. Calls that are under way end as they would. Idempotent.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      home.forget();
    }
  }

  @Override
  public String toString() {
    return "object kept by " + gateway;
  }
}
