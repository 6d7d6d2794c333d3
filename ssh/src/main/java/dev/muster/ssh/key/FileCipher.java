package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The ciphers that key files are encrypted with. They only ever decrypt here.
///
/// Some are too weak for a connection and are not offered for one; a file on disk is still read.
enum FileCipher {
  NONE("none", "", 0, 0, 8, 0),
  AES_128_CTR("aes128-ctr", "AES/CTR/NoPadding", 16, 16, 16, 0),
  AES_192_CTR("aes192-ctr", "AES/CTR/NoPadding", 24, 16, 16, 0),
  AES_256_CTR("aes256-ctr", "AES/CTR/NoPadding", 32, 16, 16, 0),
  AES_128_CBC("aes128-cbc", "AES/CBC/NoPadding", 16, 16, 16, 0),
  AES_192_CBC("aes192-cbc", "AES/CBC/NoPadding", 24, 16, 16, 0),
  AES_256_CBC("aes256-cbc", "AES/CBC/NoPadding", 32, 16, 16, 0),
  AES_128_GCM("aes128-gcm@openssh.com", "AES/GCM/NoPadding", 16, 12, 16, 16),
  AES_256_GCM("aes256-gcm@openssh.com", "AES/GCM/NoPadding", 32, 12, 16, 16),
  CHACHA20_POLY1305("chacha20-poly1305@openssh.com", "ChaCha20", 64, 0, 8, 16),
  TRIPLE_DES_CBC("3des-cbc", "DESede/CBC/NoPadding", 24, 8, 8, 0);

  private final String openSshName;
  private final String providerName;
  private final int keyBytes;
  private final int ivBytes;
  private final int blockBytes;
  private final int tagBytes;

  FileCipher(
      String openSshName,
      String providerName,
      int keyBytes,
      int ivBytes,
      int blockBytes,
      int tagBytes) {
    this.openSshName = openSshName;
    this.providerName = providerName;
    this.keyBytes = keyBytes;
    this.ivBytes = ivBytes;
    this.blockBytes = blockBytes;
    this.tagBytes = tagBytes;
  }

  /// Returns the one that OpenSSH calls by that name.
  static FileCipher ofOpenSsh(String name) throws Refusal {
    for (FileCipher cipher : values()) {
      if (cipher.openSshName.equals(name)) {
        return cipher;
      }
    }
    throw Refusal.unsupported(
        "is encrypted with "
            + SignatureAlgorithm.printable(name)
            + ", which is not supported; rewrite it with ssh-keygen -p -Z aes256-ctr");
  }

  /// Returns the one that a `DEK-Info` header calls by that name (RFC 1423).
  static FileCipher ofPem(String name) throws Refusal {
    return switch (name) {
      case "AES-128-CBC" -> AES_128_CBC;
      case "AES-192-CBC" -> AES_192_CBC;
      case "AES-256-CBC" -> AES_256_CBC;
      case "DES-EDE3-CBC" -> TRIPLE_DES_CBC;
      default ->
          throw Refusal.unsupported(
              "is encrypted with "
                  + SignatureAlgorithm.printable(name)
                  + ", which is not supported; rewrite it with ssh-keygen -p");
    };
  }

  /// Returns the one that PKCS#5 calls by that object identifier (RFC 8018 appendix B.2).
  static FileCipher ofPkcs5(String objectId) throws Refusal {
    return switch (objectId) {
      case "2.16.840.1.101.3.4.1.2" -> AES_128_CBC;
      case "2.16.840.1.101.3.4.1.22" -> AES_192_CBC;
      case "2.16.840.1.101.3.4.1.42" -> AES_256_CBC;
      case "1.2.840.113549.3.7" -> TRIPLE_DES_CBC;
      default ->
          throw Refusal.unsupported(
              "is encrypted with the algorithm "
                  + objectId
                  + ", which is not supported; rewrite it with openssl pkcs8 -topk8 -v2 aes-256-cbc");
    };
  }

  int keyBytes() {
    return keyBytes;
  }

  int ivBytes() {
    return ivBytes;
  }

  int blockBytes() {
    return blockBytes;
  }

  int tagBytes() {
    return tagBytes;
  }

  /// Decrypts `sealed`, which ends with the tag if there is one. `derived` is the key and then the
  /// initial vector; the caller wipes both it and the result.
  byte[] open(byte[] derived, byte[] sealed, Crypto crypto) throws Refusal {
    int length = sealed.length - tagBytes;
    if (length <= 0 || length % blockBytes != 0) {
      throw Refusal.damaged(
          "has an encrypted part of " + length + " bytes, not whole blocks of " + blockBytes);
    }
    try {
      return switch (this) {
        case NONE -> sealed.clone();
        case CHACHA20_POLY1305 -> ChaChaPoly.open(derived, sealed);
        case AES_128_GCM, AES_256_GCM -> {
          byte[] iv = Arrays.copyOfRange(derived, keyBytes, derived.length);
          Cipher cipher = crypto.cipher(providerName);
          cipher.init(Cipher.DECRYPT_MODE, aesKey(derived), new GCMParameterSpec(128, iv));
          yield cipher.doFinal(sealed);
        }
        case AES_128_CTR,
            AES_192_CTR,
            AES_256_CTR,
            AES_128_CBC,
            AES_192_CBC,
            AES_256_CBC,
            TRIPLE_DES_CBC -> {
          IvParameterSpec iv = new IvParameterSpec(derived, keyBytes, ivBytes);
          Cipher cipher = crypto.cipher(providerName);
          cipher.init(Cipher.DECRYPT_MODE, aesKey(derived), iv);
          yield cipher.doFinal(sealed);
        }
      };
    } catch (AEADBadTagException e) {
      throw new Refusal(KeyFileException.Problem.PASSPHRASE_WRONG, "the passphrase is wrong", e);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new Refusal(KeyFileException.Problem.DAMAGED, "does not decrypt with " + this, e);
    }
  }

  private SecretKeySpec aesKey(byte[] derived) {
    return new SecretKeySpec(derived, 0, keyBytes, this == TRIPLE_DES_CBC ? "DESede" : "AES");
  }

  /// Returns OpenSSH's name for it.
  @Override
  public String toString() {
    return openSshName;
  }
}
