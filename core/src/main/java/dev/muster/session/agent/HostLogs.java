package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.model.StdStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Logs what is logged on a host, with its name, through the JDK's logger.
///
/// One logger serves all hosts, whatever names loggers have there: a host could otherwise fill the
/// memory with names.
final class HostLogs implements AgentLink.Owner {

  /// The logger's name.
  static final String NAME = "dev.muster.host";

  private static final int SEVERE = 1000;
  private static final int WARNING = 900;
  private static final int INFO = 800;
  private static final int CONFIG = 700;
  private static final Logger LOGGER = System.getLogger(NAME);

  private final String host;

  HostLogs(String host) {
    this.host = host;
  }

  @Override
  public void printed(StdStream stream, byte[] bytes, Runnable credit) {
    credit.run(); // nobody asked for it
  }

  @Override
  public void logged(LogLine line) {
    Level level = level(line.level());
    if (LOGGER.isLoggable(level)) {
      String text = host + ": " + line.logger() + ": " + line.message();
      LOGGER.log(
          level, line.thrown().isPresent() ? text + ": " + line.thrown().get().words() : text);
    }
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
