package dev.muster.cli;

import dev.muster.model.Durations;
import dev.muster.model.Progress;
import java.time.Duration;
import java.util.Optional;

/// The line that says how far a run has come, on a terminal, redrawn at most ten times a second.
final class ProgressLine {

  private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();
  private static final long EACH_NANOS = Duration.ofMillis(100).toNanos();
  private static final String ERASE = "\r\u001b[K";

  private final Channel channel;
  private final int columns;
  private final boolean shown;
  private long dueAt;
  private boolean drawn;

  /// @param shown whether it is shown at all
  ProgressLine(Channel channel, int columns, boolean shown, long startedAt) {
    this.channel = channel;
    this.columns = columns;
    this.shown = shown;
    this.dueAt = startedAt + FIRST_NANOS;
  }

  /// Returns how long to wait for news at most, so that the line stays fresh.
  Duration patience() {
    return shown ? Duration.ofNanos(EACH_NANOS) : Duration.ofHours(1);
  }

  /// Takes the line away, so that something else can be printed there.
  void erase() {
    if (drawn) {
      channel.write(ERASE);
      channel.flush();
      drawn = false;
    }
  }

  boolean isDue(long now) {
    return shown && now - dueAt >= 0;
  }

  void draw(Progress progress, Optional<String> slowest, Duration took, long now) {
    dueAt = now + EACH_NANOS;
    channel.write(ERASE);
    channel.write(fitted(text(progress, slowest, took), columns));
    channel.flush();
    drawn = true;
  }

  private static String fitted(String text, int columns) {
    return text.length() < columns ? text : text.substring(0, columns - 1);
  }

  /// Returns the words: `120/500 done, 1 failed, 64 running, 316 waiting, 40/s, 9.5 s left, slowest
  /// web-017`.
  static String text(Progress progress, Optional<String> slowest, Duration took) {
    int done = progress.done();
    StringBuilder text = new StringBuilder();
    text.append(done).append('/').append(progress.hosts()).append(" done");
    text.append(", ").append(progress.failed()).append(" failed");
    text.append(", ").append(progress.running()).append(" running");
    text.append(", ").append(progress.waiting()).append(" waiting");
    double seconds = took.toNanos() / 1e9;
    if (done > 0 && seconds > 0) {
      double rate = done / seconds;
      text.append(", ").append(rate(rate)).append("/s");
      long left = (long) ((progress.hosts() - done) / rate * 1000);
      text.append(", ").append(Durations.measured(Duration.ofMillis(left))).append(" left");
    }
    slowest.ifPresent(host -> text.append(", slowest ").append(host));
    return text.toString();
  }

  private static String rate(double rate) {
    if (rate >= 10) {
      return Long.toString(Math.round(rate));
    }
    long tenths = Math.round(rate * 10);
    return tenths / 10 + "." + tenths % 10;
  }
}
