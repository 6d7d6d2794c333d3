package dev.muster.ssh.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PacketTest {

  private static final String MODES = "dev.muster.ssh.packet.Mode#all";
  private static final Crypto JDK = Crypto.jdk();

  private final Random random = new Random(4253);
  private final Scratch scratch = new Scratch(Crypto.system());
  private final Scratch other = new Scratch(JDK);
  private final SshReader payload = new SshReader(new byte[0]);

  private Scratch scratch(Mode mode) {
    return mode.crypto().isNative() ? scratch : other;
  }

  private byte[] message(int length) {
    byte[] message = new byte[length];
    random.nextBytes(message);
    return message;
  }

  /// Returns the packets that the writer makes of the messages, one after the other.
  private byte[] sealed(Mode mode, PacketWriter writer, byte[]... messages) {
    Scratch buffers = scratch(mode);
    buffers.clearOut();
    for (byte[] message : messages) {
      writer.write(message, message.length, buffers);
    }
    byte[] bytes = new byte[buffers.out().flip().remaining()];
    buffers.out().get(bytes);
    buffers.clearOut();
    return bytes;
  }

  private byte[] opened(Mode mode, PacketReader reader, ByteBuffer in) throws ProtocolException {
    assertThat(reader.next(in, payload, scratch(mode))).isTrue();
    return payload.readBytes(payload.remaining());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void opensWhatTheOtherProviderSealed(Mode mode) throws Exception {
    Mode theirs = mode.byTheOther();
    PacketWriter writer = mode.writer(1);
    PacketReader reader = theirs.reader(1);
    byte[][] messages = new byte[301][];
    Arrays.setAll(messages, i -> message(i == 0 ? 32 << 10 : i));

    byte[] wire = sealed(mode, writer, messages);
    ByteBuffer in = ByteBuffer.allocateDirect(wire.length).put(wire).flip();
    for (int i = 0; i < messages.length; i++) {
      assertThat(opened(theirs, reader, in)).isEqualTo(messages[i]);
      assertThat(reader.lastSequence()).isEqualTo(i);
    }
    assertThat(in.hasRemaining()).isFalse();
    assertThat(reader.next(in, payload, scratch(theirs))).isFalse();
    assertThat(reader.bytes()).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void takesNothingUntilAPacketIsWhole(Mode mode) throws Exception {
    PacketWriter writer = mode.writer(2);
    PacketReader reader = mode.reader(2);
    for (int length : new int[] {1, 11, 12, 13, 300, 32 << 10}) {
      byte[] message = message(length);
      byte[] wire = sealed(mode, writer, message);
      ByteBuffer in = ByteBuffer.wrap(wire); // a heap buffer, where the other test has a direct one
      for (int there = 0; there < wire.length; there++) {
        in.limit(there);
        assertThat(reader.next(in, payload, scratch(mode))).isFalse();
        assertThat(in.position()).isZero();
        assertThat(in.limit()).isEqualTo(there);
      }
      in.limit(wire.length);
      assertThat(opened(mode, reader, in)).isEqualTo(message);
      assertThat(in.hasRemaining()).isFalse();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void refusesAPacketWithAnyBitFlipped(Mode mode) throws Exception {
    byte[] message = message(20);
    byte[] wire = sealed(mode, mode.writer(3), message);
    for (int bit = 0; bit < wire.length * 8; bit++) {
      byte[] flipped = Arrays.copyOf(wire, wire.length + PacketReader.MAX_BYTES);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refused(mode, mode.reader(3), flipped, "bit " + bit);
    }
    // what is shared by the connections of a loop has taken no harm
    assertThat(opened(mode, mode.reader(3), ByteBuffer.wrap(wire))).isEqualTo(message);
  }

  /// Checks that a reader refuses bytes of which there are enough for any packet.
  private void refused(Mode mode, PacketReader reader, byte[] wire, String what) {
    assertThatExceptionOfType(ProtocolException.class)
        .as(what)
        .isThrownBy(() -> reader.next(ByteBuffer.wrap(wire), payload, scratch(mode)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void refusesAStreamWithAPacketLeftOutRepeatedOrMoved(Mode mode) throws Exception {
    PacketWriter writer = mode.writer(4);
    byte[] first = sealed(mode, writer, message(40));
    byte[] second = sealed(mode, writer, message(40));
    byte[] rest = new byte[PacketReader.MAX_BYTES];

    refused(mode, mode.reader(4), joined(second, rest), "left out");
    PacketReader again = mode.reader(4);
    opened(mode, again, ByteBuffer.wrap(first));
    refused(mode, again, joined(first, rest), "repeated");
    refused(mode, mode.reader(4), joined(second, joined(first, rest)), "moved");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void refusesPacketsUnderAnotherKey(Mode mode) throws Exception {
    byte[] wire = sealed(mode, mode.writer(5), message(100));
    byte[] rest = new byte[PacketReader.MAX_BYTES];

    refused(mode, mode.reader(6), joined(wire, rest), "another key");
    refused(mode, mode.reader(6), joined(new byte[0], message(1 << 16)), "noise");
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] joined = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, joined, head.length, tail.length);
    return joined;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void numbersPacketsAnewOnlyIfToldTo(Mode mode) throws Exception {
    for (boolean writerRestarts : new boolean[] {true, false}) {
      for (boolean readerRestarts : new boolean[] {true, false}) {
        PacketWriter writer = new PacketWriter();
        PacketReader reader = new PacketReader();
        byte[] plain = sealed(mode, writer, message(8), message(9), message(10));
        ByteBuffer in = ByteBuffer.wrap(plain);
        opened(mode, reader, in);
        opened(mode, reader, in);
        opened(mode, reader, in);
        int seed = 20 + (writerRestarts ? 2 : 0) + (readerRestarts ? 1 : 0);
        writer.use(mode.cipher(), mode.mac(), mode.keys(seed), writerRestarts, mode.crypto());
        reader.use(mode.cipher(), mode.mac(), mode.keys(seed), readerRestarts, mode.crypto());
        assertThat(writer.bytes()).isZero();
        assertThat(reader.bytes()).isZero();

        byte[] wire = sealed(mode, writer, message(30));
        boolean counted = !mode.cipher().name().contains("gcm"); // its nonce counts by itself
        if (writerRestarts == readerRestarts || !counted) {
          opened(mode, reader, ByteBuffer.wrap(wire));
          assertThat(reader.lastSequence()).isEqualTo(readerRestarts ? 0 : 3);
          assertThat(writer.bytes()).isPositive().isLessThanOrEqualTo(reader.bytes());
        } else {
          refused(mode, reader, joined(wire, new byte[PacketReader.MAX_BYTES]), "numbers differ");
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void refusesPaddingThatIsNone(Mode mode) throws Exception {
    for (int padding : new int[] {0, 1, 3, 4, 5, 27, 28, 42, 43, 44, 46, 47, 48, 128, 255}) {
      // 44 or 48 bytes in all, whatever the mode counts as padded
      int length = mode.cipher().aead() || mode.mac().contains("etm") ? 48 : 44;
      byte[] packet = message(4 + length);
      ByteBuffer.wrap(packet).putInt(length).put((byte) padding);
      byte[] wire = handMade(mode, packet, padding);
      PacketReader reader = mode.reader(9 + padding);
      boolean right = padding >= 4 && padding <= length - 2;
      if (right) {
        assertThat(opened(mode, reader, ByteBuffer.wrap(wire)))
            .isEqualTo(Arrays.copyOfRange(packet, 5, 4 + length - padding));
      } else {
        assertThatExceptionOfType(ProtocolException.class)
            .isThrownBy(() -> reader.next(ByteBuffer.wrap(wire), payload, scratch(mode)))
            .withMessage("packet of " + length + " bytes claims " + padding + " of padding");
      }
    }
  }

  private byte[] handMade(Mode mode, byte[] packet, int padding) throws GeneralSecurityException {
    Scratch buffers = scratch(mode);
    buffers.clearOut();
    PacketSealer sealer = mode.cipher().sealer(mode.mac(), mode.keys(9 + padding), mode.crypto());
    sealer.seal(0, packet, packet.length, buffers);
    byte[] bytes = new byte[buffers.out().flip().remaining()];
    buffers.out().get(bytes);
    return bytes;
  }

  @ParameterizedTest(name = "length field {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000000 | packet of 0 bytes; 8 to 49152 are allowed
          00000001 | packet of 1 bytes; 8 to 49152 are allowed
          00000007 | packet of 7 bytes; 8 to 49152 are allowed
          00000008 | packet of 8 bytes is no multiple of 8
          0000000d | packet of 13 bytes is no multiple of 8
          0000c000 | packet of 49152 bytes is no multiple of 8
          0000c001 | packet of 49153 bytes; 8 to 49152 are allowed
          0000c004 | packet of 49156 bytes; 8 to 49152 are allowed
          7fffffff | packet of 2147483647 bytes; 8 to 49152 are allowed
          80000000 | packet of 2147483648 bytes; 8 to 49152 are allowed
          ffffffff | packet of 4294967295 bytes; 8 to 49152 are allowed
          """)
  void refusesLengthsBeforeItWaitsForThem(String field, String message) {
    ByteBuffer in = ByteBuffer.allocate(4).putInt(Integer.parseUnsignedInt(field, 16)).flip();

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new PacketReader().next(in, payload, scratch))
        .withMessage(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void takesPacketsUpToTheLimitAndNoLarger(Mode mode) throws Exception {
    boolean lengthPadded = !mode.cipher().aead() && !mode.mac().contains("etm");
    int largest = PacketReader.MAX_LENGTH - (lengthPadded ? 4 : 0) - 1 - 4;
    byte[] message = message(largest);

    byte[] wire = sealed(mode, mode.writer(10), message);
    assertThat(wire.length).isLessThanOrEqualTo(PacketReader.MAX_BYTES);
    assertThat(opened(mode, mode.reader(10), ByteBuffer.wrap(wire))).isEqualTo(message);

    byte[] over = sealed(mode, mode.writer(11), message(largest + 1));
    PacketReader reader = mode.reader(11);
    if (lengthPadded && mode.cipher().name().endsWith("-cbc")) {
      refused(mode, reader, over, "too large");
      return;
    }
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> reader.next(ByteBuffer.wrap(over, 0, 16), payload, scratch(mode)))
        .withMessageEndingWith("8 to 49152 are allowed");
  }

  /// In chaining mode an attacker can put any stolen block where a length is due: whatever it
  /// decrypts to, a length that cannot be or one that can and leads to a wrong MAC, as many bytes
  /// are waited for and the end is the same (CPNI-957037).
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "aes128-cbc, hmac-sha2-256",
    "aes192-cbc, hmac-sha1",
    "aes256-cbc, hmac-sha2-512",
    "3des-cbc, hmac-sha1"
  })
  void saysNothingOfALengthInChainingMode(String cipher, String mac) throws Exception {
    Mode mode = new Mode(CipherSuite.named(cipher), mac, Crypto.system());
    byte[] packet = message(48);
    int enough = PacketReader.MAX_LENGTH + CipherSuite.macKeyBytes(mac);
    for (int length :
        new int[] {-1, 0, 7, 12, 13, 28, 45, 1004, 49_132, 49_152, 49_156, Integer.MAX_VALUE}) {
      ByteBuffer.wrap(packet).putInt(length);
      byte[] wire = joined(handMade(mode, packet, 0), message(1 << 16));
      PacketReader reader = mode.reader(9);

      ByteBuffer in = ByteBuffer.wrap(wire, 0, enough - 1);
      assertThat(reader.next(in, payload, scratch)).as("length %d", length).isFalse();
      assertThat(in.position()).isZero();
      assertThatExceptionOfType(ProtocolException.class)
          .as("length %d", length)
          .isThrownBy(() -> reader.next(in.limit(enough), payload, scratch))
          .withMessage("packet is not authentic");
    }
  }

  @Test
  void saysWhichLengthIsWrongWhereItIsInClear() throws Exception {
    Mode mode =
        new Mode(CipherSuite.named("aes128-cbc"), "hmac-sha1-etm@openssh.com", Crypto.system());
    byte[] packet = message(4 + 48);
    ByteBuffer.wrap(packet).putInt(13);
    byte[] wire = handMade(mode, packet, 0);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> mode.reader(9).next(ByteBuffer.wrap(wire), payload, scratch))
        .withMessage("packet of 13 bytes is no multiple of 16");
  }

  /// What is wiped where it was written would live on in the buffers that packets are made in.
  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void leavesNoPasswordInABuffer(Mode mode) throws Exception {
    PacketWriter writer = mode.writer(13);
    byte[] secret = "correct horse battery staple".getBytes(StandardCharsets.US_ASCII);
    sealed(mode, writer, message(3000), secret);
    Scratch buffers = scratch(mode);
    ByteBuffer direct = buffers.direct(0);
    byte[] outside = new byte[direct.remaining()];
    direct.get(outside);
    for (byte[] kept : List.of(buffers.packet(0), outside)) {
      String text = new String(kept, StandardCharsets.ISO_8859_1);
      assertThat(text.contains("battery")).isFalse();
    }
    writer.deflate();
    sealed(mode, writer, secret);
    assertThat(buffers.compressed(0)).isNotEmpty().containsOnly(0);
    writer.end();
  }

  @Test
  void sendsPlainPacketsBeforeTheFirstKeys() throws Exception {
    PacketWriter writer = new PacketWriter();
    byte[] message = {1, 2, 3};
    writer.write(message, 3, scratch);
    ByteBuffer out = scratch.out().flip();

    assertThat(out.remaining()).isEqualTo(16);
    assertThat(out.getInt(0)).isEqualTo(12);
    assertThat(out.get(4)).isEqualTo((byte) 8);
    assertThat(new byte[] {out.get(5), out.get(6), out.get(7)}).isEqualTo(message);
    assertThat(writer.bytes()).isEqualTo(16);
    assertThat(new PacketReader().next(out, payload, scratch)).isTrue();
    assertThat(payload.remaining()).isEqualTo(3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(MODES)
  void padsToTheBlockAndWithAtLeastFourBytes(Mode mode) throws Exception {
    PacketWriter writer = mode.writer(12);
    List<Integer> lengths = new ArrayList<>();
    for (int length = 1; length <= 40; length++) {
      lengths.add(sealed(mode, writer, message(length)).length);
    }
    int tag = mode.mac().isEmpty() ? 16 : CipherSuite.macKeyBytes(mode.mac());
    String name = mode.cipher().name();
    int block = name.startsWith("chacha") || name.startsWith("3des") ? 8 : 16;
    int outside = mode.cipher().aead() || mode.mac().contains("etm") ? 4 : 0;
    for (int i = 0; i < lengths.size(); i++) {
      int padded = lengths.get(i) - tag - outside;
      assertThat(padded % block).isZero();
      int padding = padded - (4 - outside) - 1 - (i + 1);
      assertThat(padding).isBetween(4, block + 3);
    }
  }

  @Test
  void destroysNoMoreThanItsOwnKeys() throws Exception {
    Mode mode = Mode.all().findFirst().orElseThrow();
    Keys keys = mode.keys(13);
    PacketWriter writer = new PacketWriter();
    writer.use(mode.cipher(), mode.mac(), keys, true, mode.crypto());
    keys.wipe();

    byte[] message = message(30);
    byte[] wire = sealed(mode, writer, message);
    assertThat(opened(mode, mode.reader(13), ByteBuffer.wrap(wire))).isEqualTo(message);
    assertThat(keys.key()).isEqualTo(new byte[16]);
    assertThat(keys.iv()).isEqualTo(new byte[12]);
  }
}
