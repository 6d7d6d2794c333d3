package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// What there is to know of a host: `web.call(Facts::all)`. Each part can also be read alone, as in
/// `web.call(MemoryFacts::read)`, and brings less code to the host then.
///
/// What a host does not tell, or the agent's user may not know, is empty. On systems other than
/// Linux that is much of it.
public final class Facts {

  private static final Duration STANDARD_AGE = Duration.ofMinutes(1);
  private static final Duration MOST_WHO = Duration.ofSeconds(10);

  private static final AtomicReference<HostFacts> KEPT = new AtomicReference<>();

  private Facts() {}

  /// Returns all facts, at most a minute old.
  public static HostFacts all() throws IOException, InterruptedException {
    return allWithin(STANDARD_AGE);
  }

  /// Returns all facts, those that were kept on the host if they are not too old.
  ///
  /// @param age how old they may be; zero for fresh ones
  public static HostFacts allWithin(Duration age) throws IOException, InterruptedException {
    HostFacts kept = KEPT.get();
    if (kept != null && isFresh(kept.clock().now(), Instant.now(), age)) {
      return kept;
    }
    return fresh();
  }

  /// A clock that was set back makes facts of the future, which are of no known age.
  static boolean isFresh(Instant taken, Instant now, Duration age) {
    Duration passed = Duration.between(taken, now);
    return !passed.isNegative() && passed.compareTo(age) < 0;
  }

  /// Takes all facts anew, and keeps them on the host.
  public static HostFacts fresh() throws IOException, InterruptedException {
    HostFacts facts =
        new HostFacts(
            OsFacts.read(),
            new HostFacts.Hardware(MachineFacts.read(), CpuFacts.read(), MemoryFacts.read()),
            NetworkFacts.read(),
            Mount.readAll(),
            JavaFacts.read(),
            ClockFacts.read(),
            new HostFacts.Activity(LoadFacts.read(), loggedIn()));
    KEPT.set(facts);
    return facts;
  }

  /// Returns who is logged in, as `who` tells; nobody where there is no such program.
  public static List<LoggedIn> loggedIn() throws IOException, InterruptedException {
    List<Path> folders = Which.folders();
    if (Which.find("who", folders).isEmpty()) {
      return List.of();
    }
    Program who = Program.of("who").withEnvironment("LC_ALL", "C").within(MOST_WHO);
    return Exec.run(who, folders)
        .out()
        .text()
        .lines()
        .filter(line -> !line.isBlank())
        .map(LoggedIn::parse)
        .toList();
  }
}
