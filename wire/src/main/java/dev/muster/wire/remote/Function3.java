package dev.muster.wire.remote;

import org.jspecify.annotations.Nullable;

/// A function to call on hosts with three arguments and a result: a lambda or a method reference.
/// See [Function0].
@FunctionalInterface
public interface Function3<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        R extends @Nullable Object>
    extends Action3<A, B, C> {

  R call(A a, B b, C c) throws Exception;

  @Override
  default void run(A a, B b, C c) throws Exception {
    call(a, b, c);
  }
}
