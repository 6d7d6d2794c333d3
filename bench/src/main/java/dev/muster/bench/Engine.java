package dev.muster.bench;

import java.nio.file.Path;
import java.util.List;

/// Our client as a library, in the JVM that asks: for figures without the start of a process. Close
/// ends every connection it kept.
interface Engine extends AutoCloseable {

  /// Whom to log in as and where.
  ///
  /// @param port of every host
  /// @param user who logs in
  /// @param key private key file
  record Access(int port, String user, Path key) {}

  /// What became of many hosts.
  ///
  /// @param ok hosts whose command ended with 0
  /// @param bytes what they printed
  /// @param failures one line for each of the others
  record Tally(int ok, long bytes, List<String> failures) {
    public Tally {
      failures = List.copyOf(failures);
    }
  }

  /// Runs a command on each host, at most so many at once; host keys are not checked.
  ///
  /// @param keep leave the connections open and idle
  Tally run(List<String> hosts, int limit, String command, boolean keep)
      throws InterruptedException;

  @Override
  void close();

  /// Opens an engine.
  @FunctionalInterface
  interface Door {
    Engine open(Access access);
  }
}
