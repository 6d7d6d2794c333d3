package dev.muster.ssh;

import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.trust.HostKeys;
import java.util.List;

/// On which terms connections are made; immutable and shared by many destinations.
///
/// @param algorithms what is offered
/// @param authentication what users are authenticated with
/// @param hostKeys decides whether a host key is trusted
/// @param limits how long each phase may take
/// @param rekey until when new keys are agreed
/// @param tcp how TCP connections are made
public record ConnectionOptions(
    Algorithms algorithms,
    Authentication authentication,
    HostKeys hostKeys,
    Limits limits,
    RekeyLimit rekey,
    TcpOptions tcp) {

  /// Makes options with TCP connections as usual.
  public ConnectionOptions(
      Algorithms algorithms,
      Authentication authentication,
      HostKeys hostKeys,
      Limits limits,
      RekeyLimit rekey) {
    this(algorithms, authentication, hostKeys, limits, rekey, TcpOptions.standard());
  }

  /// Returns options with all algorithms, the standard limits and new keys after each GiB.
  ///
  /// @param keys the keys to authenticate with, in order; owned by the caller
  public static ConnectionOptions of(List<SshPrivateKey> keys, HostKeys hostKeys) {
    return of(Authentication.of(Identity.ofAll(keys)), hostKeys);
  }

  /// Returns options with all algorithms, the standard limits and new keys after each GiB.
  public static ConnectionOptions of(Authentication authentication, HostKeys hostKeys) {
    return new ConnectionOptions(
        Algorithms.standard(), authentication, hostKeys, Limits.standard(), RekeyLimit.standard());
  }

  /// Returns these with other limits of time.
  public ConnectionOptions within(Limits other) {
    return new ConnectionOptions(algorithms, authentication, hostKeys, other, rekey, tcp);
  }

  /// Returns these with TCP connections made otherwise.
  public ConnectionOptions over(TcpOptions other) {
    return new ConnectionOptions(algorithms, authentication, hostKeys, limits, rekey, other);
  }
}
