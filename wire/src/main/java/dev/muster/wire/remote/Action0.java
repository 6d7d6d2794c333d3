package dev.muster.wire.remote;

import java.io.Serializable;

/// Something to do on hosts with no arguments and no result: a lambda or a method reference. See
/// [Function0].
@FunctionalInterface
public interface Action0 extends Serializable {

  void run() throws Exception;
}
