package dev.muster.ssh.trust;

import java.util.List;

/// What the files say about a host and the key it offered.
public sealed interface HostKeyLookup {

  /// The key is on file for the host.
  ///
  /// @param onFile where
  record Trusted(KnownHostKey onFile) implements HostKeyLookup {}

  /// No key is on file for the host.
  ///
  /// @param authority whether a certificate authority is on file for it; host certificates are not
  ///   supported, so it says nothing about a plain key
  record Unknown(boolean authority) implements HostKeyLookup {}

  /// The host has other keys on file and not this one.
  ///
  /// A key of a type that is not on file counts as changed too, as in OpenSSH: otherwise whoever
  /// stands in between would offer another type and pass for a new host.
  ///
  /// @param onFile those keys, at least one, those of the offered type first
  record Changed(List<KnownHostKey> onFile) implements HostKeyLookup {

    /// Copies the list.
    public Changed {
      onFile = List.copyOf(onFile);
    }
  }

  /// The key is marked as revoked for the host.
  ///
  /// @param onFile where
  record Revoked(KnownHostKey onFile) implements HostKeyLookup {}
}
