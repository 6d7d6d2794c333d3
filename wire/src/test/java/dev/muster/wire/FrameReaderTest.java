package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {

  private final List<String> frames = new ArrayList<>();
  private final FrameReader reader = new FrameReader();

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          01 00000000 0000000c 0001 0001 00000400 00010000 | HELLO 0 000100010000040000010000
          02 00000001 00000006 02 00000400 41              | OPEN 1 020000040041
          03 00000001 00000001 42                          | MORE 1 42
          04 00000001 00000000                             | ITEM 1 ''
          05 00000002 00000004 00000009                    | CREDIT 2 00000009
          06 ffffffff 00000000                             | EOF -1 ''
          07 00000007 00000002 0102                        | CLOSE 7 0102
          08 00000000 00000008 0000000000000001            | PING 0 0000000000000001
          09 00000000 00000008 0000000000000001            | PONG 0 0000000000000001
          0a 00000000 00000000                             | BYE 0 ''
          80 00000005 00000003 010203                      | ''
          ff 00000000 00000000                             | ''
          """)
  void readsFrames(String bytes, String frame) throws Exception {
    byte[] once = hex(bytes);
    for (int cut = 0; cut <= once.length; cut++) {
      frames.clear();
      feed(once, 0, cut);
      assertThat(reader.isInside()).isEqualTo(cut > 0 && cut < once.length);
      feed(once, cut, once.length - cut);
      assertThat(reader.isInside()).isFalse();
      String expected = frame.replace("''", "").stripTrailing();
      assertThat(frames).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 00000000 00000000 | frame of the unknown type 0
          0b 00000000 00000000 | frame of the unknown type 11
          7f 00000000 00000000 | frame of the unknown type 127
          80 00000000 00010001 | frame of 65537 bytes; at most 65536
          80 00000000 ffffffff | frame of 4294967295 bytes; at most 65536
          01 00000000 0000000b | HELLO of 11 bytes; wanted 12 to 65536
          01 00000001 0000000c | HELLO on channel 1; wanted 0
          02 00000001 00000004 | OPEN of 4 bytes; wanted 5 to 65536
          02 00000000 00000005 | OPEN on channel 0; wanted another than 0
          03 00000001 00000000 | MORE of 0 bytes; wanted 1 to 65536
          03 00000001 00010001 | MORE of 65537 bytes; wanted 1 to 65536
          04 00000001 ffffffff | ITEM of 4294967295 bytes; wanted 0 to 65536
          04 00000000 00000001 | ITEM on channel 0; wanted another than 0
          05 00000001 00000003 | CREDIT of 3 bytes; wanted 4
          05 00000001 00000005 | CREDIT of 5 bytes; wanted 4
          05 00000000 00000004 | CREDIT on channel 0; wanted another than 0
          06 00000001 00000001 | EOF of 1 bytes; wanted 0
          06 00000000 00000000 | EOF on channel 0; wanted another than 0
          07 00000001 00010001 | CLOSE of 65537 bytes; wanted 0 to 65536
          07 00000000 00000000 | CLOSE on channel 0; wanted another than 0
          08 00000000 00000007 | PING of 7 bytes; wanted 8
          08 00000001 00000008 | PING on channel 1; wanted 0
          09 00000000 00000009 | PONG of 9 bytes; wanted 8
          09 80000000 00000008 | PONG on channel 2147483648; wanted 0
          0a 00000000 7fffffff | BYE of 2147483647 bytes; wanted 0 to 65536
          0a 00000002 00000000 | BYE on channel 2; wanted 0
          """)
  void refusesAHeaderBeforeItsPayload(String header, String message) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> feed(hex(header), 0, 9))
        .withMessage(message);
  }

  @Test
  void leavesWhatFollowsWhenItIsToldToStop() throws Exception {
    ByteBuffer two = ByteBuffer.wrap(hex("0600000001000000000600000003000000 00"));
    reader.read(two, (type, begins, channel, payload) -> false);
    assertThat(two.remaining()).isEqualTo(9);
  }

  /// A long fragment comes in parts, of which the last one is what it was said to be; a short one,
  /// and what is no fragment, comes whole.
  @ParameterizedTest
  @CsvSource({
    "2, 65536, 1",
    "3, 65536, 66",
    "4, 65536, 66",
    "3, 4096, 5",
    "4, 4096, 5",
    "4, 4095, 1",
    "7, 65536, 1"
  })
  void handsOnLongFragmentsInParts(int type, int size, int parts) throws Exception {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31 + i / 251);
    }
    ByteBuffer all = ByteBuffer.allocateDirect(2 * (9 + size));
    for (int i = 0; i < 2; i++) {
      all.put((byte) type).putInt(1).putInt(size).put(payload);
    }
    all.flip();
    List<String> heads = new ArrayList<>();
    ByteBuffer came = ByteBuffer.allocate(size);
    while (all.position() < 9 + size) {
      int next = Math.min(9 + size, all.position() + 1000);
      ByteBuffer piece = all.duplicate().limit(next);
      reader.read(
          piece,
          (as, begins, channel, bytes) -> {
            came.put(bytes);
            return heads.add(as + " " + begins);
          });
      assertThat(reader.isInside()).isEqualTo(next < 9 + size);
      all.position(next);
    }
    reader.read(all, (as, begins, channel, bytes) -> heads.add(as + " " + begins));

    assertThat(came.array()).isEqualTo(payload);
    List<String> wanted = new ArrayList<>();
    String last = FrameType.of(type) + " ";
    for (int i = 0; i < parts; i++) {
      wanted.add((i < parts - 1 ? "MORE " : last) + (i == 0));
    }
    wanted.add(last + true);
    assertThat(heads).isEqualTo(wanted);
  }

  private void feed(byte[] bytes, int from, int count) throws ProtocolException {
    reader.read(
        ByteBuffer.wrap(bytes, from, count).slice(),
        (type, begins, channel, payload) ->
            frames.add(
                (type
                        + " "
                        + channel
                        + " "
                        + HexFormat.of().formatHex(Payload.copyOf(payload).toBytes()))
                    .stripTrailing()));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
