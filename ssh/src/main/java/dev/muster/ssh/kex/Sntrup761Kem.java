package dev.muster.ssh.kex;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.crypto.Sntrup761;

/// Streamlined NTRU Prime 761, which OpenSSH preferred from 9.0 to 9.9.
final class Sntrup761Kem implements Kem {

  @Override
  public int keyBytes() {
    return Sntrup761.KEY_BYTES;
  }

  @Override
  public int capsuleBytes() {
    return Sntrup761.CAPSULE_BYTES;
  }

  @Override
  public Pair pair(Crypto crypto) {
    Sntrup761 pair = Sntrup761.generate(crypto.random());
    return new Pair() {
      @Override
      public byte[] publicKey() {
        return pair.publicKey();
      }

      @Override
      public byte[] open(byte[] capsule) {
        return pair.open(capsule);
      }
    };
  }

  @Override
  public Capsule encapsulate(byte[] publicKey, Crypto crypto) {
    byte[][] made = Sntrup761.encapsulate(publicKey, crypto.random());
    return new Capsule(made[0], made[1]);
  }
}
