package dev.muster.bench;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// First calls, and the memory of an agent, on a host of a real `sshd` of this machine, measured in
/// this process: from naming the host, through the connection and the start of the agent, to the
/// answer.
final class FirstCalls {

  private static final int TIMES = 5;
  private static final int CALLS = 20_000;

  /// What is counted in as many bytes is shown in millions.
  private static final double KIB = 1024 / 1e6;

  private final PrintStream out;
  private final Muster muster;
  private final Path cache;

  /// @param cache where the agent is kept on the host
  FirstCalls(PrintStream out, Muster muster, Path cache) {
    this.out = out;
    this.muster = muster;
    this.cache = cache;
  }

  /// In a process that has had another gateway: medians of some with the agent in the cache, and of
  /// some without, in turn.
  void warm() throws InterruptedException, IOException {
    millis();
    double[] warm = new double[TIMES];
    double[] cold = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      warm[i] = millis();
      Folders.delete(cache);
      cold[i] = millis();
    }
    say("warm_ms", Figures.median(warm));
    say("cold_ms", Figures.median(cold));
  }

  /// The first of this process; whoever started it has seen to the cache.
  void alone(String key) throws InterruptedException {
    say(key, millis());
  }

  /// What the agent takes after its first call, and when it has been used for a while.
  void memory() throws InterruptedException, IOException {
    try (Group group = muster.group("127.0.0.1")) {
      Gateway gateway = group.gateway(0);
      gateway.call(Far::nothing).orThrow();
      sayResident("first_mb");
      for (int i = 0; i < CALLS; i++) {
        gateway.call(Far::nothing).orThrow();
      }
      sayResident("later_mb");
    }
  }

  /// @throws NotPossible if there is no agent of that cache: nothing is no memory
  private void sayResident(String key) throws IOException {
    long kib = Agents.residentKib(cache);
    if (kib == 0) {
      throw new NotPossible("no agent runs from " + cache);
    }
    say(key, kib * KIB);
  }

  private double millis() throws InterruptedException {
    long begun = System.nanoTime();
    try (Group group = muster.group("127.0.0.1")) {
      group.gateway(0).call(Far::nothing).orThrow();
      return (System.nanoTime() - begun) / 1e6;
    }
  }

  private void say(String key, double value) {
    out.println("%s=%.6f".formatted(key, value));
  }
}
