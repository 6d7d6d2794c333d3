package dev.muster.ssh.channel;

import static dev.muster.ssh.channel.Conversation.confirmation;
import static dev.muster.ssh.channel.Conversation.output;
import static dev.muster.ssh.channel.Conversation.request;
import static dev.muster.ssh.channel.Conversation.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {

  private static void broken(String message, ThrowingCallable action) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(action)
        .withMessageStartingWith(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void runsACommandFromItsRequestToItsEnd() throws Exception {
    Conversation conversation = new Conversation();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("LANG", "C");
    environment.put("A", "b");
    SessionChannel channel =
        conversation
            .channels()
            .session(SessionStart.exec("uname -r", environment), 5000, conversation);
    assertThat(conversation.heard()).containsExactly("open session 0 5000 32768");
    assertThat(channel.mayHaveRun()).isFalse();

    conversation.say(confirmation(0, 1000, 100));
    assertThat(conversation.heard())
        .containsExactly("77 env false LANG C", "77 env false A b", "77 exec true uname -r");
    assertThat(channel.mayHaveRun()).isTrue();
    assertThat(channel.isAnswered()).isFalse();

    conversation.say(output("early")).say(to(Message.CHANNEL_SUCCESS));
    assertThat(channel.isAnswered()).isTrue();
    conversation.say(output("6.1\n"));
    conversation.say(to(Message.CHANNEL_EXTENDED_DATA).putInt(1).putString("oops"));
    conversation.say(request("exit-status", false).putInt(3));
    conversation.say(to(Message.CHANNEL_EOF)).say(to(Message.CHANNEL_CLOSE));

    assertThat(conversation.events())
        .containsExactly("out early", "started", "out 6.1\n", "err oops", "Exited[status=3]");
    assertThat(conversation.heard()).containsExactly("77 close");
    assertThat(conversation.channels().all()).isEmpty();
  }

  @Test
  void whatIsTypedDoesNotStayInTheBuffer() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.channel().write(bytes("open sesame"), new CompletableFuture<>());

    assertThat(conversation.heard()).hasSize(1).first().asString().endsWith("open sesame");
    byte[] buffer = conversation.channels().message(Message.CHANNEL_DATA).array();
    assertThat(new String(buffer, StandardCharsets.ISO_8859_1)).doesNotContain("sesame");
  }

  @Test
  void tellsHowASignalEndedTheCommand() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.say(
        request("exit-signal", false)
            .putString("KILL\u001b[2J")
            .putBoolean(true)
            .putString("line\nline")
            .putString("en"));
    conversation.say(to(Message.CHANNEL_CLOSE));

    assertThat(conversation.events())
        .endsWith("Signalled[signal=KILL?[2J, coreDumped=true, text=line?line]");
  }

  @Test
  void tellsThatTheServerSaidNothingOfTheCommand() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.say(to(Message.CHANNEL_CLOSE));

    assertThat(conversation.events()).containsExactly("started", "NoStatus[]");
  }

  @Test
  void tellsThatNoChannelWasOpened() throws Exception {
    Conversation conversation = Conversation.opening();
    SessionChannel channel = conversation.channel();
    conversation.say(
        to(Message.CHANNEL_OPEN_FAILURE).putInt(1).putString("no\u0007").putString(""));

    assertThat(conversation.events())
        .containsExactly("NotOpened[what=a session, why=no? (reason 1)]");
    assertThat(channel.mayHaveRun()).isFalse();
    assertThat(conversation.heard()).isEmpty();
    assertThat(conversation.channels().all()).isEmpty();
  }

  @Test
  void tellsThatTheCommandWasRefused() throws Exception {
    Conversation conversation = Conversation.starting();
    SessionChannel channel = conversation.channel();
    conversation.say(to(Message.CHANNEL_FAILURE));

    assertThat(conversation.events())
        .containsExactly("Refused[what=the command, why=the server's policy or configuration]");
    assertThat(conversation.heard()).containsExactly("77 close");
    assertThat(channel.isAnswered()).isTrue();
    conversation.say(request("exit-status", false).putInt(0)); // a lie that changes nothing
    assertThat(channel.mayHaveRun()).isFalse();
    conversation.say(to(Message.CHANNEL_CLOSE));
    assertThat(conversation.events()).hasSize(1);
    assertThat(conversation.heard()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state  | number | what it says
          opening  | 61       | CLOSED on a channel that is OPENING
          opening  | 5e       | DATA on a channel that is OPENING
          opening  | 5d       | DATA on a channel that is OPENING
          opening  | 60       | DATA on a channel that is OPENING
          opening  | 62       | DATA on a channel that is OPENING
          opening  | 63       | ACCEPTED on a channel that is OPENING
          opening  | 64       | REFUSED on a channel that is OPENING
          starting | 5b       | CONFIRMED on a channel that is STARTING
          starting | 5c       | NOT_OPENED on a channel that is STARTING
          running  | 5b       | CONFIRMED on a channel that is RUNNING
          running  | 5c       | NOT_OPENED on a channel that is RUNNING
          running  | 63       | ACCEPTED on a channel that is RUNNING
          running  | 64       | REFUSED on a channel that is RUNNING
          """)
  void refusesWhatCannotHappenThere(String state, String type, String message) throws Exception {
    Conversation conversation =
        switch (state) {
          case "opening" -> Conversation.opening();
          case "starting" -> Conversation.starting();
          default -> Conversation.running();
        };
    List<String> before = List.copyOf(conversation.events());
    SshWriter sent = to(HexFormat.fromHexDigits(type));

    broken(message, () -> conversation.say(sent));
    assertThat(conversation.events()).isEqualTo(before); // the driver tells of the end
    assertThat(conversation.channels().all()).hasSizeLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {91, 92, 93, 94, 95, 96, 97, 98, 99, 100})
  void refusesMessagesForChannelsThatAreNotOpen(int type) throws Exception {
    Conversation conversation = Conversation.running();
    for (int id : new int[] {1, -1, Integer.MIN_VALUE, Conversation.PEER}) {
      broken(
          "message for channel " + Integer.toUnsignedLong(id) + ", which is not open",
          () -> conversation.say(new SshWriter().putByte(type).putInt(id)));
    }
    conversation.say(to(Message.CHANNEL_CLOSE));
    broken("message for channel 0", () -> conversation.say(to(type)));
  }

  @Test
  void limitsOutputToTheWindowItGave() throws Exception {
    Conversation conversation = Conversation.running(); // 1000 bytes
    conversation.say(output("x".repeat(600)));
    broken(
        "401 bytes on a channel whose window has 400 left",
        () -> conversation.say(output("y".repeat(401))));

    Conversation other = Conversation.running();
    other.say(output("x".repeat(600)));
    other.channel().consumed(499);
    assertThat(other.heard()).isEmpty();
    other.channel().consumed(1);
    assertThat(other.heard()).containsExactly("77 credit 500");
    other.say(output("y".repeat(900)));
    broken("1 bytes on a channel", () -> other.say(output("z")));
  }

  @Test
  void limitsOneMessageOfOutput() throws Exception {
    Conversation conversation = new Conversation();
    conversation.exec("yes", 1 << 20);
    conversation.say(confirmation(0, 1000, 100)).say(to(Message.CHANNEL_SUCCESS));
    conversation.say(output("x".repeat(32 << 10)));

    broken("output of 32769 bytes at once", () -> conversation.say(output("x".repeat(32_769))));
  }

  @Test
  void refusesOutputAfterItsEndAndOfAnUnknownKind() throws Exception {
    Conversation ended = Conversation.running();
    ended.say(to(Message.CHANNEL_EOF));
    broken("output after its end", () -> ended.say(output("x")));

    Conversation unknown = Conversation.running();
    broken(
        "output of an unknown kind",
        () -> unknown.say(to(Message.CHANNEL_EXTENDED_DATA).putInt(2).putString("x")));
  }

  @Test
  void givesCreditForOutputThatNobodyReadsAnyMore() throws Exception {
    Conversation conversation = Conversation.opening();
    conversation.channel().close();
    assertThat(conversation.events()).containsExactly("Cancelled[started=false]");
    assertThat(conversation.heard()).isEmpty(); // there is no number to close yet
    conversation.say(confirmation(0, 1000, 100));
    assertThat(conversation.heard()).containsExactly("77 close"); // and no command
    for (int i = 0; i < 10; i++) {
      conversation.say(output("x".repeat(900)));
    }
    conversation.say(to(Message.CHANNEL_CLOSE));
    assertThat(conversation.events()).hasSize(1);
    assertThat(conversation.heard()).isEmpty();
  }

  @Test
  void closesARunningCommandOnce() throws Exception {
    Conversation conversation = Conversation.running();
    SessionChannel channel = conversation.channel();
    channel.close();
    channel.close();
    channel.signal("TERM");
    channel.endInput();

    assertThat(conversation.events()).containsExactly("started", "Cancelled[started=true]");
    assertThat(conversation.heard()).containsExactly("77 close");
    conversation.say(output("late")).say(request("exit-status", false).putInt(1));
    conversation.say(to(Message.CHANNEL_CLOSE));
    assertThat(conversation.events()).hasSize(2);
    channel.consumed(0);
    assertThat(conversation.heard()).isEmpty();
  }

  @Test
  void sendsInputAsWindowPacketAndRoomAllow() throws Exception {
    Conversation conversation = Conversation.running(); // window 1000, packets of 100
    SessionChannel channel = conversation.channel();
    CompletableFuture<Void> sent = new CompletableFuture<>();
    conversation.room(60);
    channel.write(bytes("a".repeat(250)), sent);
    assertThat(conversation.heard())
        .isNotEmpty()
        .allMatch(("77 data " + "a".repeat(60))::startsWith);
    assertThat(sent).isCompleted();
    conversation.room(1 << 20);
    CompletableFuture<Void> second = new CompletableFuture<>();
    channel.write(bytes("b".repeat(850)), second);
    channel.endInput();

    List<String> heard = conversation.heard();
    assertThat(heard).hasSize(8).last().isEqualTo("77 data " + "b".repeat(50));
    assertThat(second).isNotDone();
    conversation.say(to(Message.CHANNEL_WINDOW_ADJUST).putInt(100));
    assertThat(conversation.heard()).containsExactly("77 data " + "b".repeat(100), "77 eof");
    assertThat(second).isCompleted();
  }

  @Test
  void waitsWithInputWhileThereIsNoRoom() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.room(0);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    conversation.channel().write(bytes("abc"), sent);
    assertThat(conversation.heard()).isEmpty();
    conversation.room(2);
    conversation.channels().pump();

    assertThat(conversation.heard()).containsExactly("77 data ab", "77 data c");
    assertThat(sent).isCompleted();
  }

  @Test
  void waitsWithInputWhileKeysAreExchanged() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.side().transport().rekey();
    conversation.channel().write(bytes("abc"), new CompletableFuture<>());
    assertThat(conversation.server().hearNumbers()).containsExactly(Message.KEXINIT);
    conversation.server().propose(Proposals.standard()).finishExchange();
    conversation.channels().pump();

    assertThat(conversation.heard()).containsExactly("77 data abc");
  }

  @Test
  void failsInputThatIsTooLate() throws Exception {
    Conversation ended = Conversation.running();
    ended.channel().endInput();
    CompletableFuture<Void> afterEnd = new CompletableFuture<>();
    ended.channel().write(bytes("x"), afterEnd);
    assertThat(afterEnd).isCompletedExceptionally();
    assertThat(ended.heard()).containsExactly("77 eof");

    Conversation closed = Conversation.opening();
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    closed.channel().write(bytes("x"), waiting);
    closed.channel().close();
    assertThat(waiting).isCompletedExceptionally();
    CompletableFuture<Void> afterClose = new CompletableFuture<>();
    closed.channel().write(bytes("x"), afterClose);
    assertThat(afterClose).isCompletedExceptionally();
  }

  @Test
  void sendsASignalToARunningCommand() throws Exception {
    Conversation conversation = Conversation.opening();
    SessionChannel channel = conversation.channel();
    channel.signal("TERM");
    assertThat(conversation.heard()).isEmpty();
    conversation.say(confirmation(0, 1000, 100));
    channel.signal("TERM");

    assertThat(conversation.heard()).containsExactly("77 exec true ls", "77 signal false TERM");
  }

  @Test
  void limitsCreditAndPacketsToWhatTheProtocolHas() throws Exception {
    Conversation conversation = Conversation.running();
    broken(
        "4294967295 bytes of credit on top of 1000",
        () -> conversation.say(to(Message.CHANNEL_WINDOW_ADJUST).putInt(-1)));

    Conversation other = Conversation.opening();
    broken("channel that takes packets of 0 bytes", () -> other.say(confirmation(0, 1, 0)));

    Conversation large = Conversation.opening();
    large.say(confirmation(0, -1, -1)); // 2³²−1 of each
    large.server().hear();
    large.channel().write(new byte[40_000], new CompletableFuture<>());
    assertThat(large.heard()).hasSize(2).allMatch(words -> words.length() <= 8 + (32 << 10));
  }

  @Test
  void refusesWhatTheServerAsksFor() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.say(global("hostkeys-00@openssh.com", false).putString("key"));
    assertThat(conversation.heard()).isEmpty();
    conversation.say(global("tcpip-forward", true));
    conversation.say(
        new SshWriter()
            .putByte(Message.CHANNEL_OPEN)
            .putString("forwarded-tcpip")
            .putInt(9)
            .putInt(1)
            .putInt(1));
    conversation.say(request("keepalive@openssh.com", true));
    conversation.say(request("unknown", false));
    conversation.say(new SshWriter().putByte(101));

    assertThat(conversation.heard())
        .containsExactly("global refused", "9 not opened 1", "77 request refused", "unimplemented");
  }

  private static SshWriter global(String name, boolean wantsReply) {
    return new SshWriter().putByte(Message.GLOBAL_REQUEST).putString(name).putBoolean(wantsReply);
  }

  @ParameterizedTest
  @ValueSource(ints = {Message.REQUEST_SUCCESS, Message.REQUEST_FAILURE})
  void takesEveryAnswerToAQuestionForASignOfLife(int answer) throws Exception {
    Conversation conversation = new Conversation();
    Channels channels = conversation.channels();
    channels.askForLife();
    channels.askForLife();
    assertThat(channels.unanswered()).isEqualTo(2);
    assertThat(conversation.heard())
        .containsExactly("global keepalive@openssh.com true", "global keepalive@openssh.com true");
    conversation.say(new SshWriter().putByte(answer));
    assertThat(channels.unanswered()).isZero();
    conversation.say(new SshWriter().putByte(answer)); // late, but asked for

    broken(
        "answer " + answer + " to a request that was never made",
        () -> conversation.say(new SshWriter().putByte(answer)));
  }

  @Test
  void takesWhateverTheServerSaysAsASignOfLife() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.channels().askForLife();
    conversation.say(output("still here"));

    assertThat(conversation.channels().unanswered()).isZero();
    conversation.say(new SshWriter().putByte(Message.REQUEST_FAILURE));
  }

  @Test
  void opensWhatWasAskedForEarlyOnceItMay() throws Exception {
    Conversation conversation = Conversation.early();
    Map<String, String> none = Map.of();
    conversation.channels().session(SessionStart.exec("first", none), 1000, conversation);
    SessionChannel second =
        conversation.channels().session(SessionStart.exec("second", none), 1000, conversation);
    conversation.channels().session(SessionStart.exec("third", none), 1000, conversation);
    second.close();
    assertThat(conversation.heard()).isEmpty();
    assertThat(conversation.events()).containsExactly("Cancelled[started=false]");

    conversation.channels().begin();
    conversation.channels().begin();
    assertThat(conversation.heard())
        .containsExactly("open session 0 1000 32768", "open session 2 1000 32768");
    assertThat(conversation.channels().all()).hasSize(2);
  }

  @Test
  void keepsChannelsApart() throws Exception {
    Conversation conversation = Conversation.running();
    conversation.exec("second", 1000);
    assertThat(conversation.heard()).containsExactly("open session 1 1000 32768");
    conversation.say(to(Message.CHANNEL_CLOSE));
    conversation.say(confirmation(1, 1000, 100));

    assertThat(conversation.heard()).containsExactly("77 close", "77 exec true second");
    assertThat(conversation.channels().all()).hasSize(1);
    assertThat(conversation.events()).containsExactly("started", "NoStatus[]");
  }

  private static SessionStart onTerminal(String command) {
    return new SessionStart(
        "exec", command, Map.of("A", "b"), new SshWriter().putString("TERMINAL").toBytes());
  }

  @Test
  void runsNothingBeforeTheTerminalIsThere() throws Exception {
    Conversation conversation = new Conversation();
    SessionChannel channel = conversation.channels().session(onTerminal("top"), 1000, conversation);
    conversation.say(confirmation(0, 1000, 100));
    assertThat(conversation.heard())
        .containsExactly(
            "open session 0 1000 32768", "77 env false A b", "77 pty-req true TERMINAL");
    assertThat(channel.mayHaveRun()).isFalse();
    channel.signal("TERM");
    channel.resize(new byte[16]);
    assertThat(conversation.heard()).as("for what is not there yet").isEmpty();

    conversation.say(to(Message.CHANNEL_SUCCESS));
    assertThat(conversation.heard()).containsExactly("77 exec true top");
    assertThat(channel.isAnswered()).isFalse();
    conversation.say(to(Message.CHANNEL_SUCCESS));
    assertThat(conversation.events()).containsExactly("started");
  }

  @Test
  void runsNothingIfTheTerminalIsRefused() throws Exception {
    Conversation conversation = new Conversation();
    SessionChannel channel = conversation.channels().session(onTerminal("top"), 1000, conversation);
    conversation.say(confirmation(0, 1000, 100));
    conversation.heard();
    conversation.say(to(Message.CHANNEL_FAILURE));

    assertThat(conversation.heard()).containsExactly("77 close");
    assertThat(conversation.events())
        .containsExactly("Refused[what=a terminal, why=the server's policy or configuration]");
    assertThat(channel.mayHaveRun()).isFalse();
  }

  @Test
  void runsNothingIfItIsClosedWhileTheTerminalIsAskedFor() throws Exception {
    Conversation conversation = new Conversation();
    SessionChannel channel = conversation.channels().session(onTerminal("top"), 1000, conversation);
    conversation.say(confirmation(0, 1000, 100));
    channel.close();
    conversation.heard();
    conversation.say(to(Message.CHANNEL_SUCCESS));

    assertThat(conversation.heard()).isEmpty();
    assertThat(conversation.events()).containsExactly("Cancelled[started=false]");
  }

  @Test
  void tellsWhichQuestionWasAnswered() throws Exception {
    Conversation conversation = Conversation.starting();
    SessionChannel channel = conversation.channel();
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    CompletableFuture<Boolean> third = new CompletableFuture<>();
    channel.sendBreak(500, first);
    channel.sendBreak(500, second);
    channel.sendBreak(500, third);
    assertThat(conversation.heard()).hasSize(3).containsOnly("77 break true 500");

    conversation.say(to(Message.CHANNEL_SUCCESS)); // the command's
    assertThat(conversation.events()).containsExactly("started");
    assertThat(first).isNotDone();
    conversation.say(to(Message.CHANNEL_FAILURE)).say(to(Message.CHANNEL_SUCCESS));
    assertThat(first).isCompletedWithValue(false);
    assertThat(second).isCompletedWithValue(true);
    conversation.say(to(Message.CHANNEL_CLOSE));
    assertThat(third).isCompletedExceptionally();
  }
}
