package dev.muster.ssh.config;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What evaluation asks of the world. Implementations may block and are called by many threads.
public interface Outside {

  /// Runs a command of `Match exec` with the user's shell and returns its exit status.
  ///
  /// @throws IOException if it cannot be run, ends by a signal, or takes too long
  int run(String command) throws IOException;

  /// Looks a name up for `CanonicalizeHostname`: empty if it has no address, or else the name that
  /// the look-up led to.
  Optional<String> canonicalName(String name);

  /// Returns the addresses of this machine's interfaces that are up, for `Match localnetwork`.
  ///
  /// @throws IOException if they cannot be known
  List<InetAddress> addresses() throws IOException;

  /// Returns the home folder of another user, for `~name`.
  Optional<String> homeOf(String user);
}
