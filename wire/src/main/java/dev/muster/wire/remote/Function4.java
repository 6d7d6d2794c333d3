package dev.muster.wire.remote;

import org.jspecify.annotations.Nullable;

/// A function to call on hosts with four arguments and a result: a lambda or a method reference.
/// See [Function0].
@FunctionalInterface
public interface Function4<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        R extends @Nullable Object>
    extends Action4<A, B, C, D> {

  R call(A a, B b, C c, D d) throws Exception;

  @Override
  default void run(A a, B b, C c, D d) throws Exception {
    call(a, b, c, d);
  }
}
