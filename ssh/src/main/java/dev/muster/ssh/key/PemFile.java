package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A private key in one of the older forms: PKCS#8, plain or encrypted, and the forms of OpenSSL
/// that name the algorithm, encrypted as RFC 1421 says or not.
final class PemFile implements KeyContent {

  private static final int SALT_BYTES = 8;

  private final Pem block;

  PemFile(Pem block) {
    this.block = block;
  }

  /// Returns whether blocks with that label are private keys of this form.
  static boolean takes(String label) {
    return switch (label) {
      case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> true;
      default -> false;
    };
  }

  @Override
  public boolean isEncrypted() {
    return block.label().equals("ENCRYPTED PRIVATE KEY")
        || block.header("Proc-Type").endsWith("ENCRYPTED");
  }

  @Override
  public @Nullable SshPublicKey publicKey() {
    return null;
  }

  @Override
  public SshPrivateKey open(byte[] passphrase, Crypto crypto) throws Refusal, ProtocolException {
    if (!isEncrypted()) {
      return read(block.bytes(), crypto);
    }
    byte[] opened =
        block.label().equals("ENCRYPTED PRIVATE KEY")
            ? Pbes2.open(block.bytes(), passphrase, crypto)
            : openTraditional(passphrase, crypto);
    byte[] der = {};
    try {
      der = unpadded(opened);
      return read(der, crypto);
    } catch (ProtocolException e) {
      throw wrongPassphrase(e);
    } catch (Refusal e) {
      throw e.problem() == KeyFileException.Problem.DAMAGED ? wrongPassphrase(e) : e;
    } finally {
      Arrays.fill(opened, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  @Override
  public void wipe() {
    block.wipe();
  }

  private static Refusal wrongPassphrase(Exception cause) {
    return new Refusal(KeyFileException.Problem.PASSPHRASE_WRONG, "the passphrase is wrong", cause);
  }

  private SshPrivateKey read(byte[] der, Crypto crypto) throws Refusal, ProtocolException {
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> Pkcs8.rsa(Pkcs8.readRsa(new Der(der)), crypto);
      case "EC PRIVATE KEY" -> Pkcs8.readEc(new Der(der), null, crypto);
      default -> Pkcs8.read(der, crypto);
    };
  }

  private byte[] openTraditional(byte[] passphrase, Crypto crypto) throws Refusal {
    List<String> info = List.of(block.header("DEK-Info").split(",", -1));
    if (info.size() != 2) {
      throw Refusal.damaged("is encrypted and its DEK-Info header does not say how");
    }
    FileCipher cipher = FileCipher.ofPem(info.getFirst());
    byte[] iv;
    try {
      iv = HexFormat.of().parseHex(info.getLast().strip());
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          KeyFileException.Problem.DAMAGED, "has a DEK-Info header that is not hexadecimal", e);
    }
    if (iv.length != cipher.ivBytes()) {
      throw Refusal.damaged("has a DEK-Info header whose vector is of the wrong length");
    }
    byte[] derived = derive(passphrase, iv, cipher, crypto);
    try {
      return cipher.open(derived, block.bytes(), crypto);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /// Returns key and vector. The key is made as OpenSSL's `EVP_BytesToKey` does with MD5 and one
  /// round: weak, and still what such files use.
  private static byte[] derive(byte[] passphrase, byte[] iv, FileCipher cipher, Crypto crypto) {
    MessageDigest md5 = crypto.digest("MD5");
    byte[] derived = new byte[cipher.keyBytes() + iv.length];
    byte[] last = {};
    for (int at = 0; at < cipher.keyBytes(); at += last.length) {
      md5.update(last);
      md5.update(passphrase);
      md5.update(iv, 0, SALT_BYTES);
      last = md5.digest();
      System.arraycopy(last, 0, derived, at, Math.min(last.length, cipher.keyBytes() - at));
    }
    System.arraycopy(iv, 0, derived, cipher.keyBytes(), iv.length);
    Arrays.fill(last, (byte) 0);
    return derived;
  }

  /// Takes off the padding of RFC 8018 section 6.1.1: n bytes of value n.
  private static byte[] unpadded(byte[] opened) throws Refusal {
    int count = opened[opened.length - 1];
    boolean good = count >= 1 && count <= 16 && count < opened.length;
    for (int i = 1; good && i <= count; i++) {
      good = opened[opened.length - i] == count;
    }
    if (!good) {
      throw Refusal.damaged("has the wrong padding");
    }
    return Arrays.copyOf(opened, opened.length - count);
  }
}
