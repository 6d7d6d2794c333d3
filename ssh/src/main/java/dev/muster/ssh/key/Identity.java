package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a user proves with who they are: a public key, or a certificate of one, and a way to sign.
///
/// A key that is held in memory signs at once. Any other [Signer] may take its time (an agent that
/// asks a person, a token that waits to be touched), so no event loop ever asks it. Immutable; many
/// threads may use one. Two are equal if what they show to a server is.
public final class Identity {

  /// The largest public half that is offered, in bytes: a certificate with many principals.
  public static final int MAX_BLOB_BYTES = 1 << 16;

  private static final String CERTIFICATE = "-cert-v01@openssh.com";
  private static final String OPENSSH = "@openssh.com";
  private static final List<String> TOKENS =
      List.of("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com");

  /// Signs with a private key that is elsewhere. It may block.
  @FunctionalInterface
  public interface Signer {

    /// Returns the signature over `data` in SSH's form: algorithm name and value.
    ///
    /// @param algorithm the plain name of the algorithm, never that of a certificate
    /// @throws SigningException if the holder of the key does not sign
    byte[] sign(String algorithm, byte[] data) throws SigningException, InterruptedException;
  }

  private final byte[] blob;
  private final List<String> algorithms;
  private final String comment;
  private final @Nullable SshPrivateKey held;
  private final @Nullable Signer signer;

  private Identity(
      byte[] blob,
      List<String> algorithms,
      String comment,
      @Nullable SshPrivateKey held,
      @Nullable Signer signer) {
    this.blob = blob;
    this.algorithms = algorithms;
    this.comment = comment;
    this.held = held;
    this.signer = signer;
  }

  /// Returns the identity of a key in memory, which stays its owner's.
  public static Identity of(SshPrivateKey key) {
    SshPublicKey publicKey = key.publicKey();
    return new Identity(publicKey.blob(), key.algorithms(), "", key, null);
  }

  /// Returns the identities of keys in memory, in the same order.
  public static List<Identity> ofAll(List<SshPrivateKey> keys) {
    List<Identity> identities = new ArrayList<>(keys.size());
    for (SshPrivateKey key : keys) {
      identities.add(of(key));
    }
    return identities;
  }

  /// Returns the identity of a key in memory that is shown by its certificate.
  ///
  /// @param certificate in its form on the wire; the caller knows that it is of this key
  /// @throws IllegalArgumentException if it is no certificate of a key of that type
  public static Identity certified(SshPrivateKey key, byte[] certificate) {
    String type = type(certificate);
    if (!type.equals(key.publicKey().type().wireName() + CERTIFICATE)) {
      throw new IllegalArgumentException(
          "certificate of type "
              + SignatureAlgorithm.printable(type)
              + " does not belong to "
              + key.publicKey());
    }
    return new Identity(certificate.clone(), algorithms(type), "", key, null);
  }

  /// Returns the identity of the same key that is shown by its certificate.
  ///
  /// @throws IllegalArgumentException if the certificate is of another key
  public Identity withCertificate(SshCertificate certificate) {
    if (!certificate.key().hasBlob(blob)) {
      throw new IllegalArgumentException(certificate + " does not belong to " + this);
    }
    return new Identity(certificate.blob(), certificate.algorithms(), comment, held, signer);
  }

  /// Returns the identity of a key that somebody else holds, or nothing if no key of its type can
  /// be used here: `ssh-dss`, a type of the future.
  ///
  /// @param blob its public half, or a certificate, in its form on the wire
  /// @param comment what its holder calls it; may be empty
  public static Optional<Identity> of(byte[] blob, String comment, Signer signer) {
    if (blob.length > MAX_BLOB_BYTES) {
      return Optional.empty();
    }
    List<String> algorithms = algorithms(type(blob));
    return algorithms.isEmpty()
        ? Optional.empty()
        : Optional.of(new Identity(blob.clone(), algorithms, comment, null, signer));
  }

  /// Returns the plain name of an algorithm: `rsa-sha2-512` for
  /// `rsa-sha2-512-cert-v01@openssh.com`; by that one is signed.
  public static String plainAlgorithm(String algorithm) {
    if (!algorithm.endsWith(CERTIFICATE)) {
      return algorithm;
    }
    String plain = algorithm.substring(0, algorithm.length() - CERTIFICATE.length());
    return plain.startsWith("sk-") ? plain + OPENSSH : plain;
  }

  /// Returns the names of the algorithms it may be used with, the preferred one first; a
  /// certificate's have their own.
  public List<String> algorithms() {
    return algorithms;
  }

  /// Returns whether it signs at once, without asking anybody.
  public boolean isHeld() {
    return held != null;
  }

  /// Returns whether a certificate is shown, and no bare key.
  public boolean isCertificate() {
    return algorithms.getFirst().endsWith(CERTIFICATE);
  }

  /// Returns a copy of what is shown to the server, in its form on the wire.
  public byte[] blob() {
    return blob.clone();
  }

  /// Returns whether what is shown to the server is these bytes.
  public boolean hasBlob(byte[] other) {
    return Arrays.equals(blob, other);
  }

  /// Writes what is shown to the server as a `string`.
  public void writeTo(SshWriter writer) {
    writer.putString(blob);
  }

  /// Returns the signature over `data` in SSH's form. Blocks unless [#isHeld].
  ///
  /// @param algorithm one of [#algorithms]
  /// @throws SigningException if somebody else holds the key and does not sign
  /// @throws IllegalStateException if the key is held and was destroyed
  public byte[] sign(String algorithm, byte[] data) throws SigningException, InterruptedException {
    Signer other = signer;
    return other == null
        ? key().sign(plainAlgorithm(algorithm), data)
        : other.sign(plainAlgorithm(algorithm), data);
  }

  /// Returns the signature over `data` in SSH's form.
  ///
  /// @param crypto who computes it, for example an event loop's own
  /// @param algorithm one of [#algorithms]
  /// @throws IllegalStateException if the key is not held here, or was destroyed
  public byte[] signAtOnce(Crypto crypto, String algorithm, byte[] data) {
    return key().sign(crypto, plainAlgorithm(algorithm), data);
  }

  private SshPrivateKey key() {
    SshPrivateKey key = held;
    if (key == null) {
      throw new IllegalStateException(this + " is not held here");
    }
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Identity that && Arrays.equals(blob, that.blob);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(blob);
  }

  /// Returns type and fingerprint, and the comment if there is one.
  @Override
  public String toString() {
    String key = type(blob) + " " + SshPublicKey.fingerprint(blob);
    return comment.isEmpty() ? key : key + " (" + comment + ")";
  }

  private static String type(byte[] blob) {
    try {
      return new SshReader(blob).readName();
    } catch (ProtocolException e) {
      return "";
    }
  }

  /// Returns the algorithms that a key or certificate of that type is used with; none: it is not
  /// used. Keys on tokens are passed through: whoever holds them makes their signatures.
  private static List<String> algorithms(String type) {
    String plain = plainAlgorithm(type);
    List<String> names =
        TOKENS.contains(plain)
            ? List.of(plain)
            : KeyType.named(plain).map(KeyType::algorithms).orElse(List.of());
    if (plain.equals(type)) {
      return names;
    }
    List<String> certified = new ArrayList<>(names.size());
    for (String name : names) {
      String stem = name.endsWith(OPENSSH) ? name.substring(0, name.length() - 12) : name;
      certified.add(stem + CERTIFICATE);
    }
    return List.copyOf(certified);
  }
}
