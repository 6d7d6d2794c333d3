package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// What one side of a connection does in its key exchanges; a client and a server differ in nothing
/// else here.
///
/// Owned by one [Transport] and called by it only.
public interface Exchange {

  /// Returns what we propose, without the markers that the transport adds.
  ///
  /// @param first whether this is the connection's first exchange
  KexInit proposal(boolean first);

  /// Returns a first key exchange message for the first method of `proposal`, to be sent before the
  /// other side was heard, or nothing.
  Optional<byte[]> guess(KexInit proposal) throws GeneralSecurityException;

  /// Goes on once both proposals are known.
  ///
  /// @param theirs the other side's proposal
  /// @param guessCounts whether our guess was right
  void begin(Agreement agreement, KexInit theirs, boolean guessCounts, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException;

  /// Takes a message of the method, number 30 to 49.
  void message(int type, SshReader body, Context context)
      throws GeneralSecurityException, ProtocolException, EndingException;

  /// What an exchange may ask of its transport.
  interface Context {

    /// Returns what the exchange hash begins with: both identifications and both proposals, each as
    /// a `string`.
    byte[] hashPrefix();

    /// Sends a message of the method.
    void send(byte[] payload);

    /// Holds back whatever arrives until [#complete]; for a decision that takes time.
    void pause();

    /// Ends the exchange: new keys are derived and taken into use.
    ///
    /// @param secret encoded as in the exchange hash; wiped here
    void complete(KexMethod method, byte[] secret, byte[] hash)
        throws GeneralSecurityException, ProtocolException, EndingException;
  }
}
