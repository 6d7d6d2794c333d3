package dev.muster.ssh.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

  private final Scratch scratch = new Scratch(Crypto.system());
  private final SshReader payload = new SshReader(new byte[0]);
  private final PacketWriter writer = new PacketWriter();
  private final PacketReader reader = new PacketReader();

  private byte[] sealed(byte[] message, int length) {
    scratch.clearOut();
    writer.write(message, length, scratch);
    byte[] wire = new byte[scratch.out().flip().remaining()];
    scratch.out().get(wire);
    return wire;
  }

  private byte[] opened(byte[] wire) throws ProtocolException {
    assertThat(reader.next(ByteBuffer.wrap(wire), payload, scratch)).isTrue();
    return payload.readBytes(payload.remaining());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatGoesInComesOut(boolean random) throws Exception {
    Random source = new Random(1);
    writer.deflate();
    reader.inflate();
    for (int length = 1; length <= PacketReader.MAX_LENGTH - 100; length += 1 + length / 3) {
      byte[] message = new byte[length];
      if (random) {
        source.nextBytes(message);
      }
      assertThat(opened(sealed(message, length))).isEqualTo(message);
    }
    reader.end();
    writer.end();
  }

  @Test
  void goesOnWithOneStreamFromPacketToPacket() throws Exception {
    byte[] message = new byte[1000];
    new Random(2).nextBytes(message);
    writer.deflate();
    reader.inflate();

    byte[] first = sealed(message, message.length);
    byte[] second = sealed(message, message.length);
    assertThat(first.length).isGreaterThan(1000);
    assertThat(second.length).isLessThan(50); // a repetition of what the stream has seen
    assertThat(opened(first)).isEqualTo(message);
    assertThat(opened(second)).isEqualTo(message);
  }

  /// An answer that is written while a packet is being read must not overwrite it.
  @Test
  void readsOnWhileItWrites() throws Exception {
    byte[] message = new byte[3000];
    Arrays.fill(message, (byte) 7);
    writer.deflate();
    reader.inflate();

    assertThat(reader.next(ByteBuffer.wrap(sealed(message, 3000)), payload, scratch)).isTrue();
    sealed(new byte[5000], 5000);

    assertThat(payload.readBytes(payload.remaining())).isEqualTo(message);
  }

  /// 48 KiB of zeros inflate from some fifty bytes, a gigabyte from a packet.
  @ParameterizedTest
  @CsvSource({"49152, true", "49153, false", "60000, false", "30000000, false"})
  void noPacketInflatesAboveTheLimitForPackets(int size, boolean taken) throws Exception {
    reader.inflate();
    byte[] wire = sealed(deflated(new byte[size], Deflater.SYNC_FLUSH));
    if (taken) {
      assertThat(opened(wire)).hasSize(size).containsOnly(0);
    } else {
      refused(wire, "packet that decompresses to over 49152 bytes");
    }
    assertThat(scratch.expanded(0).length).isLessThanOrEqualTo(4 * PacketReader.MAX_LENGTH);
  }

  @Test
  void refusesWhatIsNoCompressedPacket() throws Exception {
    reader.inflate();
    refused(sealed(new byte[] {1, 2, 3, 4}), "packet that cannot be decompressed: ");
    PacketReader ended = new PacketReader();
    ended.inflate();
    byte[] wire = sealed(deflated(new byte[10], Deflater.NO_FLUSH));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> ended.next(ByteBuffer.wrap(wire), payload, scratch))
        .withMessage("packet in which the compressed stream ends");
    PacketReader silent = new PacketReader();
    silent.inflate();
    byte[] nothing = sealed(deflated(new byte[0], Deflater.SYNC_FLUSH));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> silent.next(ByteBuffer.wrap(nothing), payload, scratch))
        .withMessage("packet that decompresses to nothing");
  }

  @Test
  void holdsNothingOutsideTheHeapOnceItHasEnded() throws Exception {
    writer.deflate();
    reader.inflate();
    byte[] wire = sealed(new byte[10], 10);
    writer.end();
    reader.end();
    assertThatRuntimeException().isThrownBy(() -> sealed(new byte[10], 10));
    assertThatRuntimeException().isThrownBy(() -> opened(wire));

    Deflating old = new Deflating(PlainPackets.INSTANCE);
    old.destroy();
    assertThatRuntimeException().isThrownBy(() -> old.compress(new byte[1], 1, scratch));
  }

  @Test
  void newKeysEndCompressionUntilItIsBegunAgain() throws Exception {
    Mode mode = Mode.all().findFirst().orElseThrow();
    writer.deflate();
    reader.inflate();
    opened(sealed(new byte[1000], 1000));
    writer.use(mode.cipher(), mode.mac(), mode.keys(1), true, mode.crypto());
    reader.use(mode.cipher(), mode.mac(), mode.keys(1), true, mode.crypto());

    byte[] wire = sealed(new byte[1000], 1000);
    assertThat(wire.length).isGreaterThan(1000);
    assertThat(opened(wire)).hasSize(1000);
    writer.deflate();
    reader.inflate();
    assertThat(opened(sealed(new byte[1000], 1000))).hasSize(1000);
  }

  private byte[] sealed(byte[] payloadBytes) {
    return sealed(payloadBytes, payloadBytes.length);
  }

  private void refused(byte[] wire, String message) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> reader.next(ByteBuffer.wrap(wire), payload, scratch))
        .withMessageStartingWith(message);
  }

  private static byte[] deflated(byte[] bytes, int flush) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(bytes);
    if (flush == Deflater.NO_FLUSH) {
      deflater.finish();
    }
    byte[] out = new byte[1 << 16];
    int length = deflater.deflate(out, 0, out.length, flush);
    deflater.end();
    return Arrays.copyOf(out, length);
  }
}
