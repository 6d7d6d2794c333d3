package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import org.jspecify.annotations.Nullable;

/// What a private key file holds, by its form, before it is opened.
sealed interface KeyContent permits OpenSshFile, PemFile {

  /// Returns whether a passphrase is needed.
  boolean isEncrypted();

  /// Returns the public half if it is known before the file is opened, or null.
  @Nullable SshPublicKey publicKey();

  /// Opens it. The passphrase, in UTF-8, is not looked at where the file is not encrypted; the
  /// caller wipes it.
  SshPrivateKey open(byte[] passphrase, Crypto crypto) throws Refusal, ProtocolException;

  /// Overwrites what secrets it holds.
  void wipe();
}
