package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A cipher of the protocol with the sizes of what it needs from the key exchange (RFC 4253 section
/// 7.2).
///
/// @param name such as `aes128-gcm@openssh.com`
/// @param keyBytes length of the encryption key
/// @param ivBytes length of the initial vector; 0 if it takes none
/// @param aead whether it authenticates by itself, so that no MAC is agreed
public record CipherSuite(String name, int keyBytes, int ivBytes, boolean aead) {

  private static final Map<String, CipherSuite> ALL =
      Map.ofEntries(
          entry("aes128-gcm@openssh.com", 16, 12, true),
          entry("aes256-gcm@openssh.com", 32, 12, true),
          entry("chacha20-poly1305@openssh.com", 64, 0, true),
          entry("aes128-ctr", 16, 16, false),
          entry("aes192-ctr", 24, 16, false),
          entry("aes256-ctr", 32, 16, false),
          entry("aes128-cbc", 16, 16, false),
          entry("aes192-cbc", 24, 16, false),
          entry("aes256-cbc", 32, 16, false),
          entry("3des-cbc", 24, 8, false));

  private static Map.Entry<String, CipherSuite> entry(
      String name, int keyBytes, int ivBytes, boolean aead) {
    return Map.entry(name, new CipherSuite(name, keyBytes, ivBytes, aead));
  }

  /// Returns the cipher of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static CipherSuite named(String name) {
    CipherSuite suite = ALL.get(name);
    if (suite == null) {
      throw new IllegalArgumentException("cipher \"" + name + "\" is not known here");
    }
    return suite;
  }

  /// Returns how long the key of a MAC is, in bytes.
  public static int macKeyBytes(String mac) {
    if (mac.startsWith("hmac-sha1")) {
      return 20;
    }
    return mac.startsWith("hmac-sha2-512") ? 64 : 32;
  }

  PacketSealer sealer(String mac, Keys keys, Crypto crypto) throws GeneralSecurityException {
    if (name.startsWith("chacha20")) {
      return new ChaChaPackets(keys.key(), crypto);
    }
    return aead
        ? new GcmPackets(keys.key(), keys.iv())
        : hmac(Cipher.ENCRYPT_MODE, mac, keys, crypto);
  }

  PacketOpener opener(String mac, Keys keys, Crypto crypto) throws GeneralSecurityException {
    if (name.startsWith("chacha20")) {
      return new ChaChaPackets(keys.key(), crypto);
    }
    return aead
        ? new GcmPackets(keys.key(), keys.iv())
        : hmac(Cipher.DECRYPT_MODE, mac, keys, crypto);
  }

  private HmacPackets hmac(int mode, String macName, Keys keys, Crypto crypto)
      throws GeneralSecurityException {
    boolean chained = name.endsWith("-cbc");
    boolean des = name.startsWith("3des");
    Cipher cipher =
        crypto.cipher((des ? "DESede/" : "AES/") + (chained ? "CBC" : "CTR") + "/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(keys.key(), des ? "DESede" : "AES"),
        new IvParameterSpec(keys.iv()));
    String digest = digest(macName);
    Mac mac = crypto.mac(digest);
    mac.init(new SecretKeySpec(keys.mac(), digest));
    return new HmacPackets(cipher, mac, chained, macName.endsWith("-etm@openssh.com"));
  }

  private static String digest(String mac) {
    if (mac.startsWith("hmac-sha1")) {
      return "HmacSHA1";
    }
    return mac.startsWith("hmac-sha2-512") ? "HmacSHA512" : "HmacSHA256";
  }
}
