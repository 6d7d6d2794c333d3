package dev.muster.wire.remote;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Something to do on hosts with one argument and no result: a lambda or a method reference. See
/// [Function0].
@FunctionalInterface
public interface Action1<A extends @Nullable Object> extends Serializable {

  void run(A a) throws Exception;
}
