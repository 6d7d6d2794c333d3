package dev.muster.ssh.transport;

import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;

/// Keys that are made once for all tests.
public final class HostKeys {

  public static final SshPrivateKey ED25519 = KeyPairs.generate(KeyType.ED25519);
  public static final SshPrivateKey OTHER = KeyPairs.generate(KeyType.ED25519);
  public static final SshPrivateKey ECDSA = KeyPairs.generate(KeyType.ECDSA_256);
  public static final SshPrivateKey ECDSA_384 = KeyPairs.generate(KeyType.ECDSA_384);
  public static final SshPrivateKey ECDSA_521 = KeyPairs.generate(KeyType.ECDSA_521);
  public static final SshPrivateKey RSA = KeyPairs.generateRsa(2048);

  private HostKeys() {}

  /// Returns the key that signs by that algorithm.
  public static SshPrivateKey signing(String algorithm) {
    if (algorithm.startsWith("rsa")) {
      return RSA;
    }
    return switch (algorithm) {
      case "ecdsa-sha2-nistp256" -> ECDSA;
      case "ecdsa-sha2-nistp384" -> ECDSA_384;
      case "ecdsa-sha2-nistp521" -> ECDSA_521;
      default -> ED25519;
    };
  }
}
