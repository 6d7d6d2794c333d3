package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The connection as a whole: what its ends say first and last, and what goes before what.
class MuxTest {

  @Test
  void bothEndsIntroduceThemselves() {
    MuxPair pair = new MuxPair().run();

    assertThat(pair.controller().take()).containsExactly("hello 1 *");
    assertThat(pair.agent().take()).containsExactly("hello 1 *");
  }

  /// An OPEN does not wait for the other end's HELLO: that would be a round trip more for the first
  /// call.
  @Test
  void aChannelMayBeOpenedBeforeTheOtherEndHasSpoken() {
    Peer controller = Peer.of(Settings.Side.CONTROLLER);
    Heard heard = new Heard();
    Channel channel = controller.mux().open(2, ByteBuffer.allocate(100_000), heard);
    channel.finish();
    assertThat(controller.says()).containsExactly("HELLO 13", "OPEN 1 32773");

    Raw.hello().to(controller); // whose window is 100,000
    assertThat(controller.says())
        .containsExactly("MORE 1 32768", "MORE 1 32768", "ITEM 1 1696", "EOF 1 0");
  }

  @Test
  void controlFramesGoFirst() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).open(3).open(5).to(agent);
    List<Channel> channels = channels(agent);
    agent.says();

    channels.get(0).trySend(new byte[10]);
    channels.get(0).close();
    channels.get(1).trySend(new byte[20]);
    channels.get(2).finish();
    agent.mux().ping(7);
    new Raw().ping(8).to(agent);

    assertThat(agent.says())
        .containsExactly("PONG 8", "PING 8", "EOF 5 0", "ITEM 1 10", "CLOSE 1 0", "ITEM 3 20");
  }

  @Test
  void channelsTakeTurns() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1, 2, 1 << 20, 0).open(3).open(5).to(agent);
    List<Channel> channels = channels(agent);
    agent.says();

    channels.get(0).trySend(new byte[100_000]);
    channels.get(1).trySend(new byte[1]);
    channels.get(1).trySend(new byte[2]);
    channels.get(2).trySend(new byte[3]);
    channels.get(2).sendAndClose(new byte[4]);

    assertThat(agent.says())
        .containsExactly(
            "MORE 1 32768",
            "ITEM 3 1",
            "ITEM 5 3",
            "MORE 1 32768",
            "ITEM 3 2",
            "ITEM 5 4",
            "CLOSE 5 0",
            "MORE 1 32768",
            "ITEM 1 1696");
  }

  @Test
  void ofWhatTheDriverCarriesTheHeaderLeaves() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    List<Integer> offered = new ArrayList<>();
    agent
        .mux()
        .drivenBy(
            new Driver() {
              @Override
              public void output() {}

              @Override
              public boolean carries(ByteBuffer item) {
                offered.add(item.remaining());
                return item.remaining() == 60_000;
              }
            });
    Raw.hello().open(1, 2, 70_000, 0).to(agent);
    agent.says();
    Channel channel = agent.accepted().channel();
    for (int size : new int[] {127, 128, 60_000, 3, 9_000, 4, 65_000}) {
      channel.trySend(new byte[size]);
    }

    ByteBuffer before = ByteBuffer.allocate(200_000);
    assertThat(agent.mux().fill(before)).isTrue();
    ByteBuffer behind = ByteBuffer.allocate(200_000);
    assertThat(agent.mux().fill(behind)).isFalse();

    int header = FrameType.HEADER;
    assertThat(before.position()).isEqualTo(header + 127 + header + 128 + header);
    assertThat(before.getInt(before.position() - 4)).isEqualTo(60_000);
    assertThat(behind.get(0)).isEqualTo((byte) FrameType.ITEM.code());
    assertThat(behind.position())
        .as("as much as the window has, which has paid for what was carried")
        .isEqualTo(4 * header + 70_000 - (127 + 128 + 60_000) - 7 * 64);
    assertThat(offered).as("whole ones that are not small").containsExactly(128, 60_000, 9_000);
  }

  @Test
  void answersToCloseWaitForCompany() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    List<Boolean> told = new ArrayList<>();
    agent.mux().drivenBy(() -> told.add(true));
    Raw.hello().open(1).close(1).to(agent);
    assertThat(agent.says()).containsExactly("HELLO 13", "CLOSE 1 0");

    new Raw().open(3).close(3).to(agent);
    assertThat(told).as("not told of the answer alone").hasSize(1);
    assertThat(agent.says()).isEmpty();
    agent.mux().ping(1);
    assertThat(agent.says()).containsExactly("PING 8", "CLOSE 3 0");

    for (int id = 5; id < 5 + 2 * 15; id += 2) {
      new Raw().open(id).close(id).to(agent);
      assertThat(agent.says()).isEmpty();
    }
    new Raw().open(99).close(99).to(agent);
    assertThat(told).as("16 are company enough").hasSize(3);
    assertThat(agent.says()).hasSize(16);
    assertThat(agent.mux().openChannels()).isZero();
  }

  @Test
  void theDriverIsToldOnceUntilItHasTakenAll() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    List<Boolean> told = new ArrayList<>();
    agent.mux().drivenBy(() -> told.add(true));
    assertThat(told).as("of HELLO").hasSize(1);
    Raw.hello().open(1, 2, 1 << 20, 0).to(agent);
    Channel channel = agent.accepted().channel();
    channel.trySend(new byte[100_000]);
    assertThat(told).hasSize(1);

    ByteBuffer some = ByteBuffer.allocate(50_000);
    assertThat(agent.mux().fill(some)).isTrue();
    channel.trySend(new byte[1]);
    assertThat(told).as("it knows that there is more").hasSize(1);
    agent.says();
    channel.trySend(new byte[1]);
    assertThat(told).hasSize(2);
  }

  @Test
  void pingsAreAnswered() {
    MuxPair pair = new MuxPair().run();
    pair.controller().take();
    assertThat(pair.controller().mux().ping(42)).isTrue();
    pair.run();
    assertThat(pair.controller().take()).containsExactly("pong 42");

    for (int i = 0; i < Outgoing.MAX_PINGS; i++) {
      assertThat(pair.controller().mux().ping(i)).isTrue();
    }
    assertThat(pair.controller().mux().ping(99)).as("too many unanswered").isFalse();
    pair.run();
    assertThat(pair.controller().mux().ping(99)).isTrue();
    assertThat(pair.controller().take()).hasSize(64);
  }

  // --- its end

  @Test
  void theEndIsHeardOnceByAll() {
    MuxPair pair = new MuxPair();
    List<Heard> all = List.of(new Heard(), new Heard(), new Heard());
    all.forEach(heard -> pair.open("x", heard));
    pair.run();
    pair.agent().mux().bye("enough".getBytes(StandardCharsets.UTF_8));
    pair.run();

    all.forEach(heard -> assertThat(heard.take()).containsExactly("lost: ended the connection"));
    pair.controller().mux().inputEnded();
    pair.controller().mux().failed(new java.io.IOException("broken pipe"));
    all.forEach(heard -> assertThat(heard.take()).isEmpty());
    assertThat(pair.controller().take()).containsExactly("hello 1 *", "ended the connection");
    assertThat(pair.controller().mux().end())
        .get()
        .satisfies(end -> {
          assertThat(((MuxEnd.Bye) end).ours()).isFalse();
          assertThat(Heard.shown(((MuxEnd.Bye) end).reason())).isEqualTo("enough");
        });
    assertThat(pair.agent().take()).endsWith("was told that the connection is over");
  }

  @Test
  void byeDropsWhatWaitsAndIsTheLast() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).to(agent);
    agent.accepted().channel().trySend(new byte[40_000]);
    ByteBuffer some = ByteBuffer.allocate(128);
    agent.mux().fill(some);
    assertThat(agent.mux().isSpent()).isFalse();

    agent.mux().bye(new byte[70]);
    assertThat(agent.mux().isSpent()).isFalse();
    assertThat(agent.says()).containsExactly("BYE 70");
    assertThat(agent.mux().isSpent()).isTrue();
    agent.mux().bye(new byte[3]);
    assertThat(agent.says()).isEmpty();
    assertThat(agent.accepted().channel().trySend(new byte[1])).isEqualTo(Offer.ENDED);
    assertThat(agent.mux().ping(1)).isFalse();
  }

  @Test
  void aFrameThatIsHalfSentIsFinishedBeforeBye() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).to(agent);
    agent.says();
    agent.accepted().channel().close(new byte[1000]);
    ByteBuffer some = ByteBuffer.allocate(128);
    assertThat(agent.mux().fill(some)).isTrue();
    agent.mux().bye(new byte[0]);

    byte[] rest = agent.said(4096);
    byte[] all = new byte[some.position() + rest.length];
    some.flip().get(all, 0, some.remaining());
    System.arraycopy(rest, 0, all, all.length - rest.length, rest.length);
    assertThat(Raw.words(all)).containsExactly("CLOSE 1 1000", "BYE 0");
  }

  @ParameterizedTest
  @CsvSource({"0, its output ended", "5, its output ended inside a frame"})
  void theEndOfThePipeEndsIt(int bytesOfAFrame, String what) {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().to(agent);
    agent.mux().received(ByteBuffer.wrap(new Raw().ping(1).bytes(), 0, bytesOfAFrame));
    agent.mux().inputEnded();
    assertThat(agent.take()).containsExactly("hello 1 ", "was lost: " + what);
  }

  /// The end is heard by the reading thread when that is at work: nobody hears two things at once.
  @Test
  void whatEndsItInsideAHandlerIsHeardAfterIt() {
    List<String> order = new ArrayList<>();
    Peer agent = Peer.of(Settings.Side.AGENT);
    agent.accepting(accepted ->
        new ChannelHandler() {
          @Override
          public void item(Channel channel, Payload item) {
            order.add("item begins");
            channel.mux().bye(new byte[0]);
            order.add("item ends");
          }

          @Override
          public void closed(Channel channel, ChannelEnd end) {
            order.add("closed");
          }
        });
    Raw.hello().open(1).item(1, 1).item(1, 1).to(agent);
    assertThat(order).containsExactly("item begins", "item ends", "closed");
    assertThat(agent.take()).endsWith("was told that the connection is over");
  }

  @Test
  void aHandlerThatFailsEndsItAndIsThrownOn() {
    Peer agent = Peer.of(Settings.Side.AGENT);
    agent.accepting(accepted -> {
      throw new IllegalStateException("no idea");
    });
    assertThatIllegalStateException()
        .isThrownBy(() -> Raw.hello().open(1).to(agent))
        .withMessage("no idea");
    assertThat(agent.take()).containsExactly("hello 1 ", "was lost: a handler failed");
  }

  @Test
  void aChannelThatIsOpenedTooLateHearsTheEnd() {
    Peer controller = Peer.of(Settings.Side.CONTROLLER);
    controller.mux().inputEnded();
    Heard heard = new Heard();
    Channel channel = controller.mux().open(2, Heard.bytes("x"), heard);
    assertThat(heard.take()).containsExactly("lost: was lost: its output ended");
    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.trySend(new byte[1])).isEqualTo(Offer.ENDED);
    assertThat(channel.close()).isFalse();
    channel.finish();
    assertThat(controller.says()).containsExactly("HELLO 13");
  }

  @Test
  void waitsUntilAllIsSent() throws Exception {
    Peer agent = Peer.of(Settings.Side.AGENT);
    Raw.hello().open(1).to(agent);
    assertThat(agent.mux().awaitSent(Duration.ZERO)).as("HELLO waits").isFalse();
    agent.says();
    assertThat(agent.mux().awaitSent(Duration.ZERO)).isTrue();

    Channel channel = agent.accepted().channel();
    channel.trySend(new byte[6000]); // the window is 5,000
    agent.says();
    assertThat(agent.mux().awaitSent(Duration.ofMillis(1))).as("it waits for window").isFalse();
    new Raw().credit(1, 5000).to(agent);
    try (Background waiting = new Background(() -> agent.mux().awaitSent(Duration.ofMinutes(1)))) {
      waiting.awaitWaiting();
      agent.says();
      assertThat(waiting.result()).isEqualTo(true);
    }
  }

  // --- what a caller may not do

  @Test
  void aCallersMistakesAreSaid() {
    Mux mux = Peer.of(Settings.Side.CONTROLLER).mux();
    Heard heard = new Heard();
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.open(128, none, heard))
        .withMessage("purpose 128; wanted 0 to 127");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.open(1, none, 1023, heard))
        .withMessage("window 1023; wanted 1024 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.bye(new byte[65_537]))
        .withMessage("reason of 65537 bytes; at most 65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.fill(ByteBuffer.allocate(127)))
        .withMessage("buffer for 127 bytes; at least 128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mux(mux.settings(), new byte[65_525], Peer.of(Settings.Side.AGENT)))
        .withMessage("offers of 65525 bytes; at most 65524");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536})
  void oneChannelTooManyIsRefusedHere(int more) {
    Mux mux = Peer.of(Settings.Side.CONTROLLER).mux();
    Heard heard = new Heard();
    int open = Math.min(Settings.MOST_CHANNELS, 65_535 + more);
    for (int i = 0; i < open; i++) {
      mux.open(1, ByteBuffer.allocate(0), heard);
    }
    if (open == Settings.MOST_CHANNELS) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> mux.open(1, ByteBuffer.allocate(0), heard))
          .withMessage("connection: 65536 channels are open; close some first");
    }
    assertThat(mux.openChannels()).isEqualTo(open);
  }

  private static List<Channel> channels(Peer peer) {
    return peer.allAccepted().stream().map(Peer.Accepted::channel).toList();
  }
}
