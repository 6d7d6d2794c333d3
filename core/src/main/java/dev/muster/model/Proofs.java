package dev.muster.model;

/// What shows who the user is, beside keys, passwords and answers. Immutable; the withers give
/// changed copies.
///
/// @param tickets Kerberos tickets
/// @param machine the word of the machine that this runs on
/// @param tokenLibrary the library of PKCS#11 that leads to security tokens (`PKCS11Provider`): a
///   file, or a name that the system's loader finds; empty: none
/// @param isWanted whether a host is left that lets the user in without any proof: whoever poses as
///   a host can do that
public record Proofs(Tickets tickets, Machine machine, String tokenLibrary, boolean isWanted) {

  /// Kerberos tickets of the user's ticket cache.
  ///
  /// @param isUsed whether they are shown to hosts (`GSSAPIAuthentication`)
  /// @param isDelegated whether hosts get one to act with (`GSSAPIDelegateCredentials`)
  /// @param user whose (`GSSAPIClientIdentity`); empty: whoever the cache is of
  /// @param server what hosts are called in Kerberos (`GSSAPIServerIdentity`); empty: as they are
  ///   connected to
  public record Tickets(boolean isUsed, boolean isDelegated, String user, String server) {

    /// Returns tickets that are shown and not delegated, or none.
    public static Tickets used(boolean isUsed) {
      return new Tickets(isUsed, false, "", "");
    }

    /// By what differs most often, as [Login#hashCode].
    @Override
    public int hashCode() {
      return 31 * user.hashCode() + server.hashCode();
    }
  }

  /// This machine's host keys, by which hosts that trust it let its users in.
  ///
  /// @param isUsed whether they are (`HostbasedAuthentication`)
  /// @param algorithms what is signed with, as OpenSSH writes such lists
  ///   (`HostbasedAcceptedAlgorithms`); empty: all that are known here
  public record Machine(boolean isUsed, String algorithms) {}

  /// Returns none, and no host is left for letting the user in without.
  public static Proofs none() {
    return new Proofs(Tickets.used(false), new Machine(false, ""), "", false);
  }

  /// Returns these with Kerberos tickets.
  public Proofs withTickets(Tickets other) {
    return new Proofs(other, machine, tokenLibrary, isWanted);
  }

  /// Returns these with the word of this machine.
  public Proofs withMachine(Machine other) {
    return new Proofs(tickets, other, tokenLibrary, isWanted);
  }

  /// Returns these with the tokens that a library of PKCS#11 leads to.
  public Proofs withTokenLibrary(String library) {
    return new Proofs(tickets, machine, library, isWanted);
  }

  /// Returns these with a proof wanted by ourselves, or not.
  public Proofs withWanted(boolean wanted) {
    return new Proofs(tickets, machine, tokenLibrary, wanted);
  }
}
