package dev.muster.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How many round trips one connect + `echo` + close takes.
///
/// Each program runs near (straight to the server) and far (through a relay that delays each
/// direction), in turn. What the far run takes longer is time on the wire and nothing else:
/// start-up and computing are in both. Divided by the round trip that is the number of trips.
@Command(
    name = "trips",
    description = "Round trips of connect + echo + close, at a given distance.")
final class TripsBench extends Benchmark {

  private static final double GUESS_HOLDS = 5.5;
  private static final double GUESS_FAILS = 6.5;

  @Option(
      names = "--trip",
      paramLabel = "MS",
      description = "the round trip in milliseconds (default: ${DEFAULT-VALUE})")
  private int tripMillis = 50;

  @Option(names = "--runs", description = "runs of each program (default: ${DEFAULT-VALUE})")
  private int runs = 5;

  /// One comparison: a program near and far.
  private record Case(String name, Contender near, Contender far, OptionalDouble bar) {}

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    Duration eachWay = Duration.ofNanos(tripMillis * 1_000_000L / 2);
    try (var fleet = Server.goFleet(ground.checkout(), ground.folder());
        var sshd = Server.sshd(ground.folder(), ground.login());
        var farFleet = Server.delay(ground.checkout(), ground.folder(), fleet.port(), eachWay);
        var farSshd = Server.delay(ground.checkout(), ground.folder(), sshd.port(), eachWay)) {
      List<Case> cases = new ArrayList<>();
      cases.addAll(cases(ground.clients(), "Go server", fleet.port(), farFleet.port()));
      cases.addAll(cases(ground.clients(), "OpenSSH", sshd.port(), farSshd.port()));
      ground
          .report()
          .heading(
              "round trips of %d ms: (median wall far - median wall near) / round trip; whole processes, exit included"
                  .formatted(tripMillis));
      for (Case each : cases) {
        trips(ground, each);
      }
    }
  }

  private List<Case> cases(Clients clients, String server, int near, int far)
      throws IOException, InterruptedException {
    String guess = "KexAlgorithms=curve25519-sha256";
    return List.of(
        new Case(
            "muster, guess holds, to " + server,
            clients.muster(near, 1, 1, "-o", guess),
            clients.muster(far, 1, 1, "-o", guess),
            OptionalDouble.of(GUESS_HOLDS)),
        new Case(
            "muster, as it comes, to " + server,
            clients.muster(near, 1, 1),
            clients.muster(far, 1, 1),
            OptionalDouble.of(GUESS_FAILS)),
        peer("go, to " + server, clients.go(near, 1, 1), clients.go(far, 1, 1)),
        peer("ssh, to " + server, clients.openSsh(near), clients.openSsh(far)),
        peer("asyncssh, to " + server, clients.asyncssh(near, 1, 1), clients.asyncssh(far, 1, 1)));
  }

  private static Case peer(String name, Contender near, Contender far) {
    return new Case(name, near, far, OptionalDouble.empty());
  }

  private void trips(Ground ground, Case each) throws IOException, InterruptedException {
    double[] near = new double[runs];
    double[] far = new double[runs];
    Race.checked(ground.measure(), each.near()); // fills caches; not counted
    for (int i = 0; i < runs; i++) {
      near[i] = millis(Race.checked(ground.measure(), each.near()));
      far[i] = millis(Race.checked(ground.measure(), each.far()));
    }
    double trips = (Figures.median(far) - Figures.median(near)) / tripMillis;
    String text =
        "%-32s near %6.1f ms  far %6.1f ms  trips"
            .formatted(each.name(), Figures.median(near), Figures.median(far));
    if (each.bar().isPresent()) {
      ground.report().bar(text, trips, "", each.bar().getAsDouble());
    } else {
      ground.report().line("  %s %.2f".formatted(text, trips));
    }
  }

  private static double millis(Measured run) {
    return Race.seconds(run.wall()) * 1000;
  }
}
