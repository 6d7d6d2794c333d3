package dev.muster.ssh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// The way of one connection to its wire, which it hands over by [Connection#wired].
///
/// Confined to the loop; everything happens within a step of the connection.
interface Approach {

  /// Returns the address that is tried or was reached, and what leads there.
  String address();

  /// Begins.
  void begin() throws IOException, GeneralSecurityException;

  /// Returns whether [#again] is possible.
  default boolean canGoAgain() {
    return true;
  }

  /// Goes the same way again, to the place that was reached.
  void again(Wire reached) throws IOException, GeneralSecurityException;

  /// Returns the failure of which the time for connecting is up.
  default Failure late(Duration limit) {
    return new Failure.TimedOut(Phase.CONNECT, address(), limit);
  }

  /// Closes what has not led to a wire yet.
  void close();
}
