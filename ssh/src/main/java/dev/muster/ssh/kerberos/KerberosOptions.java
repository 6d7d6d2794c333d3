package dev.muster.ssh.kerberos;

import java.time.Duration;

/// How a user's tickets are used. Immutable.
///
/// @param user whose tickets (`GSSAPIClientIdentity`); empty: whoever the ticket cache is of
/// @param server what the host is called in Kerberos (`GSSAPIServerIdentity`); empty: as it is
///   connected to
/// @param delegates whether the host gets a ticket with which it can act in the user's name
///   (`GSSAPIDelegateCredentials`)
/// @param patience how long to wait for a key distribution centre before another method is tried;
///   Java alone would wait for a minute and a half
public record KerberosOptions(String user, String server, boolean delegates, Duration patience) {

  private static final Duration STANDARD_PATIENCE = Duration.ofSeconds(10);

  public KerberosOptions {
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience must be positive, was " + patience);
    }
  }

  /// Returns the cache's own user, the host's own name, nothing delegated, and 10 s.
  public static KerberosOptions standard() {
    return new KerberosOptions("", "", false, STANDARD_PATIENCE);
  }

  /// Returns these with another user's tickets; empty: whoever the ticket cache is of.
  public KerberosOptions withUser(String name) {
    return new KerberosOptions(name, server, delegates, patience);
  }

  /// Returns these with hosts called otherwise; empty: as they are connected to.
  public KerberosOptions withServer(String name) {
    return new KerberosOptions(user, name, delegates, patience);
  }

  /// Returns these with a ticket for the host, or without.
  public KerberosOptions withDelegated(boolean delegated) {
    return new KerberosOptions(user, server, delegated, patience);
  }

  /// Returns these with another patience.
  public KerberosOptions withPatience(Duration time) {
    return new KerberosOptions(user, server, delegates, time);
  }
}
