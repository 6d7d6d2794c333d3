package dev.muster.ssh.crypto;

import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimeKEMExtractor;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimeKEMGenerator;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimeKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimeKeyPairGenerator;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimeParameters;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimePrivateKeyParameters;
import org.bouncycastle.pqc.crypto.ntruprime.SNTRUPrimePublicKeyParameters;

/// A key pair of Streamlined NTRU Prime 761, computed by Bouncy Castle where the program has it.
///
/// The library is no part of ours; see [Crypto#hasSntrup761]. A pair takes tens of milliseconds.
/// Immutable.
public final class Sntrup761 {

  /// Length of a public key.
  public static final int KEY_BYTES = 1158;

  /// Length of a capsule.
  public static final int CAPSULE_BYTES = 1039;

  private final byte[] publicKey;
  private final SNTRUPrimePrivateKeyParameters privateKey;

  private Sntrup761(byte[] publicKey, SNTRUPrimePrivateKeyParameters privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /// Makes a pair.
  public static Sntrup761 generate(SecureRandom random) {
    SNTRUPrimeKeyPairGenerator generator = new SNTRUPrimeKeyPairGenerator();
    generator.init(new SNTRUPrimeKeyGenerationParameters(random, SNTRUPrimeParameters.sntrup761));
    AsymmetricCipherKeyPair made = generator.generateKeyPair();
    return new Sntrup761(
        ((SNTRUPrimePublicKeyParameters) made.getPublic()).getEncoded(),
        (SNTRUPrimePrivateKeyParameters) made.getPrivate());
  }

  /// Makes a capsule and its secret for a public key of [#KEY_BYTES]; any such bytes are taken.
  public static byte[][] encapsulate(byte[] publicKey, SecureRandom random) {
    SecretWithEncapsulation made =
        new SNTRUPrimeKEMGenerator(random)
            .generateEncapsulated(
                new SNTRUPrimePublicKeyParameters(SNTRUPrimeParameters.sntrup761, publicKey));
    return new byte[][] {made.getEncapsulation(), made.getSecret()};
  }

  /// Returns the public half.
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /// Returns the secret in a capsule of [#CAPSULE_BYTES]; of one that was changed, another.
  public byte[] open(byte[] capsule) {
    return new SNTRUPrimeKEMExtractor(privateKey).extractSecret(capsule);
  }
}
