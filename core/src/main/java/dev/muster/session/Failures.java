package dev.muster.session;

import dev.muster.model.Failure;
import dev.muster.model.Failure.TimedOut.Scope;
import dev.muster.model.Phase;

/// The engine's failures in the words of the results.
final class Failures {

  private Failures() {}

  static Failure of(dev.muster.ssh.Failure failure) {
    Phase phase = phase(failure.phase());
    String address = failure.address();
    return switch (failure) {
      case dev.muster.ssh.Failure.TimedOut timedOut ->
          new Failure.TimedOut(phase, address, timedOut.limit(), Scope.PHASE);
      case dev.muster.ssh.Failure.HostKeyRefused refused ->
          new Failure.HostKey(address, withoutName(refused.message()));
      case dev.muster.ssh.Failure.Distrusted distrusted ->
          new Failure.HostKey(address, distrusted.message());
      case dev.muster.ssh.Failure.NotAuthenticated refused ->
          new Failure.Authentication(address, refused.message());
      case dev.muster.ssh.Failure.NotOpened refused ->
          new Failure.Refused(phase, address, refused.message());
      case dev.muster.ssh.Failure.NotStarted refused ->
          new Failure.Refused(phase, address, refused.message());
      case dev.muster.ssh.Failure.Cancelled _ -> new Failure.Cancelled(phase, address);
      case dev.muster.ssh.Failure.Internal internal ->
          new Failure.Internal(phase, address, internal.message());
      case dev.muster.ssh.Failure.NotResolved _,
          dev.muster.ssh.Failure.NotConnected _,
          dev.muster.ssh.Failure.Closed _,
          dev.muster.ssh.Failure.Disconnected _,
          dev.muster.ssh.Failure.ProtocolBroken _,
          dev.muster.ssh.Failure.NoCommonAlgorithm _ ->
          new Failure.Network(phase, address, failure.message());
    };
  }

  /// A host key's failure begins with the host's name; so does every result.
  private static String withoutName(String message) {
    int at = message.indexOf(": host key");
    return at < 0 ? message : message.substring(at + 2);
  }

  static Phase phase(dev.muster.ssh.Phase phase) {
    return switch (phase) {
      case RESOLVE -> Phase.RESOLVE;
      case CONNECT -> Phase.CONNECT;
      case BANNER -> Phase.BANNER;
      case KEY_EXCHANGE -> Phase.KEY_EXCHANGE;
      case HOST_KEY -> Phase.HOST_KEY;
      case AUTHENTICATE -> Phase.AUTHENTICATE;
      case OPEN -> Phase.OPEN;
      case RUN -> Phase.RUN;
      case TRANSFER -> Phase.TRANSFER;
      case CLOSE -> Phase.CLOSE;
    };
  }
}
