package dev.muster.wire.remote;

import org.jspecify.annotations.Nullable;

/// A function to call on hosts with one argument and a result: a lambda or a method reference. See
/// [Function0].
@FunctionalInterface
public interface Function1<A extends @Nullable Object, R extends @Nullable Object>
    extends Action1<A> {

  R call(A a) throws Exception;

  @Override
  default void run(A a) throws Exception {
    call(a);
  }
}
