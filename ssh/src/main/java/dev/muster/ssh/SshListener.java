package dev.muster.ssh;

import java.net.InetSocketAddress;

/// A place where hosts call in. Owned by the [SshClient] that made it. Safe for use by many
/// threads.
public interface SshListener extends AutoCloseable {

  /// Returns where it listens, with the port that was chosen if it was left open.
  InetSocketAddress address();

  /// Takes no more calls and lets the port go, within a second; the connections that were made
  /// stay. Idempotent.
  @Override
  void close();
}
