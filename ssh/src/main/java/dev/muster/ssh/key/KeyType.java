package dev.muster.ssh.key;

import java.util.List;
import java.util.Optional;

/// The kinds of key that the engine signs and verifies with.
public enum KeyType {
  /// Edwards-curve keys (RFC 8709).
  ED25519("ssh-ed25519"),
  /// ECDSA over NIST P-256 (RFC 5656).
  ECDSA_256("ecdsa-sha2-nistp256"),
  /// ECDSA over NIST P-384 (RFC 5656).
  ECDSA_384("ecdsa-sha2-nistp384"),
  /// ECDSA over NIST P-521 (RFC 5656).
  ECDSA_521("ecdsa-sha2-nistp521"),
  /// RSA (RFC 4253 section 6.6), which signs with SHA-2 only (RFC 8332).
  RSA("ssh-rsa");

  private static final List<String> RSA_ALGORITHMS = List.of("rsa-sha2-512", "rsa-sha2-256");

  private final String wireName;

  KeyType(String wireName) {
    this.wireName = wireName;
  }

  /// Returns the type with that name in key blobs and key files, such as `ssh-rsa`, if it is one.
  public static Optional<KeyType> named(String wireName) {
    return Optional.ofNullable(
        switch (wireName) {
          case "ssh-ed25519" -> ED25519;
          case "ecdsa-sha2-nistp256" -> ECDSA_256;
          case "ecdsa-sha2-nistp384" -> ECDSA_384;
          case "ecdsa-sha2-nistp521" -> ECDSA_521;
          case "ssh-rsa" -> RSA;
          default -> null;
        });
  }

  /// Returns the name in key blobs and key files.
  public String wireName() {
    return wireName;
  }

  /// Returns the names of the signature algorithms that such keys are used with, the preferred one
  /// first; never SHA-1.
  public List<String> algorithms() {
    return this == RSA ? RSA_ALGORITHMS : List.of(wireName);
  }

  /// Returns the name in key blobs and key files.
  @Override
  public String toString() {
    return wireName;
  }
}
