package dev.muster.wire.remote;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Something to do on hosts with two arguments and no result: a lambda or a method reference. See
/// [Function0].
@FunctionalInterface
public interface Action2<A extends @Nullable Object, B extends @Nullable Object>
    extends Serializable {

  void run(A a, B b) throws Exception;
}
