package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;

/// What is to be done with a host for the key it offered.
public sealed interface HostKeyVerdict {

  /// Go on.
  record Trusted() implements HostKeyVerdict {}

  /// Put the key on file with [HostKeys#add], off the event loops, and do what that says.
  ///
  /// @param host the host as the caller named it
  record AddThenTrust(String host, int port, SshPublicKey key) implements HostKeyVerdict {}

  /// Go on, since the policy looks away, and hand over nothing that is secret: the host's key is
  /// another than the one on file, or revoked.
  record Distrusted(HostKeyFailure failure) implements HostKeyVerdict {}

  /// End the connection.
  record Refused(HostKeyFailure failure) implements HostKeyVerdict {}
}
