package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sizes and numbers at each limit, and one over it: the first is borne, the second ends the
/// connection with an error that says why.
class HostileLimitsTest {

  private final MemoryClient client;
  private final RawServer server;

  HostileLimitsTest() throws Exception {
    client = new MemoryClient(false);
    server = new RawServer(client);
  }

  private void reach(Moment moment) throws Exception {
    moment.reach(server, client, "");
  }

  private void breaks(String why, SshWriter message) {
    breaks(why, message.toBytes());
  }

  private void breaks(String why, byte[] message) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> server.say(message))
        .withMessageContaining(why);
  }

  private static SshWriter message(int number) {
    return new SshWriter().putByte(number);
  }

  @Test
  void aChannelsWindow() throws Exception {
    reach(Moment.RUNNING);
    server.say(Body.data(MemoryClient.WINDOW));
    server.say(Body.data(0));
    breaks("1 bytes on a channel whose window has 0 left", Body.data(1));
  }

  @Test
  void aChannelsWindowInOneMessage() throws Exception {
    reach(Moment.RUNNING);
    breaks("1001 bytes on a channel whose window has 1000 left", Body.data(1001));
  }

  @Test
  void whatOneMessageOfOutputHolds() throws Exception {
    reach(Moment.RUNNING);
    breaks("1000 left", Body.data(32 << 10));
    MemoryClient other = new MemoryClient(false);
    RawServer second = new RawServer(other);
    Moment.RUNNING.reach(second, other, "");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> second.say(Body.data((32 << 10) + 1)))
        .withMessageContaining("at most 32768");
  }

  @Test
  void ourWindow() throws Exception {
    reach(Moment.RUNNING); // it began with 1000
    server.say(message(Message.CHANNEL_WINDOW_ADJUST).putInt(0).putInt(-1 - 1000));
    breaks(
        "1 bytes of credit on top of 4294967295",
        message(Message.CHANNEL_WINDOW_ADJUST).putInt(0).putInt(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 32 << 10, 0x7fff_ffffL, 0xffff_ffffL})
  void packetsOfAnySizeThatTheServerTakes(long size) throws Exception {
    reach(Moment.OPENING);
    server.say(Body.confirmation(0xffff_ffffL, size)).hearUntil(Message.CHANNEL_REQUEST);
  }

  @Test
  void packetsOfNothing() throws Exception {
    reach(Moment.OPENING);
    breaks("packets of 0 bytes", Body.confirmation(1000, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 77, 0x7fff_ffff, -1})
  void channelsThatDoNotExist(int id) throws Exception {
    for (int number = Message.CHANNEL_OPEN_CONFIRMATION; number <= 100; number++) {
      MemoryClient own = new MemoryClient(false);
      RawServer each = new RawServer(own);
      Moment.RUNNING.reach(each, own, "");
      byte[] body = Body.of(number);
      byte[] other = message(number).putInt(id).putBytes(body, 5, body.length - 5).toBytes();
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> each.say(other))
          .withMessageContaining("channel " + Integer.toUnsignedLong(id) + ", which is not open");
    }
  }

  @Test
  void closingTwice() throws Exception {
    reach(Moment.CLOSED);
    breaks("channel 0, which is not open", Body.of(Message.CHANNEL_CLOSE));
  }

  @Test
  void endingTheOutputTwice() throws Exception {
    reach(Moment.HALF_CLOSED);
    breaks("end of output twice", Body.of(Message.CHANNEL_EOF));
  }

  /// Servers say a signal and a status of one command; the last one counts.
  @Test
  void tellingTheStatusTwice() throws Exception {
    reach(Moment.RUNNING);
    server.say(Body.of(Message.CHANNEL_REQUEST)).say(Body.of(Message.CHANNEL_REQUEST));
    server.say(Body.of(Message.CHANNEL_CLOSE));
    assertThat(client.events()).containsExactly("started", "Exited[status=3]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, -1})
  void outputOfAnUnknownKind(int kind) throws Exception {
    reach(Moment.RUNNING);
    breaks(
        "output of an unknown kind",
        message(Message.CHANNEL_EXTENDED_DATA).putInt(0).putInt(kind).putString("x"));
  }

  @Test
  void banners() throws Exception {
    reach(Moment.AUTHENTICATING);
    byte[] text = new byte[1 << 14];
    Arrays.fill(text, (byte) 'x');
    server.say(message(Message.USERAUTH_BANNER).putString(text).putString(""));
    breaks("banners of over 16384", message(Message.USERAUTH_BANNER).putString("x").putString(""));
  }

  @Test
  void bannersOfNothing() throws Exception {
    reach(Moment.AUTHENTICATING);
    byte[] empty = message(Message.USERAUTH_BANNER).putString("").putString("").toBytes();
    for (int i = 0; i < 64; i++) {
      server.say(empty);
    }
    breaks("banners", empty);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Message.IGNORE, Message.UNIMPLEMENTED, Message.DEBUG, Message.EXT_INFO, 22, 0})
  void messagesThatMeanNothingBeforeTheUserIsAuthenticated(int number) throws Exception {
    reach(Moment.AUTHENTICATING);
    for (int i = 0; i < 256; i++) {
      server.say(Body.of(number));
    }
    breaks("over 256 messages that mean nothing", Body.of(number));
  }

  /// Nothing is kept of them; a loop serves its other connections between them.
  @ParameterizedTest
  @EnumSource(
      value = Moment.class,
      names = {"IDLE", "RUNNING"})
  void messagesThatMeanNothingLater(Moment moment) throws Exception {
    reach(moment);
    for (int i = 0; i < 20_000; i++) {
      server.say(Body.of(Message.IGNORE + i % 3));
    }
    assertThat(client.said()).isEmpty();
  }

  @Test
  void keyExchangesOneAfterTheOther() throws Exception {
    reach(Moment.IDLE);
    for (int i = 0; i < 64; i++) {
      server.propose(Proposals.standard());
      server.finishExchange();
    }
    breaks("over 64 key exchanges one after the other", Body.of(Message.KEXINIT));
  }

  /// A server whose `RekeyLimit` is one second, on a connection that says little.
  @Test
  void keyExchangesNowAndThen() throws Exception {
    reach(Moment.RUNNING);
    for (int i = 0; i < 200; i++) {
      client.waits(1000);
      server.propose(Proposals.standard());
      server.finishExchange();
    }
    assertThat(client.events()).containsExactly("started");
  }

  /// A server whose `RekeyLimit` is less than a packet.
  @Test
  void keyExchangesBetweenPiecesOfOutput() throws Exception {
    reach(Moment.RUNNING);
    byte[] bytes = new SshWriter().putByte(Message.IGNORE).putString(new byte[600]).toBytes();
    for (int i = 0; i < 200; i++) {
      server.say(bytes).propose(Proposals.standard());
      server.finishExchange();
    }
    assertThat(client.events()).containsExactly("started");
  }

  @ParameterizedTest
  @ValueSource(ints = {Message.REQUEST_SUCCESS, Message.REQUEST_FAILURE})
  void signsOfLifeThatNobodyAskedFor(int number) throws Exception {
    reach(Moment.IDLE);
    client.protocol().channels().askForLife();
    server.hearUntil(Message.GLOBAL_REQUEST).say(number);
    breaks("a request that was never made", Body.of(number));
  }

  @Test
  void namesThatAreNoNames() throws Exception {
    reach(Moment.IDENTIFIED);
    String commas = String.join("", Collections.nCopies(40_000, ","));
    SshWriter proposal = message(Message.KEXINIT).putBytes(new byte[16]).putString(commas);
    for (int i = 0; i < 9; i++) {
      proposal.putString("");
    }
    proposal.putBoolean(false).putInt(0);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> server.say(proposal.toBytes()))
        .satisfies(e -> assertThat(e.toString()).hasSizeLessThan(4000));
  }

  @Test
  void aCompressionBomb() throws Exception {
    MemoryClient inflating = new MemoryClient(true);
    RawServer bomber = new RawServer(inflating);
    Moment.IDLE.reach(bomber, inflating, "zlib@openssh.com");
    byte[] zeros = new byte[20 << 20];
    zeros[0] = Message.IGNORE;
    Deflater deflater = new Deflater(9);
    deflater.setInput(zeros);
    byte[] bomb = new byte[40_000];
    int length = deflater.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH);
    deflater.end();
    byte[] sent = Arrays.copyOf(bomb, length);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> bomber.say(sent))
        .withMessage("packet that decompresses to over 49152 bytes");
    inflating.end();
  }
}
