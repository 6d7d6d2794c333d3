package dev.muster.it.peer;

/// A kind of key pair that every real server here understands.
public enum KeyKind {
  /// Ed25519.
  ED25519("ed25519", "ssh-ed25519", 256),
  /// ECDSA on NIST P-256.
  ECDSA("ecdsa", "ecdsa-sha2-nistp256", 256),
  /// ECDSA on NIST P-384.
  ECDSA_384("ecdsa", "ecdsa-sha2-nistp384", 384),
  /// ECDSA on NIST P-521.
  ECDSA_521("ecdsa", "ecdsa-sha2-nistp521", 521),
  /// RSA of 2048 bits: the smallest that no server refuses, and quick to make.
  RSA("rsa", "ssh-rsa", 2048);

  private final String type;
  private final String algorithm;
  private final int bits;

  KeyKind(String type, String algorithm, int bits) {
    this.type = type;
    this.algorithm = algorithm;
    this.bits = bits;
  }

  /// The name that `ssh-keygen -t` and `dropbearkey -t` take.
  public String type() {
    return type;
  }

  /// The name at the start of a public key's line.
  public String algorithm() {
    return algorithm;
  }

  /// A name for its files that no other kind has.
  String fileName() {
    return this == ECDSA_384 || this == ECDSA_521 ? type + bits : type;
  }

  String bits() {
    return Integer.toString(bits);
  }
}
