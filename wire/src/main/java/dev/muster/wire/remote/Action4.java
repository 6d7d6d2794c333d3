package dev.muster.wire.remote;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Something to do on hosts with four arguments and no result: a lambda or a method reference. See
/// [Function0].
@FunctionalInterface
public interface Action4<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object>
    extends Serializable {

  void run(A a, B b, C c, D d) throws Exception;
}
