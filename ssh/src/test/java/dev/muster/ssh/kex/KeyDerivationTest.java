package dev.muster.ssh.kex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.packet.CipherSuite;
import dev.muster.ssh.packet.Keys;
import dev.muster.ssh.packet.PacketReader;
import dev.muster.ssh.packet.PacketWriter;
import dev.muster.ssh.packet.Scratch;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDerivationTest {

  private static final byte[] SECRET = {0, 0, 0, 2, 0x11, 0x22};
  private static final byte[] HASH = filled(32, 3);
  private static final byte[] SESSION = filled(32, 5);

  @ParameterizedTest(name = "{0} {1} with {2}")
  @CsvSource(
      textBlock =
          """
          aes128-gcm@openssh.com,        '',                            SHA-256
          aes256-gcm@openssh.com,        '',                            SHA-256
          chacha20-poly1305@openssh.com, '',                            SHA-256
          aes128-ctr,                    hmac-sha2-256,                 SHA-256
          aes256-ctr,                    hmac-sha2-512-etm@openssh.com, SHA-256
          aes256-ctr,                    hmac-sha2-512,                 SHA-512
          aes192-ctr,                    hmac-sha2-512,                 SHA-384
          3des-cbc,                      hmac-sha1,                     SHA-1
          chacha20-poly1305@openssh.com, '',                            SHA-1
          """)
  void derivesWhatTheStandardSays(String cipher, String mac, String digest) throws Exception {
    CipherSuite suite = CipherSuite.named(cipher);
    Agreement.Way way = new Agreement.Way(suite, mac, "none");
    KeyDerivation derivation =
        new KeyDerivation(MessageDigest.getInstance(digest), SECRET.clone(), HASH, SESSION);

    int macBytes = mac.isEmpty() ? 0 : CipherSuite.macKeyBytes(mac);
    same(suite, mac, derivation.toServer(way), keys(suite, macBytes, "ACE", digest));
    same(suite, mac, derivation.toClient(way), keys(suite, macBytes, "BDF", digest));
  }

  private static Keys keys(CipherSuite suite, int macBytes, String letters, String digest)
      throws Exception {
    return new Keys(
        key(letters.charAt(0), suite.ivBytes(), digest),
        key(letters.charAt(1), suite.keyBytes(), digest),
        key(letters.charAt(2), macBytes, digest));
  }

  /// RFC 4253 section 7.2, word for word: K1 = HASH(K || H || X || session_id), K2 = HASH(K || H ||
  /// K1), key = K1 || K2 || …
  private static byte[] key(char letter, int count, String digest) throws Exception {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.write(SECRET);
    first.write(HASH);
    first.write(letter);
    first.write(SESSION);
    key.write(MessageDigest.getInstance(digest).digest(first.toByteArray()));
    while (key.size() < count) {
      ByteArrayOutputStream next = new ByteArrayOutputStream();
      next.write(SECRET);
      next.write(HASH);
      next.write(key.toByteArray());
      key.write(MessageDigest.getInstance(digest).digest(next.toByteArray()));
    }
    return Arrays.copyOf(key.toByteArray(), count);
  }

  /// Keys show nothing of themselves, so they are compared by what they open.
  private static void same(CipherSuite suite, String mac, Keys derived, Keys wanted)
      throws Exception {
    Crypto crypto = Crypto.system();
    Scratch scratch = new Scratch(crypto);
    PacketWriter writer = new PacketWriter();
    PacketReader reader = new PacketReader();
    writer.use(suite, mac, derived, true, crypto);
    reader.use(suite, mac, wanted, true, crypto);
    byte[] message = filled(100, 7);
    writer.write(message, 100, scratch);
    SshReader payload = new SshReader(message);

    assertThat(reader.next(scratch.out().flip(), payload, scratch)).isTrue();
    assertThat(payload.readBytes(100)).isEqualTo(message);
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
