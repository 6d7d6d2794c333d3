package com.example.calls;

import dev.muster.wire.remote.Function0;

/// A call that uses a static field, so that the class is initialized on the host.
public final class UsesOpened {

  private static final String OPENED = Opened.onlyHere();

  private UsesOpened() {}

  public static Function0<String> call() {
    return () -> "it is " + OPENED;
  }

  public static Function0<String> other() {
    return () -> "other";
  }
}
