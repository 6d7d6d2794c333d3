package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Mux;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.message.LogPiece;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// Sends what code logs to the controller, in place of what the JDK would do with it.
///
/// Not loaded before code uses the JDK's logging, which a small runtime may lack.
final class Logs extends Handler {

  private static final Duration LONG = Duration.ofDays(3650);
  private static final int LONGEST = 16 << 10;
  private static final ValueCodec CODEC = ValueCodec.of(Types.none());

  private final Channel channel;
  private final SimpleFormatter format = new SimpleFormatter();

  private Logs(Channel channel) {
    this.channel = channel;
  }

  /// Begins to send what is logged.
  static void install(Mux mux) {
    Channel channel = mux.open(Purpose.LOG, ByteBuffer.allocate(0), new Deaf());
    LogManager.getLogManager().reset();
    Logger.getLogger("").addHandler(new Logs(channel));
  }

  @Override
  public void publish(@Nullable LogRecord logged) {
    if (logged == null || !isLoggable(logged)) {
      return;
    }
    Throwable thrown = logged.getThrown();
    String name = logged.getLoggerName();
    try {
      LogPiece piece =
          new LogPiece(
              logged.getInstant(),
              name == null ? "" : cut(name),
              logged.getLevel().intValue(),
              cut(logged.getLevel().getName()),
              cut(format.formatMessage(logged)),
              cut(Thread.currentThread().getName()),
              thrown == null ? null : Failures.fitting(RemoteFailure.of(thrown)));
      byte[] item = piece.encode(CODEC);
      if (channel.trySend(item) == Offer.FULL) { // an interrupted thread logs while there is room
        channel.send(item, LONG);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ValueException | IllegalStateException | IllegalArgumentException e) {
      reportError("a log record cannot be sent: " + e.getMessage(), e, 0);
    }
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  @Override
  public void flush() {} // nothing waits here

  @Override
  public void close() {} // the channel ends with its connection

  private static final class Deaf implements ChannelHandler {
    @Override
    public void item(Channel from, Payload item) {} // nothing is said on it

    @Override
    public void closed(Channel of, ChannelEnd how) {}
  }
}
