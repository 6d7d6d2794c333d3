package dev.muster.ssh.token;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/// What a token is given to sign, and what becomes of its answer: tokens know no hashes and no SSH.
enum Signing {
  RSA_512("rsa-sha2-512", 1, "SHA-512", "3051300d060960864801650304020305000440", 0),
  RSA_256("rsa-sha2-256", 1, "SHA-256", "3031300d060960864801650304020105000420", 0),
  ECDSA_256("ecdsa-sha2-nistp256", 0x1041, "SHA-256", "", 64),
  ECDSA_384("ecdsa-sha2-nistp384", 0x1041, "SHA-384", "", 96),
  ECDSA_521("ecdsa-sha2-nistp521", 0x1041, "SHA-512", "", 132),
  ED25519("ssh-ed25519", 0x1057, "", "", 64);

  private final String wireName;
  private final long mechanism;
  private final String digest;
  private final String prefix;
  private final int bytes;

  /// @param prefix what stands before the hash (RFC 8017 section 9.2)
  /// @param bytes how long the token's answer is, 0: as long as the key
  Signing(String wireName, long mechanism, String digest, String prefix, int bytes) {
    this.wireName = wireName;
    this.mechanism = mechanism;
    this.digest = digest;
    this.prefix = prefix;
    this.bytes = bytes;
  }

  static Signing by(String algorithm) throws TokenException {
    for (Signing signing : values()) {
      if (signing.wireName.equals(algorithm)) {
        return signing;
      }
    }
    throw new TokenException("no token signs with " + algorithm);
  }

  /// Returns how the library calls it.
  long mechanism() {
    return mechanism;
  }

  /// Returns what the token signs for `data`.
  byte[] input(byte[] data) {
    if (digest.isEmpty()) {
      return data;
    }
    byte[] before = HexFormat.of().parseHex(prefix);
    byte[] hash = Crypto.system().digest(digest).digest(data);
    byte[] all = Arrays.copyOf(before, before.length + hash.length);
    System.arraycopy(hash, 0, all, before.length, hash.length);
    return all;
  }

  /// Returns the token's answer in SSH's form.
  byte[] output(byte[] made) throws TokenException {
    if (made.length == 0 || (bytes != 0 && made.length != bytes)) {
      throw new TokenException(
          "a signature of " + made.length + " bytes where " + bytes + " are wanted");
    }
    SshWriter signature = new SshWriter(made.length + 64).putString(wireName);
    if (mechanism != ECDSA_256.mechanism) {
      return signature.putString(made).toBytes();
    }
    int half = made.length / 2;
    SshWriter value = new SshWriter(made.length + 16);
    value.putBigInteger(new BigInteger(1, made, 0, half));
    value.putBigInteger(new BigInteger(1, made, half, half));
    return signature.putString(value).toBytes();
  }
}
