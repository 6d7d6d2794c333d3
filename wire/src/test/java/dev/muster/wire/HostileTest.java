package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an end does with another that breaks the protocol: it ends the connection, says what was
/// wrong, and has kept no more than its bounds until then.
class HostileTest {

  private static final int WINDOW = 5000;

  /// Something that is not allowed, said to an agent whose channel 2 is open and whose channel 1
  /// was opened by the other end.
  record Offence(String name, UnaryOperator<Raw> said, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final Peer agent =
      new Peer(
          Settings.of(Settings.Side.AGENT)
              .withWindows(WINDOW, WINDOW)
              .withLargestItem(65_536)
              .withChannels(100));

  static List<Offence> offences() {
    return List.of(
        new Offence("second HELLO", raw -> raw.hello(1, 1, 5000, 65536), "a second HELLO"),
        new Offence(
            "unknown type", raw -> raw.frame(99, 1, new byte[3]), "frame of the unknown type 99"),
        new Offence(
            "OPEN of an id of ours", raw -> raw.open(4), "OPEN of channel 4, an id of ours"),
        new Offence("OPEN twice", raw -> raw.open(1), "OPEN of channel 1 after channel 1"),
        new Offence(
            "OPEN backwards", raw -> raw.open(9).open(7), "OPEN of channel 7 after channel 9"),
        new Offence(
            "OPEN of an id that is used up",
            raw -> raw.close(1).open(1),
            "OPEN of channel 1 after channel 1"),
        new Offence(
            "OPEN with no window",
            raw -> raw.open(3, 2, 0, 0),
            "window of 0; wanted 1024 to 2147483647"),
        new Offence(
            "OPEN with too much window",
            raw -> raw.open(3, 2, -1, 0),
            "window of 4294967295; wanted 1024 to 2147483647"),
        new Offence(
            "MORE of nobody's", raw -> raw.more(77, 1), "frame for channel 77, which is not open"),
        new Offence(
            "ITEM of nobody's", raw -> raw.item(3, 1), "frame for channel 3, which is not open"),
        new Offence(
            "CREDIT of nobody's",
            raw -> raw.credit(4, 1),
            "frame for channel 4, which is not open"),
        new Offence("EOF of nobody's", raw -> raw.eof(4), "frame for channel 4, which is not open"),
        new Offence(
            "CLOSE of nobody's",
            raw -> raw.close(-1),
            "frame for channel 4294967295, which is not open"),
        new Offence(
            "ITEM after EOF",
            raw -> raw.eof(1).item(1, 0),
            "RECV_ITEM on a channel that is GOT_EOF"),
        new Offence(
            "MORE after EOF",
            raw -> raw.eof(2).more(2, 1),
            "RECV_ITEM on a channel that is GOT_EOF"),
        new Offence("EOF twice", raw -> raw.eof(1).eof(1), "RECV_EOF on a channel that is GOT_EOF"),
        new Offence("EOF in an item", raw -> raw.more(1, 5).eof(1), "EOF in the middle of an item"),
        new Offence(
            "EOF in a header",
            raw -> raw.open(3, 128 | 2, 5000, 10).eof(3),
            "EOF in the middle of an item"),
        new Offence(
            "CLOSE twice", raw -> raw.close(1).close(1), "RECV_CLOSE on a channel that is GONE"),
        new Offence(
            "ITEM after CLOSE",
            raw -> raw.close(1).item(1, 1),
            "RECV_ITEM on a channel that is GONE"),
        new Offence(
            "CREDIT after CLOSE",
            raw -> raw.close(1).credit(1, 1),
            "RECV_CREDIT on a channel that is GONE"),
        new Offence("CREDIT of nothing", raw -> raw.credit(1, 0), "credit of 0 on top of 5000"),
        new Offence(
            "negative CREDIT", raw -> raw.credit(2, -5), "credit of 4294967291 on top of 100000"),
        new Offence(
            "CREDIT over the limit",
            raw -> raw.credit(1, Integer.MAX_VALUE - 5000).credit(1, 1),
            "credit of 1 on top of 2147483647"),
        new Offence(
            "more than the window",
            raw -> raw.item(1, 2000).item(1, 2000).item(1, 2000),
            "fragment that costs 2064 on a channel whose window has 872 left"),
        new Offence(
            "more than the window of ours",
            raw -> raw.item(2, 4937),
            "fragment that costs 5001 on a channel whose window has 5000 left"),
        new Offence(
            "empty items without end",
            raw -> {
              for (int i = 0; i < 100; i++) {
                raw.item(1, 0);
              }
              return raw;
            },
            "fragment that costs 64 on a channel whose window has 8 left"),
        new Offence(
            "MORE without end",
            raw -> {
              for (int i = 0; i < 100; i++) {
                raw.more(1, 1000);
              }
              return raw;
            },
            "item of more than 65536 bytes, the largest that was allowed"),
        new Offence(
            "a header without end",
            raw -> {
              raw.open(3, 128, 5000, 60_000);
              for (int i = 0; i < 100; i++) {
                raw.more(3, 1000);
              }
              return raw;
            },
            "item of more than 65536 bytes, the largest that was allowed"),
        new Offence(
            "OPEN without end",
            raw -> {
              for (int i = 0; i < 200; i++) {
                raw.open(3 + 2 * i);
              }
              return raw;
            },
            "OPEN of one channel more than 100 at once"),
        new Offence(
            "OPEN and CLOSE without reading the answers",
            raw -> {
              for (int i = 0; i < 200; i++) {
                raw.open(3 + 2 * i).close(3 + 2 * i);
              }
              return raw;
            },
            "OPEN of one channel more than 100 at once"),
        new Offence(
            "PING without reading the answers",
            raw -> {
              for (int i = 0; i < 200; i++) {
                raw.ping(i);
              }
              return raw;
            },
            "more than 64 PINGs before an answer"),
        new Offence("PONG without PING", raw -> raw.pong(1), "PONG without a PING"));
  }

  @ParameterizedTest
  @MethodSource("offences")
  void anOffenceEndsTheConnection(Offence offence) {
    Heard ours = new Heard();
    agent.mux().open(2, Heard.bytes("ours"), ours);
    Raw.hello().open(1).to(agent);
    Heard theirs = agent.accepted().heard();
    assertThat(agent.says()).containsExactly("HELLO 13", "OPEN 2 9");
    agent.take();

    offence.said().apply(new Raw()).to(agent);

    String message = "broke the protocol: " + offence.message();
    assertThat(agent.take()).containsExactly(message);
    assertThat(ours.take()).endsWith("lost: " + message);
    assertThat(theirs.take()).last().asString().matches("lost: .*|closed");
    assertThat(agent.says()).containsExactly("BYE " + offence.message().length());
    new Raw().item(1, 1).to(agent);
    assertThat(agent.take()).as("what follows is not read").isEmpty();
    assertThat(ours.take()).isEmpty();
  }

  /// The first frame must be HELLO, and right.
  @Test
  void nothingComesBeforeHello() {
    List<Raw> all =
        List.of(
            new Raw().open(1),
            new Raw().more(1, 1),
            new Raw().item(1, 0),
            new Raw().credit(1, 1),
            new Raw().eof(1),
            new Raw().close(1),
            new Raw().ping(1),
            new Raw().pong(1),
            new Raw().bye());
    for (Raw raw : all) {
      Peer fresh = Peer.of(Settings.Side.AGENT);
      raw.to(fresh);
      assertThat(fresh.take()).singleElement().asString().endsWith(" before HELLO");
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 0 | 5000 | 65536 | speaks versions 0 to 0, and we 1 to 1
          2 | 9 | 5000 | 65536 | speaks versions 2 to 9, and we 1 to 1
          2 | 1 | 5000 | 65536 | speaks versions 2 to 1, and we 1 to 1
          1 | 1 | 1023 | 65536 | window of 1023; wanted 1024 to 2147483647
          1 | 1 | -1   | 65536 | window of 4294967295; wanted 1024 to 2147483647
          1 | 1 | 5000 | 65535 | takes items of 65535 bytes; 65536 is the least
          1 | 1 | 5000 | -1    | takes items of 4294967295 bytes; 65536 is the least
          """)
  void aWrongHelloEndsTheConnection(
      int lowest, int highest, int window, int largest, String message) {
    new Raw().hello(lowest, highest, window, largest).to(agent);
    assertThat(agent.take()).containsExactly("broke the protocol: " + message);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({"1, 1", "1, 9", "0, 1", "0, 65535"})
  void versionsAreARange(int lowest, int highest) {
    new Raw().hello(lowest, highest, 1024, 65536).to(agent);
    assertThat(agent.take()).containsExactly("hello 1 ");
  }

  /// Nobody can know of a channel before its OPEN has left.
  @Test
  void nothingIsSaidOfAChannelThatWasNotToldOf() {
    agent.mux().open(2, Heard.bytes("ours"), new Heard());
    Raw.hello().credit(2, 1).to(agent);
    assertThat(agent.take()).endsWith("broke the protocol: frame for channel 2, which is not open");
  }

  @Test
  void typesFromLaterReleasesArePassedOver() {
    Raw.hello().frame(128, 12345, new byte[65_536]).frame(255, 0, new byte[0]).open(1).to(agent);
    assertThat(agent.allAccepted()).hasSize(1);
  }

  /// An agent may have few channels open with the controller, whose memory is that of many hosts.
  @Test
  void theControllerTakesFewChannels() {
    Peer controller = Peer.of(Settings.Side.CONTROLLER);
    Raw raw = Raw.hello();
    for (int i = 0; i < Settings.CHANNELS_OF_AN_AGENT; i++) {
      raw.open(2 + 2 * i);
    }
    raw.to(controller);
    assertThat(controller.take()).containsExactly("hello 1 ");
    new Raw().open(2 + 2 * Settings.CHANNELS_OF_AN_AGENT).to(controller);
    assertThat(controller.take())
        .containsExactly("broke the protocol: OPEN of one channel more than 256 at once");
  }

  /// Ids wrap round after 2³¹ channels, and pass over what is still open.
  @Test
  void idsWrapRound() {
    Raw.hello().open(1).open(0x7fffffff).open(0xfffffffd).open(0xffffffff).open(3).to(agent);
    assertThat(agent.take()).containsExactly("hello 1 ");
    assertThat(agent.allAccepted()).hasSize(5);
    new Raw().open(0x80000003).to(agent);
    assertThat(agent.take())
        .containsExactly("broke the protocol: OPEN of channel 2147483651 after channel 3");
  }

  /// What is dropped after we closed keeps to the protocol all the same.
  @Test
  void aClosedChannelKeepsCountOfItems() {
    Raw.hello().open(1).more(1, 10).to(agent);
    agent.accepted().channel().close();
    new Raw().more(1, 10).eof(1).to(agent);
    assertThat(agent.take()).endsWith("broke the protocol: EOF in the middle of an item");
  }

  /// What was on its way when we closed is dropped, but only as much as the window allowed.
  @Test
  void aClosedChannelDropsNoMoreThanItsWindow() {
    Raw.hello().open(1).to(agent);
    Heard heard = agent.accepted().heard();
    agent.accepted().channel().close();
    agent.says();
    new Raw().item(1, 2000).more(1, 2000).to(agent);
    assertThat(agent.says()).isEmpty();
    assertThat(heard.take()).isEmpty();
    new Raw().item(1, 2000).to(agent);
    assertThat(agent.take())
        .contains(
            "broke the protocol: fragment that costs 2064 on a channel whose window has 872 left");
  }
}
