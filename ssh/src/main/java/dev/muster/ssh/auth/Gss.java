package dev.muster.ssh.auth;

/// Whoever proves through the GSS-API (RFC 2743) who a user is: Kerberos tickets, a test.
///
/// Only [#obstacle] and [#mechanism] answer at once. Everything else may block, on files and on a
/// network, so no event loop ever asks: each question comes on a thread of its own, many at once.
public interface Gss {

  /// Returns why it cannot be tried, in a few words; empty if it can.
  String obstacle();

  /// Returns the object identifier of the one mechanism, in DER (RFC 4462 section 3.2).
  byte[] mechanism();

  /// Begins to prove to a host who the user is.
  ///
  /// @throws GssException if there is nothing to prove it with
  Context begin(Account account) throws GssException, InterruptedException;

  /// Returns one that gives no host anything to act for the user with.
  default Gss undelegated() {
    return this;
  }

  /// One proof under way, for one host. One thread at a time.
  interface Context extends AutoCloseable {

    /// Takes the host's token, an empty one at first, and returns the next one for it; empty: there
    /// is none.
    ///
    /// @throws GssException if it does not come to a proof
    byte[] step(byte[] token) throws GssException, InterruptedException;

    /// Returns whether both sides have said what it takes.
    boolean isEstablished();

    /// Returns whether it can sign.
    boolean hasIntegrity();

    /// Returns the signature over `data` once it is established.
    byte[] mic(byte[] data) throws GssException, InterruptedException;

    /// Returns what a token means by which the host tells of its failure; empty if that is not
    /// known. Answers at once.
    String meaning(byte[] errorToken);

    /// Lets go of its keys. Does not block. Idempotent.
    @Override
    void close();

    /// Returns whom it proves the user to be.
    @Override
    String toString();
  }
}
