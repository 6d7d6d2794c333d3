package dev.muster.ssh;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.time.Duration;

/// Keeps the time of one connection: how long its present phase may last, how long those up to the
/// login took, and when the server was last heard.
///
/// Confined to the loop.
final class PhaseClock extends TimerWheel.Timer {

  private final EventLoop loop;
  private final Limits limits;
  private final Runnable timeIsUp;
  private final PhaseTimes times;
  private final Destination destination;
  private Phase phase = Phase.RESOLVE;
  private long heard;

  /// When the phase began, by the clock of [System#nanoTime]; of the key exchange less what it took
  /// before the host key was looked at.
  private long began;

  private long exchanged;
  private boolean begun;
  private boolean through;

  /// @param times is told what each phase took
  PhaseClock(EventLoop loop, Destination destination, Runnable timeIsUp, PhaseTimes times) {
    this.loop = loop;
    this.destination = destination;
    this.limits = destination.options().limits();
    this.timeIsUp = timeIsUp;
    this.times = times;
  }

  @Override
  protected void fire() {
    timeIsUp.run();
  }

  /// Returns the phase whose time is kept.
  Phase phase() {
    return phase;
  }

  /// Begins to keep the time of `entered`.
  void enter(Phase entered) {
    enter(entered, limit(entered));
  }

  /// Begins to keep the time of `entered`, which may last for `time`; zero: for ever.
  void enter(Phase entered, Duration time) {
    if (!through && (entered != phase || !begun)) {
      measure(entered);
    }
    phase = entered;
    if (time.isZero()) {
      stop();
    } else {
      loop.set(this, time);
    }
  }

  void stop() {
    loop.cancel(this);
  }

  /// Later exchanges of keys are not measured. The host key is looked at in the middle of the
  /// exchange, which goes on after that. All of an exchange may come with the identification; then
  /// it took no time of its own.
  private void measure(Phase entered) {
    long now = System.nanoTime();
    long took = now - began;
    if (phase == Phase.KEY_EXCHANGE && entered == Phase.HOST_KEY) {
      exchanged = took;
    } else if (begun) {
      times.passed(phase, took, destination);
    }
    if (phase == Phase.BANNER && entered.compareTo(Phase.HOST_KEY) > 0) {
      times.passed(Phase.KEY_EXCHANGE, 0, destination);
    }
    began = entered == Phase.KEY_EXCHANGE ? now - exchanged : now;
    begun = true;
    through = entered == Phase.RUN;
  }

  /// Takes note that the server said something.
  void heard() {
    heard = loop.now();
  }

  /// Returns for how long the server has said nothing.
  Duration silence() {
    return Duration.ofMillis(loop.now() - heard);
  }

  /// Asks for a sign of life if the server was silent for long, and returns whether it still counts
  /// as alive.
  boolean stillHears(Channels channels) {
    Duration interval = limit(Phase.RUN);
    Duration left = interval.minus(silence());
    if (left.toMillis() > TimerWheel.TICK_MILLIS) {
      enter(Phase.RUN, left);
      return true;
    }
    if (channels.unanswered() >= limits.questions()) {
      return false;
    }
    channels.askForLife();
    enter(Phase.RUN);
    return true;
  }

  /// Returns how long the present phase may last.
  Duration limit() {
    return limit(phase);
  }

  private Duration limit(Phase of) {
    return switch (of) {
      case RESOLVE -> limits.resolve();
      case CONNECT -> limits.connect();
      case BANNER, KEY_EXCHANGE, HOST_KEY -> limits.handshake();
      case AUTHENTICATE -> limits.authenticate();
      case OPEN, RUN, TRANSFER, CLOSE -> limits.keepAlive();
    };
  }
}
