package dev.muster.ssh.channel;

import static dev.muster.ssh.channel.Conversation.confirmation;
import static dev.muster.ssh.channel.Conversation.output;
import static dev.muster.ssh.channel.Conversation.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams in both directions: those that we ask for, and those that the server asks for.
class StreamChannelTest {

  private static final int WINDOW = 500;

  private final Conversation conversation;
  private final Channels channels;

  StreamChannelTest() throws Exception {
    conversation = new Conversation();
    channels = conversation.channels();
  }

  /// Writes down what becomes of a stream.
  private static final class Ear implements StreamEvents {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void opened() {
      heard.add("opened");
    }

    @Override
    public void received(byte[] bytes) {
      heard.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void receivedEnd() {
      heard.add("end");
    }

    @Override
    public void ended(ChannelEnd end) {
      heard.add(end.toString());
    }

    @Override
    public void gone() {
      heard.add("gone");
    }
  }

  /// Keeps whoever knocks waiting.
  private static final class Keeper implements Channels.Doorkeeper {
    private final List<StreamChannel> asked = new ArrayList<>();

    @Override
    public int windowBytes() {
      return WINDOW;
    }

    @Override
    public void asked(StreamChannel channel) {
      asked.add(channel);
    }
  }

  private static SshWriter wanted(String type) {
    return new SshWriter()
        .putByte(Message.CHANNEL_OPEN)
        .putString(type)
        .putInt(Conversation.PEER)
        .putInt(1000)
        .putInt(100);
  }

  private static SshWriter fromTcp(String host, int port) {
    return wanted("forwarded-tcpip").putString(host).putInt(port).putString("::1").putInt(4711);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private StreamChannel knock(Keeper keeper) throws Exception {
    channels.guard(keeper);
    conversation.say(fromTcp("localhost", 8080));
    return keeper.asked.getLast();
  }

  @Test
  void asksForASocketOverThereAndCarriesBothWays() throws Exception {
    Ear ear = new Ear();
    StreamChannel channel = channels.connect(new Route.ToUnix("/run/x"), WINDOW, ear);
    SshReader asked = new SshReader(conversation.server().hear().getFirst());
    assertThat(asked.readByte()).isEqualTo(Message.CHANNEL_OPEN);
    assertThat(asked.readName()).isEqualTo("direct-streamlocal@openssh.com");
    asked.skip(12);
    assertThat(asked.readText()).isEqualTo("/run/x");
    assertThat(asked.readText()).isEmpty();
    assertThat(asked.readInt()).isZero();
    assertThat(asked.isEmpty()).isTrue();

    conversation.say(confirmation(0, 1000, 100)).say(output("hello"));
    channel.write(bytes("you"), new CompletableFuture<>());
    channel.endInput();
    conversation.say(to(Message.CHANNEL_EOF)).say(to(Message.CHANNEL_CLOSE));
    assertThat(ear.heard).containsExactly("opened", "hello", "end", "NoStatus[]", "gone");
    assertThat(conversation.heard()).containsExactly("77 data you", "77 eof", "77 close");
  }

  @Test
  void tellsWhyTheServerOpensNone() throws Exception {
    Ear ear = new Ear();
    StreamChannel channel = channels.connect("there", 22, WINDOW, ear);
    conversation.say(to(Message.CHANNEL_OPEN_FAILURE).putInt(2).putString("refused").putString(""));
    assertThat(ear.heard)
        .containsExactly("NotOpened[what=a direct-tcpip, why=refused (reason 2)]", "gone");
    assertThat(channel.refusal()).isEqualTo(Channels.CONNECT_FAILED);
  }

  /// Whoever counts streams counts one until the server has let go of it.
  @Test
  void isGoneOnlyWhenTheServerHasAnswered() throws Exception {
    Ear ear = new Ear();
    StreamChannel channel = channels.connect("there", 22, WINDOW, ear);
    channel.close();
    assertThat(ear.heard).containsExactly("Cancelled[started=false]");
    conversation.say(confirmation(0, 1000, 100));
    assertThat(conversation.heard()).endsWith("77 close");
    assertThat(ear.heard).hasSize(1);
    conversation.say(to(Message.CHANNEL_CLOSE));
    assertThat(ear.heard).containsExactly("Cancelled[started=false]", "gone");
  }

  @Test
  void letsInWhatTheServerAsksFor() throws Exception {
    Ear ear = new Ear();
    StreamChannel channel = knock(new Keeper());
    assertThat(channel.route()).isEqualTo(new Route.FromTcp("localhost", 8080, "::1", 4711));
    assertThat(conversation.heard()).isEmpty();

    channel.accept(ear);
    SshReader answer = new SshReader(conversation.server().hear().getFirst());
    assertThat(answer.readByte()).isEqualTo(Message.CHANNEL_OPEN_CONFIRMATION);
    assertThat(answer.readInt()).isEqualTo(Conversation.PEER);
    assertThat(answer.readInt()).isZero();
    assertThat(answer.readInt()).isEqualTo(WINDOW);
    assertThat(answer.readInt()).isEqualTo(Channel.MAX_PACKET);

    conversation.say(output("hello"));
    channel.consumed(5);
    channel.write(bytes("x".repeat(150)), new CompletableFuture<>());
    channel.endInput();
    assertThat(conversation.heard())
        .containsExactly("77 data " + "x".repeat(100), "77 data " + "x".repeat(50), "77 eof");
    conversation.say(to(Message.CHANNEL_EOF)).say(to(Message.CHANNEL_CLOSE));
    assertThat(ear.heard).containsExactly("opened", "hello", "end", "NoStatus[]", "gone");
    assertThat(channels.all()).isEmpty();
  }

  @Test
  void limitsWhatComesInToTheWindow() throws Exception {
    knock(new Keeper()).accept(new Ear());
    conversation.say(output("x".repeat(WINDOW)));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> conversation.say(output("y")))
        .withMessageContaining("window has 0 left");
  }

  @Test
  void sendsMoreAheadWhenTheWindowIsWidened() throws Exception {
    StreamChannel channel = knock(new Keeper());
    assertThat(channel.widen(100)).as("before it is let in").isFalse();
    channel.accept(new Ear());
    conversation.heard();
    assertThat(channel.widen(100)).isTrue();
    assertThat(conversation.heard()).containsExactly("77 credit 100");
    conversation.say(output("x".repeat(WINDOW + 100)));
    channel.consumed(299);
    assertThat(conversation.heard()).isEmpty();
    channel.consumed(1);
    assertThat(conversation.heard()).as("half of what it is now").containsExactly("77 credit 300");
    conversation.say(to(Message.CHANNEL_EOF));
    assertThat(channel.widen(100)).as("nothing comes any more").isFalse();
    assertThat(conversation.heard()).isEmpty();
  }

  @Test
  void doesNotLetInAndSaysWhy() throws Exception {
    StreamChannel channel = knock(new Keeper());
    channel.refuse(Channels.CONNECT_FAILED, "Connection refused");
    SshReader answer = new SshReader(conversation.server().hear().getFirst());
    assertThat(answer.readByte()).isEqualTo(Message.CHANNEL_OPEN_FAILURE);
    assertThat(answer.readInt()).isEqualTo(Conversation.PEER);
    assertThat(answer.readInt()).isEqualTo(2);
    assertThat(answer.readText()).isEqualTo("Connection refused");
    assertThat(channels.all()).isEmpty();
  }

  /// It was not told the number, so it guessed it.
  @ParameterizedTest
  @ValueSource(
      ints = {
        Message.CHANNEL_OPEN_CONFIRMATION,
        Message.CHANNEL_OPEN_FAILURE,
        Message.CHANNEL_WINDOW_ADJUST,
        Message.CHANNEL_DATA,
        Message.CHANNEL_EOF,
        Message.CHANNEL_CLOSE,
        Message.CHANNEL_REQUEST,
        Message.CHANNEL_SUCCESS
      })
  void hearsNothingOnAChannelThatIsNotLetIn(int type) throws Exception {
    knock(new Keeper());
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> conversation.say(to(type).putInt(0).putInt(0).putInt(0).putInt(0).putInt(0)));
  }

  @ParameterizedTest
  @CsvSource({
    "x11",
    "session",
    "direct-tcpip",
    "tun@openssh.com",
    "auth-agent-req@openssh.com",
    "''"
  })
  void refusesKindsThatNobodyTakes(String type) throws Exception {
    Keeper keeper = new Keeper();
    channels.guard(keeper);
    conversation.say(wanted(type));
    assertThat(conversation.heard()).containsExactly("77 not opened 1");
    assertThat(keeper.asked).isEmpty();
  }

  @Test
  void knowsWhatItIsAskedFor() throws Exception {
    Keeper keeper = new Keeper();
    channels.guard(keeper);
    conversation.say(wanted("forwarded-streamlocal@openssh.com").putString("/a").putString(""));
    conversation.say(wanted("auth-agent@openssh.com"));
    assertThat(keeper.asked)
        .extracting(StreamChannel::route)
        .containsExactly(new Route.FromUnix("/a"), new Route.FromAgent());
  }

  @Test
  void takesNoNamesAndPortsThatCannotBe() throws Exception {
    channels.guard(new Keeper());
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> conversation.say(fromTcp("x".repeat(1026), 80)))
        .withMessageContaining("a name of 1026 characters");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> conversation.say(fromTcp("x", 65_536)))
        .withMessageContaining("port 65536");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> conversation.say(fromTcp("x", -1)))
        .withMessageContaining("port 4294967295");
  }

  /// Two questions and a sign of life: the answers belong to them in their order.
  @Test
  void tellsWhichRequestWasAnswered() throws Exception {
    List<String> answers = new ArrayList<>();
    channels.ask(
        "tcpip-forward",
        body -> body.putString("localhost").putInt(0),
        (success, more) -> answers.add("first " + success + " " + more.readInt()));
    channels.askForLife();
    channels.ask("other", _ -> {}, (success, more) -> answers.add("second " + success));
    assertThat(conversation.heard())
        .containsExactly(
            "global tcpip-forward true", "global keepalive@openssh.com true", "global other true");

    conversation.say(new SshWriter().putByte(Message.REQUEST_SUCCESS).putInt(40_123));
    conversation.say(new SshWriter().putByte(Message.REQUEST_FAILURE));
    conversation.say(new SshWriter().putByte(Message.REQUEST_FAILURE));
    assertThat(answers).containsExactly("first true 40123", "second false");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> conversation.say(new SshWriter().putByte(Message.REQUEST_FAILURE)))
        .withMessageContaining("a request that was never made");
  }
}
