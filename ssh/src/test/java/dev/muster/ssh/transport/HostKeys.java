package dev.muster.ssh.transport;

import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;

/// Keys that are made once for all tests.
public final class HostKeys {

  public static final SshPrivateKey ED25519 = KeyPairs.generate(KeyType.ED25519);
  public static final SshPrivateKey OTHER = KeyPairs.generate(KeyType.ED25519);
  public static final SshPrivateKey ECDSA = KeyPairs.generate(KeyType.ECDSA_256);
  public static final SshPrivateKey RSA = KeyPairs.generateRsa(2048);

  private HostKeys() {}

  /// Returns the key that signs by that algorithm.
  public static SshPrivateKey signing(String algorithm) {
    if (algorithm.startsWith("rsa")) {
      return RSA;
    }
    return algorithm.startsWith("ecdsa") ? ECDSA : ED25519;
  }
}
