package dev.muster.session;

import dev.muster.model.Durations;
import dev.muster.model.Failure;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Phase;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// When a connection that came to nothing is tried again: only if the server closed it before it
/// said anything, which is how one turns away more than it can take (OpenSSH beyond `MaxStartups`,
/// dropbear beyond five from one address). Nothing was authenticated and nothing ran, so trying
/// again is safe.
///
/// @param beganAt when the first try began, by `System.nanoTime`
/// @param limit for how long after that tries may begin
record Retry(long beganAt, Duration limit) {

  private static final long FIRST_MILLIS = 40;
  private static final long MOST_MILLIS = 1000;

  /// Tries again for as long as one try may take to connect.
  static Retry beginning(Destination destination) {
    return new Retry(System.nanoTime(), destination.options().limits().connect());
  }

  boolean isWorthIt(dev.muster.ssh.Failure why, int tries) {
    long pause = longest(tries) * 1_000_000;
    return isTurnedAway(why) && System.nanoTime() + pause - beganAt < limit.toNanos();
  }

  /// A reset may come before the system has told that the connection was made.
  private static boolean isTurnedAway(dev.muster.ssh.Failure why) {
    if (why instanceof dev.muster.ssh.Failure.NotConnected(_, String cause)) {
      return cause.contains("reset");
    }
    return why instanceof dev.muster.ssh.Failure.Closed && why.phase() == Phase.BANNER;
  }

  /// Returns how long to wait after so many tries: twice as long each time, and a random part of
  /// that, so that hosts that were turned away together do not come back together.
  Duration pause(int tries) {
    long most = longest(tries);
    return Duration.ofMillis(most / 4 + ThreadLocalRandom.current().nextLong(most * 3 / 4));
  }

  private static long longest(int tries) {
    return tries > 5 ? MOST_MILLIS : Math.min(MOST_MILLIS, FIRST_MILLIS << tries);
  }

  /// Returns the failure with the number of tries, if there were several.
  Failure told(Failure why, int tries) {
    if (tries < 2 || !(why instanceof Failure.Network network)) {
      return why;
    }
    String took = Durations.measured(Duration.ofNanos(System.nanoTime() - beganAt));
    String message =
        network.message()
            + ", "
            + tries
            + " times in "
            + took
            + "; it may be busy: try a lower fan-out";
    return new Failure.Network(network.phase(), network.address(), message);
  }
}
