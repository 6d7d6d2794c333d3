package dev.muster.ssh;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.TimerWheel;
import java.time.Duration;

/// Keeps the time of one connection: how long its present phase may last, and when the server was
/// last heard.
///
/// Confined to the loop.
final class PhaseClock extends TimerWheel.Timer {

  private final EventLoop loop;
  private final Limits limits;
  private final Runnable timeIsUp;
  private Phase phase = Phase.RESOLVE;
  private long heard;

  PhaseClock(EventLoop loop, Limits limits, Runnable timeIsUp) {
    this.loop = loop;
    this.limits = limits;
    this.timeIsUp = timeIsUp;
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
