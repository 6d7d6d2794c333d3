package dev.muster.wire.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What Jazzer calls: its argument names the target.
public final class Fuzz {

  private static @Nullable Run run;

  private Fuzz() {}

  /// Called once, before the first input.
  public static void fuzzerInitialize(String[] arguments) throws Exception {
    run = new Run(Targets.named(arguments[0]));
  }

  /// Called with each input.
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Objects.requireNonNull(run).take(input);
  }
}
