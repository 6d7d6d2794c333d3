package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/// A private key with its public half. It signs; it never shows what it holds.
///
/// The halves belong together: that is checked when a key is read. Many threads may sign with one
/// at once. Whoever made it owns it and may end it with [#destroy], which overwrites the copy kept
/// here; copies inside a provider of cryptography go when the collector takes them.
public final class SshPrivateKey implements Destroyable {

  private final SshPublicKey publicKey;
  private final Crypto crypto;
  private final byte[] encoded;
  private volatile @Nullable PrivateKey providerKey;

  /// Takes over `encoded`, the key in PKCS#8.
  private SshPrivateKey(
      SshPublicKey publicKey, byte[] encoded, PrivateKey providerKey, Crypto crypto) {
    this.publicKey = publicKey;
    this.encoded = encoded;
    this.providerKey = providerKey;
    this.crypto = crypto;
  }

  /// Makes a key of its public half and the PKCS#8 form of the private one, which it takes over,
  /// and checks by a signature that they belong together.
  static SshPrivateKey of(SshPublicKey publicKey, byte[] encoded, Crypto crypto) throws Refusal {
    String family =
        switch (publicKey.type()) {
          case ED25519 -> "EdDSA";
          case ECDSA_256, ECDSA_384, ECDSA_521 -> "EC";
          case RSA -> "RSA";
        };
    try {
      PrivateKey providerKey =
          crypto.keyFactory(family).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      SshPrivateKey key = new SshPrivateKey(publicKey, encoded, providerKey, crypto);
      key.checkHalves();
      return key;
    } catch (GeneralSecurityException | RuntimeException e) {
      Arrays.fill(encoded, (byte) 0);
      throw new Refusal(
          KeyFileException.Problem.DAMAGED, "holds numbers that are no " + family + " key", e);
    } catch (Refusal e) {
      Arrays.fill(encoded, (byte) 0);
      throw e;
    }
  }

  private void checkHalves() throws Refusal, GeneralSecurityException {
    byte[] probe = {'m', 'u', 's', 't', 'e', 'r'};
    String algorithm = algorithms().getFirst();
    boolean fits;
    try {
      fits = publicKey.verify(crypto, algorithm, probe, signed(crypto, algorithm, probe));
    } catch (ProtocolException e) {
      throw new GeneralSecurityException(e);
    }
    if (!fits) {
      throw Refusal.damaged("holds a private and a public half that do not belong together");
    }
  }

  /// Returns the public half.
  public SshPublicKey publicKey() {
    return publicKey;
  }

  /// Returns the names of the signature algorithms it signs with, the preferred one first.
  public List<String> algorithms() {
    return publicKey.algorithms();
  }

  /// Returns the signature over `data` in SSH's form: algorithm name and value.
  ///
  /// @param algorithm one of [#algorithms], or `ssh-rsa` for an RSA key, which signs with SHA-1 and
  ///   is for servers that know nothing else
  /// @throws IllegalArgumentException if the algorithm is not one for keys of this type
  /// @throws IllegalStateException if the key was destroyed, or the provider of cryptography fails
  public byte[] sign(String algorithm, byte[] data) {
    return sign(crypto, algorithm, data);
  }

  /// Returns the signature, computed by `by`, which may belong to the caller's thread.
  byte[] sign(Crypto by, String algorithm, byte[] data) {
    try {
      return signed(by, algorithm, data);
    } catch (GeneralSecurityException | ProviderException | Refusal e) {
      throw new IllegalStateException(publicKey + ": signing with " + algorithm + " failed", e);
    }
  }

  private byte[] signed(Crypto by, String algorithm, byte[] data)
      throws GeneralSecurityException, Refusal {
    SignatureAlgorithm wanted = SignatureAlgorithm.named(algorithm);
    if (wanted == null || wanted.keyType() != publicKey.type()) {
      throw new IllegalArgumentException(
          "a key of type " + publicKey.type() + " does not sign with " + algorithm);
    }
    PrivateKey key = providerKey;
    if (key == null) {
      throw new IllegalStateException(publicKey + ": the private key was destroyed");
    }
    Signature signer = by.signature(wanted.providerName());
    signer.initSign(key, by.random());
    signer.update(data);
    return wanted.toWire(signer.sign());
  }

  /// Returns an unencrypted private key file in OpenSSH's form (`openssh-key-v1`). The caller owns
  /// the array and wipes it. An empty comment is fine.
  ///
  /// @throws IllegalStateException if the key was destroyed
  public byte[] openSshFile(String comment) {
    if (isDestroyed()) {
      throw new IllegalStateException(publicKey + ": the private key was destroyed");
    }
    try {
      return OpenSshFile.write(publicKey, encoded, comment, crypto);
    } catch (Refusal e) {
      throw new IllegalStateException(publicKey + ": the private key does not read back", e);
    }
  }

  /// Overwrites the private half. Signing fails from now on; a signature under way may still come.
  @Override
  public void destroy() {
    providerKey = null;
    Arrays.fill(encoded, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return providerKey == null;
  }

  /// Returns type and fingerprint of the public half.
  @Override
  public String toString() {
    return "private half of " + publicKey;
  }
}
