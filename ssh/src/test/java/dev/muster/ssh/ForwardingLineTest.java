package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingEnd;
import dev.muster.ssh.forward.ForwardingListener;
import dev.muster.ssh.forward.Forwards;
import dev.muster.ssh.forward.SshStream;
import dev.muster.ssh.forward.StreamListener;
import dev.muster.ssh.transport.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forwarding by a server that is told what to say, right or wrong: what it gets, what it does not
/// get, and how much of it.
class ForwardingLineTest {

  /// The number that the server gives its channels.
  private static final int THEIRS = 40;

  private static final Duration SHORT = Duration.ofMillis(80);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Deque<byte[]> messages = new ArrayDeque<>();
  private @Nullable RawLine opened;

  @AfterEach
  void close() throws IOException {
    if (opened != null) {
      opened.close();
    }
  }

  /// Hears a forwarding for whoever waits for it.
  private static final class Heard implements ForwardingListener {
    private final CompletableFuture<Endpoint> open = new CompletableFuture<>();
    private final CompletableFuture<ForwardingEnd> end = new CompletableFuture<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    @Override
    public void opened(Forwarding forwarding) {
      open.complete(forwarding.address());
    }

    @Override
    public void refused(Forwarding forwarding, String why) {
      refusals.add(why);
    }

    @Override
    public void ended(Forwarding forwarding, ForwardingEnd how) {
      end.complete(how);
    }
  }

  /// Hears a stream for whoever waits for it; keeps its credit until it is told to give it back.
  private static final class Ear implements StreamListener {
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
    private final CompletableFuture<SshStream> open = new CompletableFuture<>();
    private final CompletableFuture<Void> inputEnd = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void opened(SshStream stream) {
      open.complete(stream);
    }

    @Override
    public synchronized void received(SshStream stream, byte[] more) {
      bytes.writeBytes(more);
      notifyAll();
    }

    synchronized int await(int count) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (bytes.size() < count && System.nanoTime() < until) {
        wait(100);
      }
      return bytes.size();
    }

    @Override
    public void receivedEnd(SshStream stream) {
      inputEnd.complete(null);
    }

    @Override
    public void ended(SshStream stream, Optional<String> why) {
      end.complete(why);
    }
  }

  /// Closes what is open.
  private static final class Hasty implements StreamListener {
    @Override
    public void opened(SshStream stream) {
      stream.close();
    }

    @Override
    public void received(SshStream stream, byte[] bytes) {}

    @Override
    public void ended(SshStream stream, Optional<String> why) {}
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private RawLine line() throws Exception {
    return line(LONG, Duration.ofSeconds(10));
  }

  private RawLine line(Duration openLimit, Duration connectLimit) throws Exception {
    RawLine line = RawLine.idle(openLimit, connectLimit);
    opened = line;
    return line;
  }

  /// Returns what the client says next of that number, after its number.
  private SshReader heard(RawLine line, int number) throws Exception {
    while (true) {
      while (!messages.isEmpty()) {
        byte[] message = messages.remove();
        if ((message[0] & 0xff) == number) {
          return new SshReader(message, 1, message.length - 1);
        }
      }
      messages.addAll(line.server().hear());
    }
  }

  private static SshWriter message(int number) {
    return new SshWriter().putByte(number);
  }

  private static SshWriter wanted(int theirs, String type) {
    return message(Message.CHANNEL_OPEN)
        .putString(type)
        .putInt(theirs)
        .putInt(1 << 20)
        .putInt(32 << 10);
  }

  private static SshWriter fromTcp(int theirs, String host, int port) {
    return wanted(theirs, "forwarded-tcpip")
        .putString(host)
        .putInt(port)
        .putString("10.1.2.3")
        .putInt(5555);
  }

  private static SshWriter success(int port) {
    return message(Message.REQUEST_SUCCESS).putInt(port);
  }

  /// Returns the reason for which the client does not open the server's channel.
  private int refusal(RawLine line, int theirs) throws Exception {
    SshReader failure = heard(line, Message.CHANNEL_OPEN_FAILURE);
    assertThat(failure.readInt()).isEqualTo(theirs);
    return failure.readInt();
  }

  /// Returns the client's number for the server's channel.
  private int confirmed(RawLine line, int theirs) throws Exception {
    SshReader confirmation = heard(line, Message.CHANNEL_OPEN_CONFIRMATION);
    assertThat(confirmation.readInt()).isEqualTo(theirs);
    return confirmation.readInt();
  }

  private static void ask(RawLine line, Heard heard) throws Exception {
    line.connection().forwardRemote(Endpoint.port(0), Endpoint.tcp("127.0.0.1", 1), heard);
  }

  private static void takes(RawLine line, Ear ear, Endpoint at, Heard heard) throws Exception {
    line.connection().forwardRemote(at, _ -> ear, heard);
  }

  // --- what was not asked for

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forwarded-tcpip",
        "forwarded-streamlocal@openssh.com",
        "auth-agent@openssh.com",
        "x11"
      })
  void nothingIsLetInThatNobodyAskedFor(String type) throws Exception {
    RawLine line = line();
    line.server().say(wanted(THEIRS, type).putString("a").putInt(80).putString("b").putInt(81));
    assertThat(refusal(line, THEIRS)).isEqualTo(1);
  }

  @Test
  void aForwardingIsNoKeyToOthers() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    ask(line, heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(fromTcp(1, "localhost", 0));
    assertThat(refusal(line, 1)).as("before it is granted").isEqualTo(1);
    line.server().say(success(8080));
    get(heard.open);
    line.server().say(fromTcp(2, "localhost", 8081));
    assertThat(refusal(line, 2)).as("another port").isEqualTo(1);
    line.server().say(wanted(3, "forwarded-streamlocal@openssh.com").putString("8080"));
    assertThat(refusal(line, 3)).as("another kind").isEqualTo(1);
    line.server().say(wanted(4, "auth-agent@openssh.com"));
    assertThat(refusal(line, 4)).as("the agent").isEqualTo(1);
  }

  /// Nothing is kept of them, and each is answered.
  @Test
  void aFloodOfChannelsIsRefusedOneByOne() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    ask(line, heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(success(8080));
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 500; i++) {
        line.server().say(fromTcp(i, "localhost", 9));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(refusal(line, i)).isEqualTo(1);
      }
    }
    assertThat(line.isOver()).isFalse();
  }

  // --- what is asked for

  @ParameterizedTest
  @CsvSource({"localhost, localhost", "*, ''", "'', ''", "10.0.0.1, 10.0.0.1"})
  void asksForAPortAndTakesItBack(String host, String said) throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    Forwarding forwarding =
        line.connection().forwardRemote(Endpoint.tcp(host, 0), Endpoint.port(1), heard);
    SshReader request = heard(line, Message.GLOBAL_REQUEST);
    assertThat(request.readName()).isEqualTo("tcpip-forward");
    assertThat(request.readBoolean()).isTrue();
    assertThat(request.readText()).isEqualTo(said);
    assertThat(request.readInt()).isZero();
    line.server().say(success(40_000));
    assertThat(get(heard.open)).isEqualTo(Endpoint.tcp(host, 40_000));

    forwarding.close();
    forwarding.close();
    SshReader cancel = heard(line, Message.GLOBAL_REQUEST);
    assertThat(cancel.readName()).isEqualTo("cancel-tcpip-forward");
    assertThat(cancel.readBoolean()).isTrue();
    assertThat(cancel.readText()).isEqualTo(said);
    assertThat(cancel.readInt()).isEqualTo(40_000);
    line.server().say(fromTcp(THEIRS, said, 40_000));
    assertThat(refusal(line, THEIRS)).as("it is being taken back").isEqualTo(1);
    assertThat(heard.end).isNotDone();
    line.server().say(Message.REQUEST_SUCCESS);
    assertThat(get(heard.end)).isEqualTo(new ForwardingEnd.Closed());
  }

  @Test
  void asksForAPathAndTakesItBack() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    Ear ear = new Ear();
    Forwarding forwarding =
        line.connection().forwardRemote(Endpoint.unix("/run/x"), _ -> ear, heard);
    SshReader request = heard(line, Message.GLOBAL_REQUEST);
    assertThat(request.readName()).isEqualTo("streamlocal-forward@openssh.com");
    assertThat(request.readBoolean()).isTrue();
    assertThat(request.readText()).isEqualTo("/run/x");
    assertThat(request.isEmpty()).isTrue();
    line.server().say(Message.REQUEST_SUCCESS);
    get(heard.open);
    line.server().say(wanted(1, "forwarded-streamlocal@openssh.com").putString("/run/y"));
    assertThat(refusal(line, 1)).isEqualTo(1);
    line.server().say(wanted(2, "forwarded-streamlocal@openssh.com").putString("/run/x"));
    confirmed(line, 2);
    forwarding.close();
    assertThat(heard(line, Message.CHANNEL_CLOSE).readInt()).isEqualTo(2);
    assertThat(get(ear.end)).isEmpty();
    SshReader cancel = heard(line, Message.GLOBAL_REQUEST);
    assertThat(cancel.readName()).isEqualTo("cancel-streamlocal-forward@openssh.com");
    line.server().say(Message.REQUEST_FAILURE);
    assertThat(get(heard.end)).isEqualTo(new ForwardingEnd.Closed());
  }

  /// Servers name the address that was asked for, or another one that they listen on.
  @Test
  void knowsAForwardingByItsNameAndElseByItsPort() throws Exception {
    RawLine line = line();
    Heard first = new Heard();
    Heard second = new Heard();
    Heard third = new Heard();
    Ear ear = new Ear();
    Ear other = new Ear();
    takes(line, ear, Endpoint.tcp("10.0.0.1", 80), first);
    takes(line, other, Endpoint.tcp("10.0.0.2", 80), second);
    takes(line, other, Endpoint.tcp("10.0.0.3", 81), third);
    for (int i = 0; i < 3; i++) {
      heard(line, Message.GLOBAL_REQUEST);
      line.server().say(Message.REQUEST_SUCCESS);
    }
    line.server().say(fromTcp(1, "10.0.0.1", 80));
    int ours = confirmed(line, 1);
    line.server().say(message(Message.CHANNEL_DATA).putInt(ours).putString("hello"));
    assertThat(ear.await(5)).isEqualTo(5);
    line.server().say(fromTcp(2, "10.0.0.9", 80));
    assertThat(refusal(line, 2)).as("which of two?").isEqualTo(1);
    line.server().say(fromTcp(3, "::ffff:10.0.0.3", 81));
    confirmed(line, 3);
  }

  @Test
  void saysThatItWasRefused() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    ask(line, heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_FAILURE);
    assertThat(get(heard.end)).isInstanceOf(ForwardingEnd.Refused.class);
    assertThat(heard.open).isNotDone();
    assertThat(get(heard.end).message())
        .contains(" does not listen on localhost:0 for us: it is in use there, or not allowed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_536, -1})
  void takesNoPortThatIsNone(int port) throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    ask(line, heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(success(port));
    assertThat(line.end().orElseThrow()).isInstanceOf(Failure.ProtocolBroken.class);
    assertThat(get(heard.end)).isInstanceOf(ForwardingEnd.Lost.class);
  }

  @Test
  void takesNoAnswerForANo() throws Exception {
    RawLine line = line(SHORT, LONG);
    Heard heard = new Heard();
    ask(line, heard);
    heard(line, Message.GLOBAL_REQUEST);
    assertThat(get(heard.end)).isInstanceOf(ForwardingEnd.Refused.class);
    line.server().say(success(8080));
    SshReader cancel = heard(line, Message.GLOBAL_REQUEST);
    assertThat(cancel.readName()).as("it came too late").isEqualTo("cancel-tcpip-forward");
    cancel.skip(1);
    assertThat(cancel.readText()).isEqualTo("localhost");
    assertThat(cancel.readInt()).isEqualTo(8080);
    line.server().say(fromTcp(THEIRS, "localhost", 8080));
    assertThat(refusal(line, THEIRS)).isEqualTo(1);
  }

  @Test
  void takesBackWhatIsGrantedAfterItWasClosed() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    Forwarding forwarding =
        line.connection().forwardRemote(Endpoint.port(0), Endpoint.port(1), heard);
    heard(line, Message.GLOBAL_REQUEST);
    forwarding.close();
    ask(line, new Heard());
    heard(line, Message.GLOBAL_REQUEST); // what was done before this one is done
    line.server().say(success(8080)).say(Message.REQUEST_FAILURE);
    assertThat(heard(line, Message.GLOBAL_REQUEST).readName()).isEqualTo("cancel-tcpip-forward");
    assertThat(heard.end).isNotDone();
    line.server().say(Message.REQUEST_SUCCESS);
    assertThat(get(heard.end)).isEqualTo(new ForwardingEnd.Closed());
    assertThat(heard.open).isNotDone();
  }

  @Test
  void doesNotWaitForEverForItsEnd() throws Exception {
    RawLine line = line(SHORT, LONG);
    Heard heard = new Heard();
    Forwarding forwarding =
        line.connection().forwardRemote(Endpoint.port(0), Endpoint.port(1), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(success(8080));
    get(heard.open);
    forwarding.close();
    assertThat(get(heard.end)).isEqualTo(new ForwardingEnd.Closed());
  }

  @Test
  void beginsWhenTheUserIsAuthenticated() throws Exception {
    RawLine line = RawLine.authenticating();
    opened = line;
    Heard remote = new Heard();
    Heard local = new Heard();
    Ear ear = new Ear();
    SshConnection early = line.early();
    early.forwardRemote(Endpoint.port(0), Endpoint.port(1), remote);
    early.forwardLocal(Endpoint.port(0), Endpoint.port(1), local);
    early.connect(Endpoint.unix("/x"), ear);
    assertThat(local.open).isNotDone();
    line.server().say(Message.USERAUTH_SUCCESS);
    heard(line, Message.GLOBAL_REQUEST);
    assertThat(heard(line, Message.CHANNEL_OPEN).readName())
        .isEqualTo("direct-streamlocal@openssh.com");
    get(local.open);
  }

  @Test
  void endsWithAConnectionThatNeverCameToBe() throws Exception {
    RawLine line = RawLine.authenticating();
    opened = line;
    Heard heard = new Heard();
    Ear ear = new Ear();
    line.early().forwardLocal(Endpoint.port(0), Endpoint.port(1), heard);
    line.early().connect(Endpoint.unix("/x"), ear);
    line.cut();
    assertThat(get(heard.end)).isInstanceOf(ForwardingEnd.Lost.class);
    assertThat(get(ear.end)).isPresent();
  }

  // --- limits

  @Test
  void letsInOnlySoManyAtOnce() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    takes(line, new Ear(), Endpoint.port(80), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS);
    List<Integer> ours = new ArrayList<>();
    for (int i = 0; i < Forwards.MOST_STREAMS; i++) {
      line.server().say(fromTcp(i, "localhost", 80));
      ours.add(confirmed(line, i));
    }
    line.server().say(fromTcp(1000, "localhost", 80));
    assertThat(refusal(line, 1000)).as("a shortage").isEqualTo(4);
    assertThat(heard.refusals).containsExactly("256 connections lead through already");

    line.server().say(message(Message.CHANNEL_CLOSE).putInt(ours.get(7)));
    assertThat(heard(line, Message.CHANNEL_CLOSE).readInt()).isEqualTo(7);
    line.server().say(fromTcp(1001, "localhost", 80));
    confirmed(line, 1001);
  }

  /// The server has them open for as long as it does not close them too.
  @Test
  void countsStreamsThatTheServerDoesNotLetGoOf() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    List<SshStream> streams = new CopyOnWriteArrayList<>();
    line.connection()
        .forwardRemote(
            Endpoint.port(80),
            stream -> {
              streams.add(stream);
              return new Hasty();
            },
            heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS);
    for (int i = 0; i <= Forwards.MOST_STREAMS; i++) {
      line.server().say(fromTcp(i, "localhost", 80));
    }
    assertThat(refusal(line, Forwards.MOST_STREAMS)).isEqualTo(4);
    assertThat(streams).hasSize(Forwards.MOST_STREAMS);
  }

  @Test
  void whatIsNotTakenIsRefusedAndCountsNoMore() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    Ear ear = new Ear();
    line.connection()
        .forwardRemote(
            Endpoint.port(80),
            stream -> {
              assertThat(stream.peer()).isEqualTo("10.1.2.3:5555");
              stream.close();
              return ear;
            },
            heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS);
    for (int i = 0; i < 2 * Forwards.MOST_STREAMS; i++) {
      line.server().say(fromTcp(i, "localhost", 80));
      assertThat(refusal(line, i)).isEqualTo(1);
    }
    assertThat(get(ear.end)).isEmpty();
  }

  @Test
  void takesOnlySoManyHere() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    line.connection().forwardLocal(Endpoint.port(0), Endpoint.port(1), heard);
    int port = ((Endpoint.Tcp) get(heard.open)).port();
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i <= Forwards.MOST_STREAMS; i++) {
        clients.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
      }
      Socket last = clients.getLast();
      last.setSoTimeout(RawLine.WAIT_MILLIS);
      assertThat(last.getInputStream().read()).isEqualTo(-1);
      assertThat(heard.refusals).containsExactly("256 connections lead through already");
      for (int i = 0; i < Forwards.MOST_STREAMS; i++) {
        heard(line, Message.CHANNEL_OPEN);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void givesUpAServerThatDoesNotOpen() throws Exception {
    RawLine line = line(SHORT, LONG);
    Heard heard = new Heard();
    line.connection().forwardLocal(Endpoint.port(0), Endpoint.port(1), heard);
    int port = ((Endpoint.Tcp) get(heard.open)).port();
    try (Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      client.setSoTimeout(RawLine.WAIT_MILLIS);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(heard.refusals).hasSize(1).first().asString().endsWith("did not answer in time");
    heard(line, Message.CHANNEL_OPEN);
    line.server().say(Body.confirmation(1000, 1000));
    assertThat(heard(line, Message.CHANNEL_CLOSE).readInt()).isEqualTo(7);
  }

  @Test
  void givesUpATargetHereThatIsNotFoundInTime() throws Exception {
    RawLine line = line(LONG, SHORT);
    Heard heard = new Heard();
    line.connection().forwardRemote(Endpoint.port(80), Endpoint.tcp("slow", 1), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
    SshReader failure = heard(line, Message.CHANNEL_OPEN_FAILURE);
    failure.skip(4);
    assertThat(failure.readInt()).isEqualTo(2);
    assertThat(failure.readText()).isEqualTo("not connected"); // of our network it learns nothing
    assertThat(heard.refusals).containsExactly("connect to slow:1: its name was not found in time");
  }

  /// A server that has us look up what nobody answers for holds up no host but itself.
  @Test
  void namesThatOneHostAsksForHoldUpNoOther() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    line.connection().forwardRemote(Endpoint.port(80), Endpoint.tcp("slow", 1), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS);
    for (int i = 0; i < 100; i++) {
      line.server().say(fromTcp(i, "localhost", 80));
    }
    line.server().say(fromTcp(THEIRS, "localhost", 81));
    assertThat(refusal(line, THEIRS)).isEqualTo(1); // so the others were taken

    Ends ends = new Ends();
    Destination other =
        new Destination("nowhere", 22, "me", line.connection().destination().options());
    assertThat(line.engine().connect(other, ends)).isNotNull();
    assertThat(ends.failure()).isInstanceOf(Failure.NotResolved.class);
    assertThat(heard.refusals).isEmpty();
  }

  @Test
  void doesNotConnectForAForwardingThatWasClosedMeanwhile() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    Forwarding forwarding =
        line.connection().forwardRemote(Endpoint.port(80), Endpoint.tcp("slow", 1), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
    get(heard.open);
    forwarding.close();
    assertThat(refusal(line, THEIRS)).isEqualTo(1);
  }

  @Test
  void saysThatATargetHereIsUnknown() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    line.connection().forwardRemote(Endpoint.port(80), Endpoint.tcp("nowhere", 1), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
    assertThat(refusal(line, THEIRS)).isEqualTo(2);
    assertThat(heard.refusals).containsExactly("connect to nowhere:1: nowhere");
  }

  /// A name with thousands of addresses would leave each of them no time, and us a message that no
  /// server takes.
  @Test
  void triesOnlySoManyAddressesOfATargetHere() throws Exception {
    try (ServerSocket last = new ServerSocket(0, 1, InetAddress.ofLiteral("127.77.0.39"))) {
      RawLine line = line();
      Heard heard = new Heard();
      Endpoint target = Endpoint.tcp("many", last.getLocalPort());
      line.connection().forwardRemote(Endpoint.port(80), target, heard);
      heard(line, Message.GLOBAL_REQUEST);
      line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
      assertThat(refusal(line, THEIRS)).isEqualTo(2);
      assertThat(heard.refusals).hasSize(1);
    }
  }

  @Test
  void listensOnNoAddressThatIsUnknown() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    line.connection().forwardLocal(Endpoint.tcp("nowhere", 0), Endpoint.port(1), heard);
    assertThat(get(heard.end).message()).isEqualTo("cannot listen on nowhere:0: nowhere");
  }

  @Test
  void aServerThatIgnoresTheWindowEndsItsConnection() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    takes(line, new Ear(), Endpoint.port(80), heard);
    heard(line, Message.GLOBAL_REQUEST);
    line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
    SshReader confirmation = heard(line, Message.CHANNEL_OPEN_CONFIRMATION);
    confirmation.skip(4);
    int ours = confirmation.readInt();
    int window = confirmation.readInt();
    assertThat(window).isEqualTo(1 << 16);
    for (int sent = 0; sent < window; sent += 32 << 10) {
      line.server().say(data(ours, 32 << 10));
    }
    line.server().say(data(ours, 1));
    assertThat(line.end().orElseThrow().message()).contains("window has 0 left");
    assertThat(get(heard.end)).isInstanceOf(ForwardingEnd.Lost.class);
  }

  private static SshWriter data(int ours, int count) {
    return message(Message.CHANNEL_DATA).putInt(ours).putString(new byte[count]);
  }

  // --- streams of our own code

  @Test
  void carriesAStreamBothWays() throws Exception {
    RawLine line = line();
    Ear ear = new Ear();
    SshStream stream = line.connection().connect(Endpoint.tcp("there", 25), ear);
    assertThat(stream.peer()).isEqualTo("there:25");
    SshReader open = heard(line, Message.CHANNEL_OPEN);
    assertThat(open.readName()).isEqualTo("direct-tcpip");
    line.server().say(Body.confirmation(5, 1000));
    assertThat(get(ear.open)).isSameAs(stream);
    var first = stream.write("hello".getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
    var second = stream.write("x".getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
    SshReader sent = heard(line, Message.CHANNEL_DATA);
    sent.skip(4);
    assertThat(sent.readText()).isEqualTo("hello");
    get(first);
    assertThat(second).as("the window is full").isNotDone();
    line.server().say(message(Message.CHANNEL_WINDOW_ADJUST).putInt(0).putInt(9));
    get(second);
    stream.endInput();
    heard(line, Message.CHANNEL_EOF);

    for (int i = 0; i < 2; i++) {
      line.server().say(data(0, 32 << 10));
    }
    line.server().say(message(Message.CHANNEL_EOF).putInt(0));
    assertThat(ear.await(2 << 15)).isEqualTo(2 << 15);
    get(ear.inputEnd);
    stream.close();
    assertThat(get(ear.end)).isEmpty();
    assertThat(heard(line, Message.CHANNEL_CLOSE).readInt()).isEqualTo(7);
    assertThat(stream.write(new byte[1]).toCompletableFuture())
        .failsWithin(RawLine.WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void givesCreditBackWhenTheReaderIsDone() throws Exception {
    RawLine line = line();
    Ear ear = new Ear();
    SshStream stream = line.connection().connect(Endpoint.tcp("there", 25), ear);
    heard(line, Message.CHANNEL_OPEN);
    line.server().say(Body.confirmation(5, 1000));
    for (int i = 0; i < 2; i++) {
      line.server().say(data(0, 32 << 10));
    }
    assertThat(ear.await(1 << 16)).isEqualTo(1 << 16);
    stream.consumed(100);
    stream.consumed((1 << 16) - 100);
    assertThat(credit(line)).isEqualTo(1 << 16);
  }

  private int credit(RawLine line) throws Exception {
    SshReader credit = heard(line, Message.CHANNEL_WINDOW_ADJUST);
    credit.skip(4);
    return credit.readInt();
  }

  /// Whoever keeps up is sent more ahead, twice as much each time, up to a limit.
  @Test
  void widensTheWindowOfAReaderThatKeepsUp() throws Exception {
    RawLine line = line();
    Ear ear = new Ear();
    SshStream stream = line.connection().connect(Endpoint.tcp("there", 25), ear);
    heard(line, Message.CHANNEL_OPEN);
    line.server().say(Body.confirmation(5, 1000));
    int came = 0;
    for (int window = 1 << 16; window < 1 << 21; window *= 2) {
      for (int i = 0; i < window; i += 32 << 10) {
        line.server().say(data(0, 32 << 10));
      }
      came += window;
      assertThat(ear.await(came)).isEqualTo(came);
      stream.consumed(window);
      assertThat(credit(line)).as("what was taken").isEqualTo(window);
      assertThat(credit(line)).as("as much again").isEqualTo(window);
    }
    for (int i = 0; i < 1 << 21; i += 32 << 10) {
      line.server().say(data(0, 32 << 10));
    }
    assertThat(ear.await(came + (1 << 21))).isEqualTo(came + (1 << 21));
    stream.consumed(1 << 21);
    assertThat(credit(line)).isEqualTo(1 << 21);
    stream.close();
    heard(line, Message.CHANNEL_CLOSE);
    assertThat(messages).as("no more than that").isEmpty();
  }

  @Test
  void saysWhyAStreamDidNotOpen() throws Exception {
    RawLine line = line(SHORT, LONG);
    Ear refused = new Ear();
    line.connection().connect(Endpoint.tcp("there", 25), refused);
    heard(line, Message.CHANNEL_OPEN);
    line.server().say(Body.of(Message.CHANNEL_OPEN_FAILURE));
    assertThat(get(refused.end)).get().asString().endsWith("refused there:25: no (reason 1)");
    Ear slow = new Ear();
    line.connection().connect(Endpoint.tcp("there", 25), slow);
    assertThat(get(slow.end)).get().asString().endsWith("did not answer in time about there:25");
    line.cut();
    line.end();
    Ear late = new Ear();
    line.connection().connect(Endpoint.tcp("there", 25), late);
    assertThat(get(late.end)).isPresent();
  }

  /// What was cut off is not taken for what has ended.
  @Test
  void resetsWhatWasCutOff() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    try (ServerSocket target = new ServerSocket()) {
      target.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      target.setSoTimeout(RawLine.WAIT_MILLIS);
      Endpoint to = Endpoint.tcp("127.0.0.1", target.getLocalPort());
      line.connection().forwardRemote(Endpoint.port(80), to, heard);
      heard(line, Message.GLOBAL_REQUEST);
      line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
      int ours = confirmed(line, THEIRS);
      try (Socket end = target.accept()) {
        end.setSoTimeout(RawLine.WAIT_MILLIS);
        line.server().say(message(Message.CHANNEL_DATA).putInt(ours).putString("half"));
        assertThat(end.getInputStream().readNBytes(4)).asString().isEqualTo("half");
        line.cut();
        assertThatThrownBy(() -> end.getInputStream().read())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("reset");
      }
    }
  }

  /// A server that closes without an end, as some do: what came before is passed on whole.
  @Test
  void passesOnWhatCameBeforeAClose() throws Exception {
    RawLine line = line();
    Heard heard = new Heard();
    try (ServerSocket target = new ServerSocket()) {
      target.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      target.setSoTimeout(RawLine.WAIT_MILLIS);
      Endpoint to = Endpoint.tcp("127.0.0.1", target.getLocalPort());
      line.connection().forwardRemote(Endpoint.port(80), to, heard);
      heard(line, Message.GLOBAL_REQUEST);
      line.server().say(Message.REQUEST_SUCCESS).say(fromTcp(THEIRS, "localhost", 80));
      int ours = confirmed(line, THEIRS);
      try (Socket end = target.accept()) {
        end.setSoTimeout(RawLine.WAIT_MILLIS);
        for (int i = 0; i < 2; i++) {
          line.server().say(data(ours, 32 << 10));
        }
        line.server().say(message(Message.CHANNEL_CLOSE).putInt(ours));
        heard(line, Message.CHANNEL_CLOSE);
        assertThat(end.getInputStream().readAllBytes()).hasSize(1 << 16);
      }
    }
  }
}
