package dev.muster.session.agent;

import dev.muster.model.Diagnostics;
import dev.muster.model.Failure;
import dev.muster.model.StdStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Logs what is logged on a host, with its name, through the JDK's logger.
///
/// What is printed there and belongs to no call, or to one whose caller takes no output, is logged
/// too. All of it is a host's: each line stays one line, without control characters, and is cut; a
/// host that logs too much at once has lines dropped and counted.
///
/// One logger serves all hosts, whatever names loggers have there: a host could otherwise fill the
/// memory with names.
final class HostLogs implements AgentLink.Owner {

  /// Characters of a line.
  private static final int LONGEST = 8192;

  /// Characters that are logged of one host within [#SPAN_NANOS]: a host must not fill the disk.
  private static final int BUDGET = 1 << 20;

  /// What a line takes besides, in characters.
  private static final int EACH = 64;

  private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int SEVERE = 1000;
  private static final int WARNING = 900;
  private static final int INFO = 800;
  private static final int CONFIG = 700;
  private static final Logger LOGGER = System.getLogger(Diagnostics.LOGGER);

  private final String host;

  // Guarded by this.
  private long began = System.nanoTime();
  private int logged;
  private long dropped;

  HostLogs(String host) {
    this.host = host;
  }

  @Override
  public void printed(StdStream stream, byte[] bytes, Runnable credit) {
    credit.run();
    if (LOGGER.isLoggable(Level.INFO)) {
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank()) {
          log(Level.INFO, "printed: " + line.stripTrailing());
        }
      }
    }
  }

  @Override
  public void logged(LogLine line) {
    Level level = level(line.level());
    if (LOGGER.isLoggable(level)) {
      String text = line.logger() + ": " + line.message();
      log(level, text + line.thrown().map(why -> ": " + why.words()).orElse(""));
    }
  }

  private void log(Level level, String text) {
    String line = HostText.line(text, LONGEST);
    long before = 0;
    synchronized (this) {
      long now = System.nanoTime();
      if (now - began > SPAN_NANOS) {
        began = now;
        before = dropped;
        logged = 0;
        dropped = 0;
      }
      logged += line.length() + host.length() + EACH;
      if (logged > BUDGET) {
        logged = BUDGET;
        dropped++;
        return;
      }
    }
    if (before > 0) {
      LOGGER.log(
          Level.WARNING, host + ": " + before + " lines more were dropped: too many at once");
    }
    LOGGER.log(level, host + ": " + line);
  }

  private static Level level(int number) {
    if (number >= SEVERE) {
      return Level.ERROR;
    }
    if (number >= WARNING) {
      return Level.WARNING;
    }
    return number >= INFO ? Level.INFO : number >= CONFIG ? Level.DEBUG : Level.TRACE;
  }

  @Override
  public void over(AgentLink link, Failure why) {} // who waits for something hears of it
}
