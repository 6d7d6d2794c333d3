package dev.muster.ssh.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Opens sealed packets step by step as the protocol's pages say it, without the code under test.
class KnownPacketTest {

  private static final String MODES = "dev.muster.ssh.packet.Mode#all";

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void sealsAsTheProtocolSays(Mode mode) throws Exception {
    Scratch scratch = new Scratch(mode.crypto());
    Random random = new Random(99);
    PacketWriter writer = new PacketWriter();
    writer.write(new byte[5], 5, scratch); // so that numbers and nonces do not both begin at 0
    scratch.clearOut();
    writer.use(mode.cipher(), mode.mac(), mode.keys(1), false, mode.crypto());
    int before = 0;
    byte[] last = new byte[0];
    for (int i = 0; i < 5; i++) {
      byte[] message = new byte[1 + random.nextInt(100)];
      random.nextBytes(message);
      scratch.clearOut();
      writer.write(message, message.length, scratch);
      byte[] sealed = new byte[scratch.out().flip().remaining()];
      scratch.out().get(sealed);

      byte[] packet = open(mode, sealed, i + 1, i, before, last);
      last = sealed;
      before += packet.length;
      assertThat(ByteBuffer.wrap(packet).getInt()).isEqualTo(packet.length - 4);
      assertThat(Arrays.copyOfRange(packet, 5, packet.length - packet[4])).isEqualTo(message);
    }
  }

  /// Returns the plain packet.
  ///
  /// @param index of the packet under these keys
  /// @param before how many bytes were encrypted or counted before it
  /// @param last the sealed packet before it
  private static byte[] open(
      Mode mode, byte[] sealed, int sequence, int index, int before, byte[] last)
      throws GeneralSecurityException {
    Keys keys = mode.keys(1);
    if (mode.cipher().name().startsWith("chacha20")) {
      return chacha(keys, sealed, sequence);
    }
    if (mode.cipher().name().endsWith("-cbc")) {
      return cbc(mode, keys, sealed, sequence, last);
    }
    return mode.cipher().aead()
        ? gcm(keys, sealed, index)
        : ctr(mode, keys, sealed, sequence, before - (mode.mac().contains("etm") ? 4 * index : 0));
  }

  private static byte[] chacha(Keys keys, byte[] sealed, int sequence)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putLong(4, Integer.toUnsignedLong(sequence)).array();
    int body = sealed.length - 4 - 16;
    byte[] tag =
        PlainPoly1305.tag(chacha(keys, 0, nonce, 0, new byte[32]), Arrays.copyOf(sealed, 4 + body));
    assertThat(Arrays.copyOfRange(sealed, 4 + body, sealed.length)).isEqualTo(tag);
    byte[] packet = Arrays.copyOf(chacha(keys, 32, nonce, 0, Arrays.copyOf(sealed, 4)), 4 + body);
    byte[] plain = chacha(keys, 0, nonce, 1, Arrays.copyOfRange(sealed, 4, 4 + body));
    System.arraycopy(plain, 0, packet, 4, body);
    return packet;
  }

  private static byte[] chacha(Keys keys, int offset, byte[] nonce, int counter, byte[] text)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20", "SunJCE");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys.key(), offset, 32, "ChaCha20"),
        new ChaCha20ParameterSpec(nonce, counter));
    return cipher.doFinal(text);
  }

  private static byte[] gcm(Keys keys, byte[] sealed, int index) throws GeneralSecurityException {
    ByteBuffer nonce = ByteBuffer.wrap(keys.iv().clone());
    nonce.putLong(4, nonce.getLong(4) + index);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys.key(), "AES"),
        new GCMParameterSpec(128, nonce.array()));
    cipher.updateAAD(sealed, 0, 4);
    byte[] plain = cipher.doFinal(sealed, 4, sealed.length - 4);
    byte[] packet = Arrays.copyOf(sealed, 4 + plain.length);
    System.arraycopy(plain, 0, packet, 4, plain.length);
    return packet;
  }

  private static byte[] ctr(Mode mode, Keys keys, byte[] sealed, int sequence, int before)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", "SunJCE");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(keys.key(), "AES"), new IvParameterSpec(keys.iv()));
    cipher.update(new byte[before]);
    return withMac(mode, keys, sealed, sequence, cipher);
  }

  /// Each packet's first block is chained to the last one of the packet before it.
  private static byte[] cbc(Mode mode, Keys keys, byte[] sealed, int sequence, byte[] last)
      throws GeneralSecurityException {
    boolean des = mode.cipher().name().startsWith("3des");
    byte[] iv = keys.iv();
    if (last.length > 0) {
      int end = last.length - CipherSuite.macKeyBytes(mode.mac());
      iv = Arrays.copyOfRange(last, end - iv.length, end);
    }
    Cipher cipher = Cipher.getInstance((des ? "DESede" : "AES") + "/CBC/NoPadding", "SunJCE");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys.key(), des ? "DESede" : "AES"),
        new IvParameterSpec(iv));
    return withMac(mode, keys, sealed, sequence, cipher);
  }

  private static byte[] withMac(Mode mode, Keys keys, byte[] sealed, int sequence, Cipher cipher)
      throws GeneralSecurityException {
    boolean etm = mode.mac().contains("etm");
    String digest = mode.mac().contains("512") ? "HmacSHA512" : "HmacSHA256";
    if (mode.mac().contains("sha1")) {
      digest = "HmacSHA1";
    }
    Mac mac = Mac.getInstance(digest, "SunJCE");
    mac.init(new SecretKeySpec(keys.mac(), digest));
    int clear = etm ? 4 : 0;
    int body = sealed.length - clear - mac.getMacLength();
    byte[] packet = Arrays.copyOf(sealed, clear + body);
    System.arraycopy(cipher.update(sealed, clear, body), 0, packet, clear, body);
    mac.update(ByteBuffer.allocate(4).putInt(sequence).array());
    mac.update(etm ? Arrays.copyOf(sealed, clear + body) : packet);
    assertThat(Arrays.copyOfRange(sealed, clear + body, sealed.length)).isEqualTo(mac.doFinal());
    return packet;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.muster.ssh.packet.KnownPacketTest#cryptos")
  void countsGcmPacketsInEightBytesOnly(Crypto crypto) throws Exception {
    byte[] iv = new byte[12];
    Arrays.fill(iv, (byte) 0xff);
    Keys keys = new Keys(iv, new byte[16], new byte[0]);
    Scratch scratch = new Scratch(crypto);
    PacketWriter writer = new PacketWriter();
    writer.use(CipherSuite.named("aes128-gcm@openssh.com"), "", keys, true, crypto);
    for (int i = 0; i < 3; i++) {
      scratch.clearOut();
      writer.write(new byte[10], 10, scratch);
      byte[] sealed = new byte[scratch.out().flip().remaining()];
      scratch.out().get(sealed);

      assertThat(gcm(keys, sealed, i)).startsWith(0, 0, 0, sealed.length - 4 - 16);
    }
  }

  static Crypto[] cryptos() {
    return new Crypto[] {Crypto.system(), Crypto.jdk()};
  }
}
