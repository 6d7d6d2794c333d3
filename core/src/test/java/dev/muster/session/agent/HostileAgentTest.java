package dev.muster.session.agent;

import static dev.muster.session.agent.RawAgent.BYE;
import static dev.muster.session.agent.RawAgent.CALL;
import static dev.muster.session.agent.RawAgent.CLOSE;
import static dev.muster.session.agent.RawAgent.CREDIT;
import static dev.muster.session.agent.RawAgent.EOF;
import static dev.muster.session.agent.RawAgent.ITEM;
import static dev.muster.session.agent.RawAgent.MORE;
import static dev.muster.session.agent.RawAgent.OFFER;
import static dev.muster.session.agent.RawAgent.OPEN;
import static dev.muster.session.agent.RawAgent.PING;
import static dev.muster.session.agent.RawAgent.named;
import static dev.muster.session.agent.RawAgent.raw;
import static dev.muster.session.agent.RawAgent.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.calls.Canary;
import dev.muster.call.Taken;
import dev.muster.model.Failure;
import dev.muster.model.StdStream;
import dev.muster.wire.message.ClassRequest;
import dev.muster.wire.message.LogPiece;
import dev.muster.wire.message.OutputPiece;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.remote.Function0;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartStep;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a hostile agent can do: end its own gateway, with a name, and nothing else.
@Timeout(60)
class HostileAgentTest {

  /// What the controller may hold for one agent that fills whatever it may: 256 windows of 256 KiB,
  /// an item that is not whole, and what keeping them costs.
  private static final long MOST_HELD = 110L << 20;

  record Known(int number) {}

  /// What a hostile agent says while a call is under way on channel 3.
  record Attack(String name, Consumer<RawAgent> said, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Hears what concerns an agent as a whole.
  private static final class Heard implements AgentLink.Owner {
    final ConcurrentLinkedQueue<String> printed = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<LogLine> logged = new ConcurrentLinkedQueue<>();

    @Override
    public void printed(StdStream stream, byte[] bytes, Runnable credit) {
      printed.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void logged(LogLine line) {
      logged.add(line);
    }

    @Override
    public void over(AgentLink link, Failure why) {}
  }

  private final RawAgent agent = new RawAgent();
  private final Heard heard = new Heard();
  private final AgentLink link = new AgentLink("target", agent, heard);
  private final List<Runnable> credits = Collections.synchronizedList(new ArrayList<>());
  private long outputBytes;

  @AfterEach
  void noCanaryHasSung() {
    assertThat(System.getProperty(Canary.SUNG)).as("initialised by what a host said").isNull();
  }

  private static Prepared prepared() {
    Function0<Known> function = () -> new Known(1);
    return Prepared.of(Taken.apart(function), List.of(), Duration.ofSeconds(30));
  }

  /// Begins a call and answers as far as its first frame.
  private PendingCall call() {
    link.start(Launch.Settings.standard());
    PendingCall pending =
        link.call(
            prepared(),
            (_, bytes, credit) -> {
              outputBytes += bytes.length;
              credits.add(credit);
            });
    agent.ready().hello();
    agent.await(OPEN, OFFER);
    return pending;
  }

  private static byte[] output(int channel, int stream, byte[] bytes) {
    return encoded(
        writer -> new OutputPiece(channel, stream, ByteBuffer.wrap(bytes)).writeTo(writer));
  }

  private interface Writing {
    void to(dev.muster.wire.value.ValueWriter writer) throws ValueException;
  }

  private static byte[] encoded(Writing message) {
    try {
      var writer = Visitors.CODEC.writer();
      message.to(writer);
      return writer.take();
    } catch (ValueException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] request(String space, String name) {
    return encoded(writer -> new ClassRequest(space, name).writeTo(writer));
  }

  private static Attack says(String name, Consumer<RawAgent> said, String message) {
    return new Attack(name, said, message);
  }

  /// An item on the call's channel where its result is wanted.
  private static Attack gives(String name, byte[] result, String message) {
    return says(
        name,
        agent -> agent.item(CALL, result).frame(CLOSE, CALL),
        message.isEmpty() ? "a result that cannot be read: " : message);
  }

  private static byte[] repeated(int count, int... octets) {
    byte[] all = new byte[count * octets.length + 1];
    for (int i = 0; i < all.length - 1; i++) {
      all[i] = (byte) octets[i % octets.length];
    }
    return all;
  }

  static List<Attack> frames() {
    return List.of(
        says("unknown type", a -> a.frame(99, CALL), "frame of the unknown type 99"),
        says("type 0", a -> a.frame(0, 0), "frame of the unknown type 0"),
        says(
            "length beyond all",
            a -> a.bytes(raw(ITEM, 0, 0, 0, 3, 0x7f, 255, 255, 255)),
            "ITEM of 2147483647 bytes; wanted 0 to 65536"),
        says(
            "negative length",
            a -> a.bytes(raw(BYE, 0, 0, 0, 0, 255, 255, 255, 255)),
            "BYE of 4294967295 bytes; wanted 0 to 65536"),
        says("second HELLO", RawAgent::hello, "a second HELLO"),
        says(
            "reply to a call never made",
            a -> a.item(99, value(1)),
            "frame for channel 99, which is not open"),
        says(
            "failure of a call never made",
            a -> a.frame(CLOSE, 5),
            "frame for channel 5, which is not open"),
        says("OPEN of our id", a -> a.open(5, 3, raw()), "OPEN of channel 5, an id of ours"),
        says(
            "OPEN backwards",
            a -> a.open(8, 3, raw()).open(6, 3, raw()),
            "OPEN of channel 6 after channel 8"),
        says(
            "OPEN without end",
            a -> {
              for (int id = 2; id < 2000; id += 2) {
                a.open(id, 3, raw());
              }
            },
            "OPEN of one channel more than 256 at once"),
        says(
            "OPEN and CLOSE without reading what is answered",
            a -> {
              for (int id = 2; id < 2000; id += 2) {
                a.open(id, 3, raw()).frame(CLOSE, id);
              }
            },
            "OPEN of one channel more than 256 at once"),
        says(
            "credit over the limit",
            a -> a.number(CREDIT, CALL, Integer.MAX_VALUE),
            "credit of 2147483647 on top of "),
        says("credit of nothing", a -> a.number(CREDIT, CALL, 0), "credit of 0 on top of "),
        says(
            "more output than its window",
            a -> {
              a.open(2, 3, raw());
              for (int i = 0; i < 20; i++) {
                a.item(2, output(CALL, 1, new byte[30_000]));
              }
            },
            "on a channel whose window has "),
        says(
            "empty items without end",
            a -> {
              a.open(2, 3, raw());
              for (int i = 0; i < 100_000; i++) {
                a.item(2, output(CALL, 1, new byte[0]));
              }
            },
            "on a channel whose window has "),
        says(
            "a header without end",
            a -> {
              a.open(2, 128 | 1, new byte[60_000]);
              for (int i = 0; i < 100; i++) {
                a.frame(MORE, 2, new byte[60_000]);
              }
            },
            "item of more than 262144 bytes, the largest that was allowed"),
        says(
            "a line without end",
            a -> {
              a.open(2, 3, raw());
              for (int i = 0; i < 100; i++) {
                a.frame(MORE, 2, new byte[60_000]);
              }
            },
            "item of more than 262144 bytes, the largest that was allowed"),
        says(
            "a result without end",
            a -> {
              for (int i = 0; i < 2000; i++) {
                a.frame(MORE, CALL, new byte[60_000]);
              }
            },
            "item of more than 67108864 bytes, the largest that was allowed"),
        says(
            "PING without reading what is answered",
            a -> {
              for (int i = 0; i < 100; i++) {
                a.frame(PING, 0, new byte[8]);
              }
            },
            "more than 64 PINGs before an answer"));
  }

  static List<Attack> conversations() {
    byte[] secondResult = value(5);
    return List.of(
        says("no result", a -> a.frame(CLOSE, CALL), "no result of a call that went well"),
        says(
            "two results",
            a -> a.item(CALL, secondResult).item(CALL, secondResult),
            "a second result of one call"),
        says(
            "items after the end",
            a -> a.frame(EOF, CALL).item(CALL, secondResult),
            "RECV_ITEM on a channel that is GOT_EOF"),
        says(
            "a failure that is none",
            a -> a.frame(CLOSE, CALL, value(Map.of(1, 2))),
            "a failure that cannot be read: "),
        says(
            "output that is none",
            a -> a.open(2, 3, raw()).item(2, value("text")),
            "output that cannot be read: "),
        says(
            "output of stream 7",
            a -> a.open(2, 3, raw()).item(2, value(List.of(3L, 7L, new byte[1]))),
            "output that cannot be read: "),
        says(
            "a log record that is none",
            a -> a.open(2, 4, raw()).item(2, value(List.of())),
            "a log record that cannot be read: "),
        says(
            "a request that is none",
            a -> a.open(2, 1, value(List.of(5L))),
            "a request that cannot be read: "),
        says(
            "a request with rubbish",
            a -> a.open(2, 2, raw(255, 255)),
            "a request that cannot be read: "));
  }

  static List<Attack> values() {
    return List.of(
        gives("a class of the controller", named(40, "dev.muster.Muster", 1, 0), ""),
        gives("a record never pushed", named(40, "com.example.calls.Canary$Egg", 1, 5, 2), ""),
        gives(
            "an enum never pushed", named(41, "com.example.calls.Canary$Note", 8, 1, 1, 1, 1), ""),
        gives("a class of the JDK", named(40, "java.lang.ProcessBuilder", 1, 0), ""),
        gives("a type nobody has", named(40, "no.such.Type", 1, 0), ""),
        gives("an unknown tag", raw(200), "no type has the tag 200"),
        gives("nothing at all", raw(), ""),
        gives(
            "a bomb of depth", repeated(100_000, 32, 1), "more than 128 values within one another"),
        gives(
            "a count beyond all", raw(32, 255, 255, 255, 255, 7), "values where 0 bytes are left"),
        gives("a text beyond all", raw(10, 255, 255, 255, 255, 7), ""),
        gives("a number of 2 MiB", raw(48, 128, 128, 128, 1), ""),
        gives("a channel never passed", raw(53, 0, 0, 0, 9), ""));
  }

  private void endsTheGateway(Attack attack, PendingCall pending) throws Exception {
    RawAgent other = new RawAgent();
    AgentLink another = new AgentLink("another", other, new Heard());
    another.start(Launch.Settings.standard());

    attack.said().accept(agent);

    Failure why = link.end().get(2, TimeUnit.SECONDS);
    assertThat(why.message())
        .startsWith("the agent broke the protocol: ")
        .contains(attack.message());
    assertThat(why.message()).doesNotContain("\n").hasSizeLessThan(600);
    assertThat(pending.answer().get(1, TimeUnit.SECONDS))
        .isEqualTo(new Answer.Failed(why, pending.mayHaveRun()));
    assertThat(agent.isKilled()).isTrue();
    assertThat(answer(another, other)).as("others live on").isEqualTo(new Answer.Returned(7));
  }

  private static Answer answer(AgentLink another, RawAgent other) throws Exception {
    PendingCall call = another.call(prepared(), OutputSink.none());
    other.ready().hello();
    other.await(OPEN, OFFER);
    other.hasAllClasses();
    other.await(OPEN, CALL);
    other.item(CALL, value(7)).frame(CLOSE, CALL);
    return call.answer().get(5, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @MethodSource({"frames", "conversations", "values"})
  void anAttackEndsItsGatewayAndNothingElse(Attack attack) throws Exception {
    PendingCall pending = call();
    agent.hasAllClasses();
    agent.await(OPEN, CALL);
    endsTheGateway(attack, pending);
  }

  static List<Attack> offers() {
    String message = "an answer to an offer of classes that is none";
    return List.of(
        says("a text", a -> a.item(OFFER, value("all")), message),
        says("a place that is none", a -> a.item(OFFER, value(new int[] {1 << 20})), message),
        says("a negative place", a -> a.item(OFFER, value(new int[] {-1})), message),
        says("a place twice", a -> a.item(OFFER, value(new int[] {0, 0})), message),
        says("a million places", a -> a.item(OFFER, value(new int[1 << 20])), message),
        says(
            "two answers",
            a -> a.item(OFFER, value(new int[0])).item(OFFER, value(new int[0])),
            message));
  }

  @ParameterizedTest
  @MethodSource("offers")
  void anOfferIsAnsweredByPlacesInIt(Attack attack) throws Exception {
    endsTheGateway(attack, call());
  }

  static List<Attack> introductions() {
    return List.of(
        says("none", a -> a.open(2, 3, raw()), "OPEN before HELLO"),
        says("BYE", a -> a.frame(BYE, 0), "BYE before HELLO"),
        says(
            "another version",
            a -> a.hello(2, 9, 5000, 65536),
            "speaks versions 2 to 9, and we 1 to 1"),
        says("no window", a -> a.hello(1, 1, 0, 65536), "window of 0; wanted 1024 to 2147483647"),
        says(
            "takes nothing",
            a -> a.hello(1, 1, 5000, 5),
            "takes items of 5 bytes; 65536 is the least"));
  }

  @ParameterizedTest
  @MethodSource("introductions")
  void theFirstWordIsARightHello(Attack attack) throws Exception {
    link.start(Launch.Settings.standard());
    PendingCall pending = link.call(prepared(), OutputSink.none());
    agent.ready();
    endsTheGateway(attack, pending);
  }

  /// `ready` and silence is a start that has taken too long; a call that lasts is not.
  @Test
  void onlyOneWhoSaysHelloIsReady() throws Exception {
    link.start(Launch.Settings.standard());
    agent.ready();
    link.startTookTooLong(Duration.ofSeconds(30), "");
    assertThat(link.end().get(1, TimeUnit.SECONDS).message())
        .isEqualTo(
            "start of the agent: the agent said that it is ready, and nothing more within 30s;"
                + " something there waits or is slow");
    assertThat(agent.isKilled()).isTrue();
  }

  /// E3, E5: what is not among the pushed classes' own files is not to be had, whatever its name.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 dev.muster.session.agent.AgentLink",
        "1 dev.muster.Muster",
        "1 java.lang.String",
        "1 org.junit.jupiter.api.Test",
        "1 com/example/calls/Canary",
        "1 com.example.calls..Canary",
        "1 [Lcom.example.calls.Canary;",
        "1 ",
        "2 com.example.calls.Canary",
        "x com.example.calls.Canary",
        "R /etc/passwd",
        "R ../../../../../../etc/passwd",
        "R com/../../../pom.xml",
        "R file:///etc/passwd",
        "R jar:file:/a.jar!/b",
        "R com/example\\..\\x",
        "R dev/muster/session/agent-bundle.jar",
        "R META-INF/MANIFEST.MF",
        "R com/example/calls",
        "R .",
        "R \ud800",
        "R com/example/\u0085"
      })
  void noFileButThoseOfPushedClassesIsToBeHad(String wanted) throws Exception {
    call();
    agent.hasAllClasses();
    boolean resource = wanted.startsWith("R");
    String name = wanted.substring(2);
    agent.open(2, resource ? 2 : 1, request(resource ? "1" : wanted.substring(0, 1), name));
    byte[] refusal = agent.await(CLOSE, 2).payload();
    var read = RemoteFailure.read(Visitors.CODEC.reader(refusal));
    assertThat(read.kind()).isEqualTo(RemoteFailure.Kind.REFUSED);
    assertThat(link.isOver()).isFalse();
  }

  /// What lies beside a pushed class is to be had, as bytes: nothing of it comes to life here.
  @Test
  void aClassBesidePushedOnesIsGivenAndNotLoaded() {
    call();
    agent.hasAllClasses();
    agent.open(2, 1, request("1", "com.example.calls.Canary"));
    assertThat(agent.await(ITEM, 2).payload()).startsWith(raw(0xCA, 0xFE, 0xBA, 0xBE));
  }

  /// Types from 128 on may be those of a later release.
  @Test
  void framesOfLaterReleasesCostNothing() throws Exception {
    PendingCall pending = call();
    agent.hasAllClasses();
    agent.await(OPEN, CALL);
    long before = used();
    byte[] payload = new byte[65_536];
    for (int i = 0; i < 2_000; i++) {
      agent.frame(200, i, payload);
    }
    assertThat(used() - before).as("bytes held").isLessThan(4 << 20);
    agent.item(CALL, value(7)).frame(CLOSE, CALL);
    assertThat(pending.answer().get(1, TimeUnit.SECONDS)).isEqualTo(new Answer.Returned(7));
  }

  /// All windows full, nobody reads, and one item more that is not whole.
  @Test
  void whoFillsAllWindowsFillsNoMemory() throws Exception {
    PendingCall pending = call();
    agent.hasAllClasses();
    agent.await(OPEN, CALL);
    long before = used();
    byte[] piece = output(CALL, 1, new byte[30_000]);
    byte[] begun =
        Arrays.copyOf(RawAgent.value(new byte[250_000]), 16_384); // more than a sixteenth of it
    for (int id = 2; id <= 512; id += 2) {
      agent.open(id, 3, raw());
      for (int i = 0; i < 8; i++) {
        agent.item(id, piece);
      }
      agent.frame(MORE, id, begun);
    }
    byte[] fragment = new byte[60_000];
    for (int i = 0; i < 400; i++) {
      agent.frame(MORE, CALL, fragment);
    }
    assertThat(link.isOver()).isFalse();
    assertThat(outputBytes).isEqualTo(256L * 8 * 30_000);
    assertThat(used() - before).as("bytes held").isLessThan(MOST_HELD);
    link.kill();
    assertThat(pending.answer().get(1, TimeUnit.SECONDS)).isInstanceOf(Answer.Failed.class);
    credits.clear();
    agent.heard();
    assertThat(used() - before).as("bytes held in the end").isLessThan(8 << 20);
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /// The reason of a BYE is text of a host: one line of it is shown.
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 65_000})
  void aFarewellIsShownAsOneShortLine(int length) throws Exception {
    PendingCall pending = call();
    agent.hasAllClasses();
    String reason = "\u001b]0;title\u0007\n" + "x".repeat(length);
    agent.frame(BYE, 0, value(reason));
    Failure why = link.end().get(5, TimeUnit.SECONDS);
    assertThat(why.message())
        .startsWith("\\u001b]0;title\\u0007" + (length == 0 ? "" : " / x"))
        .endsWith("; the agent ended")
        .hasSizeLessThan(450);
    assertThat(pending.answer().get(1, TimeUnit.SECONDS)).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void whatIsRefusedIsShownAsOneShortLine() throws Exception {
    PendingCall pending = call();
    agent.hasAllClasses();
    agent.await(OPEN, CALL);
    RemoteFailure refusal =
        RemoteFailure.of(RemoteFailure.Kind.REFUSED, "no\n\u001b[2J\u202e" + "x".repeat(10_000));
    agent.frame(CLOSE, CALL, encoded(refusal::writeTo));
    Answer.Failed failed = (Answer.Failed) pending.answer().get(1, TimeUnit.SECONDS);
    assertThat(failed.why().message()).startsWith("no / \\u001b[2J\\u202exxx").hasSizeLessThan(450);
    assertThat(link.isOver()).isFalse();
  }

  /// U18: what comes before the agent is limited in time and in size, and shown harmless.
  @Test
  void aStartThatNeverEndsIsGivenUp() {
    link.start(Launch.Settings.standard());
    byte[] banner = "\u001b[31mwelcome \n".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Optional<StartStep> step = Optional.empty();
    for (int i = 0; step.isEmpty() && i < 100_000; i++) {
      step = agent.starting().received(ByteBuffer.wrap(banner));
    }
    assertThat(step).isPresent();
    Failure why = agent.starting().failure((StartStep.Failed) step.get());
    assertThat(why.message())
        .startsWith(
            "start of the agent: 16 MiB came and no agent; something there prints without end; it"
                + " printed \"")
        .contains("\\u001b[31mwelcome")
        .doesNotContain("\u001b")
        .hasSizeLessThan(3000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "muster-%s need\nmuster-%s need\n",
        "muster-%s need\nmuster-%s have\nmuster-%s need\n"
      })
  void theJarIsGivenOnce(String said) {
    String nonce = "0123456789abcdef0123456789abcdef";
    List<byte[]> sent = new ArrayList<>();
    Starting starting =
        new Starting(
            nonce, "target", new Supplies(new byte[1000], Optional.empty()), new SentTo(sent::add));
    byte[] bytes = said.replace("%s", nonce).getBytes(StandardCharsets.UTF_8);
    Optional<StartStep> step = starting.received(ByteBuffer.wrap(bytes));
    assertThat(starting.failure((StartStep.Failed) step.orElseThrow()).message())
        .isEqualTo("start of the agent: it asked for the agent's jar twice");
    assertThat(sent).hasSize(1);
  }

  /// A marker with another nonce is a banner.
  @Test
  void aMarkerThatLiesIsNoise() {
    link.start(Launch.Settings.standard());
    byte[] lie = ("muster-" + "0".repeat(32) + " ready 1 25\n").getBytes(StandardCharsets.UTF_8);
    assertThat(agent.starting().received(ByteBuffer.wrap(lie))).isEmpty();
    assertThat(agent.starting().endedEarly("exited 0").message())
        .isEqualTo(
            "start of the agent: the start ended before the agent was ready: exited 0; it printed"
                + " \"muster-00000000000000000000000000000000 ready 1 25\"");
  }

  /// What is logged over there becomes lines of ours: neither more lines nor other colours.
  @Test
  void whatAHostLogsIsOneLine() {
    call();
    LogPiece piece =
        new LogPiece(
            Instant.MAX,
            "app\n",
            Integer.MAX_VALUE,
            "LEVEL",
            "\r\nSEVERE: root logged in \u001b[31m",
            "main",
            null);
    agent.open(2, 4, raw()).item(2, encoded(piece::writeTo));
    LogLine line = heard.logged.element();
    assertThat(line.message()).as("as it came, for who asks").contains("\u001b");
    assertThat(HostText.line(line.logger() + ": " + line.message(), 100))
        .isEqualTo("app / :  / SEVERE: root logged in \\u001b[31m");
  }

  /// D8: what a process prints beside the connection is the first call's, and costs credit.
  @Test
  void whatTheProcessPrintsIsOfTheCallUnderWay() {
    call();
    agent.hasAllClasses();
    agent.await(OPEN, CALL);
    agent.prints("from a child\n", () -> {});
    assertThat(outputBytes).isEqualTo("from a child\n".length());
    assertThat(credits).hasSize(1);
    agent.item(CALL, value(7)).frame(CLOSE, CALL);
    agent.prints("late\n", () -> {});
    assertThat(heard.printed).containsExactly("late\n");
  }
}
