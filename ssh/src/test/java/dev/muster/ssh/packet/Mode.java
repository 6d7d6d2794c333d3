package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// One way to protect packets, and who computes it.
record Mode(CipherSuite cipher, String mac, Crypto crypto) {

  private static final List<String> AEADS =
      List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com");
  private static final List<String> STREAMS =
      List.of("aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes256-cbc", "3des-cbc");
  private static final List<String> MACS =
      List.of(
          "hmac-sha2-256-etm@openssh.com",
          "hmac-sha2-512-etm@openssh.com",
          "hmac-sha2-256",
          "hmac-sha2-512",
          "hmac-sha1",
          "hmac-sha1-etm@openssh.com");
  private static final Crypto JDK = Crypto.jdk();

  /// Returns every cipher with every MAC that it takes, computed by each choice of providers.
  static Stream<Mode> all() {
    List<Mode> modes = new ArrayList<>();
    for (Crypto crypto : List.of(Crypto.system(), JDK)) {
      AEADS.forEach(name -> modes.add(new Mode(CipherSuite.named(name), "", crypto)));
      for (String name : STREAMS) {
        for (String mac : MACS) {
          if (name.equals("aes128-ctr") || name.endsWith("-cbc") || !mac.contains("sha1")) {
            modes.add(new Mode(CipherSuite.named(name), mac, crypto));
          }
        }
      }
    }
    return modes.stream();
  }

  /// Returns the same mode computed by the other choice of providers.
  Mode byTheOther() {
    return new Mode(cipher, mac, crypto.isNative() ? JDK : Crypto.system());
  }

  /// Returns keys of the right sizes; the same seed gives the same keys.
  Keys keys(int seed) {
    Random random = new Random(seed);
    byte[] iv = new byte[cipher.ivBytes()];
    byte[] key = new byte[cipher.keyBytes()];
    byte[] macKey = new byte[mac.isEmpty() ? 0 : CipherSuite.macKeyBytes(mac)];
    random.nextBytes(iv);
    random.nextBytes(key);
    random.nextBytes(macKey);
    return new Keys(iv, key, macKey);
  }

  PacketWriter writer(int seed) throws GeneralSecurityException {
    PacketWriter writer = new PacketWriter();
    writer.use(cipher, mac, keys(seed), true, crypto);
    return writer;
  }

  PacketReader reader(int seed) throws GeneralSecurityException {
    PacketReader reader = new PacketReader();
    reader.use(cipher, mac, keys(seed), true, crypto);
    return reader;
  }

  @Override
  public String toString() {
    return cipher.name() + " " + mac + (crypto.isNative() ? " (native)" : " (JDK)");
  }
}
