package dev.muster.wire.remote;

import org.jspecify.annotations.Nullable;

/// A function to call on hosts with no arguments and a result: a lambda or a method reference.
///
/// What is serializable about it is the way in which the JDK tells what a lambda consists of. No
/// object is ever written as Java serialization would: the method goes by name, and what the lambda
/// captured goes as values.
///
/// A function *is* an action, so that a method may take either under one name: where a lambda or
/// method reference fits both, the compiler chooses the one with the result.
@FunctionalInterface
public interface Function0<R extends @Nullable Object> extends Action0 {

  R call() throws Exception;

  @Override
  default void run() throws Exception {
    call();
  }
}
