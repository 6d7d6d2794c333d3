package dev.muster.ssh.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocksTest {

  private static final HexFormat HEX = HexFormat.of();

  /// What came of a conversation: what was said, where it leads or why not, what was left over.
  private record Became(String said, String where, int left) {}

  private static byte[] bytes(String hex) {
    return HEX.parseHex(hex.replace(" ", ""));
  }

  private static Became talk(byte[] client, int pieces) {
    Socks socks = new Socks();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    byte[] waiting = new byte[0];
    for (int at = 0; at < client.length; at += pieces) {
      int count = Math.min(pieces, client.length - at);
      ByteBuffer in = ByteBuffer.allocate(waiting.length + count);
      in.put(waiting).put(client, at, count).flip();
      if (!socks.isOver()) {
        socks.take(in);
      }
      waiting = new byte[in.remaining()];
      in.get(waiting);
      said.writeBytes(socks.said());
    }
    String where = socks.target().map(Endpoint::toString).orElse(socks.trouble());
    return new Became(HEX.formatHex(said.toByteArray()), where, waiting.length);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # client                                             | we say | where it leads
          04 01 0050 0a000001 00                               |      | 10.0.0.1:80
          04 01 1f90 7f000001 6d6500                           |      | 127.0.0.1:8080
          04 01 0050 00000001 6d6500 77656200                  |      | web:80
          04 01 0050 000000ff 00 6100                          |      | a:80
          05 01 00  05 01 00 01 0a000001 0050                  | 0500 | 10.0.0.1:80
          05 02 02 00  05 01 00 03 03 776562 01bb              | 0500 | web:443
          05 01 00  05 01 00 04 00000000000000000000000000000001 0016 | 0500 | [0:0:0:0:0:0:0:1]:22
          """)
  void findsOutWhereToLead(String client, String said, String where) {
    for (int pieces = 1; pieces <= client.length(); pieces++) {
      assertThat(talk(bytes(client), pieces))
          .as("in pieces of " + pieces)
          .isEqualTo(new Became(said == null ? "" : said, where, 0));
    }
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # client                                    | we say                    | why it is refused
          47                                          |                           | a connection that does not speak SOCKS
          00                                          |                           | a connection that does not speak SOCKS
          05 01 02                                    | 05ff                      | a SOCKS client that wants to authenticate
          05 00                                       | 05ff                      | a SOCKS client that wants to authenticate
          05 01 00 05 02 00 01 0a000001 0050          | 0500 05070001000000000000 | a SOCKS request that is no CONNECT
          05 01 00 05 03 00 01 0a000001 0050          | 0500 05070001000000000000 | a SOCKS request that is no CONNECT
          05 01 00 05 01 00 02 0a000001 0050          | 0500 05080001000000000000 | a SOCKS request with an address of an unknown kind
          05 01 00 05 01 00 03 00 0050                | 0500 05010001000000000000 | a SOCKS request for no host or port
          05 01 00 05 01 00 03 03 612f00 0050         | 0500 05010001000000000000 | a SOCKS request for no host or port
          05 01 00 05 01 00 03 03 61200a 0050         | 0500 05010001000000000000 | a SOCKS request for no host or port
          05 01 00 05 01 00 01 0a000001 0000          | 0500 05010001000000000000 | a SOCKS request for no host or port
          05 01 00 04 01 00 01 0a000001 0050          | 0500                      | a SOCKS request of another version
          04 02 0050 0a000001 00                      | 005b000000000000          | a SOCKS request that is no CONNECT
          04 01 0050 00000001 6d6500 00               | 005b000000000000          | a SOCKS request for no host or port
          """)
  void refusesWhatIsNotDoneHere(String client, String said, String why) {
    String wanted = said == null ? "" : said.replace(" ", "");
    for (int pieces : new int[] {1, 100}) {
      Became became = talk(bytes(client), pieces);
      assertThat(became.said()).isEqualTo(wanted);
      assertThat(became.where()).isEqualTo(why);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 254, 255})
  void takesFieldsUpToTheLongest(int length) {
    String user = "75".repeat(length);
    assertThat(talk(bytes("04 01 0050 0a000001" + user + "00"), 1000).where())
        .isEqualTo("10.0.0.1:80");
    if (length > 0) {
      String name = "6e".repeat(length);
      assertThat(talk(bytes("04 01 0050 00000001" + user + "00" + name + "00"), 1000).where())
          .isEqualTo("n".repeat(length) + ":80");
      assertThat(talk(bytes("050100 05010003%02x".formatted(length) + name + "0050"), 1000).where())
          .isEqualTo("n".repeat(length) + ":80");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"04 01 0050 0a000001", "04 01 0050 00000001 00"})
  void endsFieldsThatDoNotEnd(String begun) {
    Became became = talk(bytes(begun + "78".repeat(256)), 1000);
    assertThat(became.where()).isEqualTo("a SOCKS request with a field of over 255 bytes");
    assertThat(became.said()).isEqualTo("005b000000000000");
  }

  /// The first words of a client that does not wait for the answer belong to the other end.
  @Test
  void leavesWhatComesAfterTheRequest() {
    assertThat(talk(bytes("04 01 0050 0a000001 00 474554"), 100))
        .isEqualTo(new Became("", "10.0.0.1:80", 3));
    assertThat(talk(bytes("050100 05010001 0a000001 0050 474554"), 100))
        .isEqualTo(new Became("0500", "10.0.0.1:80", 3));
  }

  @ParameterizedTest(name = "version {0}, reason {1}")
  @CsvSource({
    "5, 1, 05020001000000000000",
    "5, 2, 05050001000000000000",
    "5, 3, 05010001000000000000",
    "5, 0, 05010001000000000000",
    "4, 1, 005b000000000000",
    "4, 2, 005b000000000000"
  })
  void saysWhatCameOfIt(int version, int reason, String denied) {
    Socks socks = new Socks();
    socks.take(
        ByteBuffer.wrap(
            bytes(version == 4 ? "04 01 0050 0a000001 00" : "050100 05010001 0a000001 0050")));
    socks.said();
    assertThat(HEX.formatHex(socks.denied(reason))).isEqualTo(denied);
    assertThat(HEX.formatHex(socks.granted()))
        .isEqualTo(version == 4 ? "005a000000000000" : "05000001000000000000");
  }

  /// Whatever comes, it ends, and with no more kept than the longest request.
  @Test
  void bearsAnything() {
    Random random = new Random(1928);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[1 + random.nextInt(600)];
      random.nextBytes(noise);
      noise[0] = (byte) (random.nextInt(8) == 0 ? 7 : 4 + random.nextInt(2));
      if (noise[0] == 5 && noise.length > 8) {
        noise[1] = 1;
        noise[2] = 0;
        noise[3] = 5;
        noise[6] = (byte) random.nextInt(5);
      }
      Socks socks = new Socks();
      ByteBuffer in = ByteBuffer.wrap(noise);
      socks.take(in);
      assertThat(socks.isOver() || in.remaining() < Socks.MOST_BYTES).isTrue();
      assertThat(socks.said().length).isLessThanOrEqualTo(12);
    }
  }
}
