package dev.muster.ssh;

import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.Message;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns what ended a protocol into the failure that users see, and into the reason code that the
/// server is told.
final class Endings {

  private Endings() {}

  /// Returns the failure of a connection to `address` that had come to `phase`.
  static Failure failure(Ending ending, Phase phase, String address, String user) {
    return switch (ending) {
      case Ending.Broken(String what) -> new Failure.ProtocolBroken(phase, address, what);
      case Ending.Disconnected(int reason, String text) ->
          new Failure.Disconnected(phase, address, reason, text);
      case Ending.NoCommonAlgorithm(String kind, List<String> ours, List<String> theirs) ->
          new Failure.NoCommonAlgorithm(address, kind, ours, theirs);
      case Ending.StartOver _ ->
          new Failure.ProtocolBroken(
              phase, address, "its proposal changed when it was asked again");
      case Ending.HostKeyRefused(String why) -> new Failure.HostKeyRefused(address, why);
      case Ending.NotAuthenticated(List<String> tried, List<String> accepted) ->
          new Failure.NotAuthenticated(address, user, tried, accepted);
    };
  }

  /// Returns the failure of a connection that could not be read from or written to.
  static Failure failure(IOException e, Phase phase, String address) {
    return e instanceof NotConnectedException
        ? new Failure.NotConnected(address, cause(e))
        : new Failure.Closed(phase, address, cause(e));
  }

  /// Returns nothing for a connection that our side closes once it is ready; one that was not yet
  /// tells how far it had come.
  static Optional<Failure> ofClosing(Phase phase, String address) {
    return phase == Phase.RUN
        ? Optional.empty()
        : Optional.of(new Failure.Cancelled(phase, address));
  }

  /// Returns what to say of a stream that ended while `protocol` wanted more.
  static String ofStream(ClientProtocol protocol) {
    String line = protocol.transport().lineBefore();
    return line.isEmpty() ? "end of stream" : "it said \"" + line + "\"";
  }

  /// Returns what to say of an operation that failed.
  static String cause(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /// Tells the server why a connection ends, if it can still be told.
  static void goodbye(@Nullable ClientProtocol protocol, @Nullable Wire wire, Ending ending) {
    if (protocol == null || wire == null || ending instanceof Ending.Disconnected) {
      return;
    }
    try {
      protocol.transport().disconnect(reason(ending), "ended by the client");
      wire.out().flush();
    } catch (IOException | RuntimeException e) {
      // it is gone already; what ended it is reported, not this
    }
  }

  /// Returns the reason to tell the server (RFC 4253 section 11.1).
  static int reason(Ending ending) {
    return switch (ending) {
      case Ending.NoCommonAlgorithm _ -> Message.REASON_KEY_EXCHANGE_FAILED;
      case Ending.HostKeyRefused _ -> Message.REASON_HOST_KEY_NOT_VERIFIABLE;
      case Ending.NotAuthenticated _ -> Message.REASON_NO_MORE_AUTH_METHODS;
      case Ending.StartOver _ -> Message.REASON_BY_APPLICATION;
      case Ending.Broken _, Ending.Disconnected _ -> Message.REASON_PROTOCOL_ERROR;
    };
  }
}
