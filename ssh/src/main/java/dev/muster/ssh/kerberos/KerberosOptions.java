package dev.muster.ssh.kerberos;

/// How a user's tickets are used. Immutable.
///
/// @param user whose tickets (`GSSAPIClientIdentity`); empty: whoever the ticket cache is of
/// @param server what the host is called in Kerberos (`GSSAPIServerIdentity`); empty: as it is
///   connected to
/// @param delegates whether the host gets a ticket with which it can act in the user's name
///   (`GSSAPIDelegateCredentials`)
public record KerberosOptions(String user, String server, boolean delegates) {

  /// Returns the cache's own user, the host's own name, and nothing delegated.
  public static KerberosOptions standard() {
    return new KerberosOptions("", "", false);
  }
}
