package dev.muster;

import dev.muster.wire.remote.Function0;
import dev.muster.wire.remote.Function1;
import dev.muster.wire.remote.Function2;
import dev.muster.wire.remote.Function3;
import dev.muster.wire.remote.Function4;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/// Calls of Java functions on one host whose results come one by one. See [GroupCalls] for what
/// travels.
///
/// There is no limit of time for the whole; each [Items#receive(java.time.Duration)] has its own. A
/// function that would rather push its results than give something to iterate over is for
/// [Gateway#open].
public interface GatewayStreams {

  /// Begins a call of a function that gives many results, and returns at once. They are made over
  /// there as they are received here, but for those that are on their way.
  ///
  /// @param function a lambda or method reference of one of the shapes in `dev.muster.wire.remote`,
  ///   which gives a stream, an iterator or an iterable; if that can be closed, it is at the end
  /// @throws IllegalArgumentException if the function or a value cannot travel; nothing was sent
  <R extends @Nullable Object> Items<R> streamOf(
      Serializable function, List<? extends @Nullable Object> arguments);

  /// Calls a function that gives a stream, as [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <R extends @Nullable Object> Items<R> stream(
      Function0<? extends BaseStream<R, ?>> function) {
    return streamOf(function, List.of());
  }

  /// Calls a function with one argument that gives a stream, as [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <A extends @Nullable Object, R extends @Nullable Object> Items<R> stream(
      Function1<A, ? extends BaseStream<R, ?>> function, A a) {
    return streamOf(function, Collections.singletonList(a));
  }

  /// Calls a function with two arguments that gives a stream, as [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Items<R> stream(Function2<A, B, ? extends BaseStream<R, ?>> function, A a, B b) {
    return streamOf(function, Arrays.asList(a, b));
  }

  /// Calls a function with three arguments that gives a stream, as [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Items<R> stream(Function3<A, B, C, ? extends BaseStream<R, ?>> function, A a, B b, C c) {
    return streamOf(function, Arrays.asList(a, b, c));
  }

  /// Calls a function with four arguments that gives a stream, as [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Items<R> stream(
          Function4<A, B, C, D, ? extends BaseStream<R, ?>> function, A a, B b, C c, D d) {
    return streamOf(function, Arrays.asList(a, b, c, d));
  }

  /// Calls a function that gives a collection or another iterable, as [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <R extends @Nullable Object> Items<R> streamAll(
      Function0<? extends Iterable<R>> function) {
    return streamOf(function, List.of());
  }

  /// Calls a function with one argument that gives a collection or another iterable, as
  /// [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <A extends @Nullable Object, R extends @Nullable Object> Items<R> streamAll(
      Function1<A, ? extends Iterable<R>> function, A a) {
    return streamOf(function, Collections.singletonList(a));
  }

  /// Calls a function with two arguments that gives a collection or another iterable, as
  /// [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Items<R> streamAll(Function2<A, B, ? extends Iterable<R>> function, A a, B b) {
    return streamOf(function, Arrays.asList(a, b));
  }

  /// Calls a function with three arguments that gives a collection or another iterable, as
  /// [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Items<R> streamAll(Function3<A, B, C, ? extends Iterable<R>> function, A a, B b, C c) {
    return streamOf(function, Arrays.asList(a, b, c));
  }

  /// Calls a function with four arguments that gives a collection or another iterable, as
  /// [#streamOf].
  ///
  /// @throws IllegalArgumentException if it cannot travel
  default <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Items<R> streamAll(
          Function4<A, B, C, D, ? extends Iterable<R>> function, A a, B b, C c, D d) {
    return streamOf(function, Arrays.asList(a, b, c, d));
  }
}
