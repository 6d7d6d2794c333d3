package dev.muster.wire.remote;

import org.jspecify.annotations.Nullable;

/// A function to call on hosts with two arguments and a result: a lambda or a method reference. See
/// [Function0].
@FunctionalInterface
public interface Function2<
        A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
    extends Action2<A, B> {

  R call(A a, B b) throws Exception;

  @Override
  default void run(A a, B b) throws Exception {
    call(a, b);
  }
}
