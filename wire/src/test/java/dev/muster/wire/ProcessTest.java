package dev.muster.wire;

import static dev.muster.wire.PipePair.LONG;
import static dev.muster.wire.PipePair.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real processes over their standard streams.
@Timeout(120)
class ProcessTest {

  private final Peer here = new Peer(EchoMain.settings(Settings.Side.CONTROLLER));

  @SuppressWarnings("NullAway.Init") // each test begins with them
  private Process process;

  @SuppressWarnings("NullAway.Init")
  private PipeDriver driver;

  @AfterEach
  void endProcess() throws Exception {
    process.destroyForcibly().waitFor();
    driver.close(Duration.ofMillis(100));
    assertThat(driver.awaitEnd(LONG)).as("no thread is left").isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersCalls(boolean files) throws Exception {
    startEcho(files);
    for (int i = 0; i < 100; i++) {
      assertThat(call(2 + i % 2, "call " + i)).isEqualTo("call " + i);
    }
    Inbox inbox = new Inbox();
    Channel sink = here.mux().open(Answers.SINK, ByteBuffer.allocate(0), inbox);
    for (int i = 0; i < 30; i++) {
      assertThat(sink.send(new byte[1 << 20], LONG)).isEqualTo(Offer.TAKEN);
    }
    sink.finish();
    Received.Item count = (Received.Item) inbox.receive(LONG);
    assertThat(ByteBuffer.wrap(count.bytes().toBytes()).getLong()).isEqualTo(30L << 20);

    driver.close(LONG);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends after BYE").isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itsDeathIsHeardByWhoWaits(boolean files) throws Exception {
    startEcho(files);
    assertThat(call(Answers.HANDED_CALL, "x")).isEqualTo("x");
    Inbox inbox = new Inbox();
    Channel channel = here.mux().open(Answers.HANG, ByteBuffer.allocate(0), inbox);
    try (Background waiting = new Background(() -> inbox.receive(LONG))) {
      process.destroyForcibly();
      assertThat(waiting.result()).isInstanceOf(Received.Ended.class);
    }
    assertThat(channel.trySend(new byte[1])).isEqualTo(Offer.ENDED);
  }

  /// A process that was stopped neither reads nor ends: nobody here waits longer than it wants to.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStoppedProcessMakesNobodyWait(boolean files) throws Exception {
    startEcho(files);
    assertThat(call(Answers.HANDED_CALL, "x")).isEqualTo("x");
    signal("STOP");
    Heard heard = new Heard();
    Inbox inbox = new Inbox();
    here.mux().open(Answers.CALL, Heard.bytes("y"), inbox);
    assertThat(inbox.receive(Duration.ofMillis(50))).isInstanceOf(Received.Nothing.class);
    Channel sink = here.mux().open(Answers.SINK, ByteBuffer.allocate(0), heard);
    Offer offer = Offer.TAKEN;
    while (offer == Offer.TAKEN) {
      offer = sink.send(new byte[100_000], Duration.ofMillis(50));
    }
    assertThat(offer).isEqualTo(Offer.FULL);

    signal("CONT");
    assertThat(said(inbox.receive(LONG))).isEqualTo("y");
    assertThat(sink.send(new byte[100_000], LONG)).isEqualTo(Offer.TAKEN);
    signal("STOP");
    driver.close(Duration.ofMillis(100));
    assertThat(here.mux().isOver()).isTrue();
  }

  @Test
  void interruptsEndNothingButTheWait() throws Exception {
    startEcho(true);
    for (int i = 0; i < 20; i++) {
      assertThat(call(Answers.HANDED_CALL, "x")).isEqualTo("x");
      Inbox inbox = new Inbox();
      here.mux().open(Answers.HANG, ByteBuffer.allocate(0), inbox);
      try (Background waiting = new Background(() -> inbox.receive(LONG))) {
        waiting.interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
      }
      Thread.currentThread().interrupt(); // who sends while it is interrupted closes nothing
      Inbox other = new Inbox();
      here.mux().open(Answers.CALL, Heard.bytes("y"), other);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(said(other.receive(LONG))).isEqualTo("y");
    }
  }

  @Test
  void limitsHoldWhileACallerReadsForItself() throws Exception {
    startEcho(true);
    for (int i = 0; i < 10; i++) {
      assertThat(call(Answers.HANDED_CALL, "x")).isEqualTo("x");
      Inbox inbox = new Inbox();
      here.mux().open(Answers.HANG, ByteBuffer.allocate(0), inbox);
      long before = System.nanoTime();
      assertThat(inbox.receive(Duration.ofMillis(20))).isInstanceOf(Received.Nothing.class);
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofMillis(20), Duration.ofSeconds(10));
    }
  }

  /// What a process said before it ended is read, though it is gone by then.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLastWordsOfAProcessAreHeard(boolean files) throws Exception {
    String frames = escaped(Raw.hello().open(2).item(2, 3).bye().bytes());
    process =
        new ProcessBuilder("sh", "-c", "head -c 22 >/dev/null; printf '" + frames + "'").start();
    drive(files);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.awaitEnd(LONG)).isTrue();
    assertThat(here.take()).containsExactly("hello 1 ", "ended the connection");
    assertThat(here.accepted().heard().take()).hasSize(2);
  }

  /// As the script does that starts an agent: it may have moved the pipe from its standard streams
  /// by the time that we look, and errors may have taken their place.
  @ParameterizedTest
  @ValueSource(strings = {"", "sleep 0.05; ", "i=0; while [ $i -lt 200 ]; do i=$((i+1)); done; "})
  void aProcessMayMoveItsPipeAway(String first) throws Exception {
    String frames = escaped(Raw.hello().open(2).item(2, 3).bye().bytes());
    String moves = "exec 3<&0 4>&1 0</dev/null 1>&2; echo noise; ";
    for (int i = 0; i < 10; i++) {
      Peer controller = Peer.of(Settings.Side.CONTROLLER);
      process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  first + moves + "head -c 22 <&3 >/dev/null; printf '" + frames + "' >&4")
              .start();
      driver = PipeDriver.start(controller.mux(), Pipe.of(process), "here");
      assertThat(driver.awaitEnd(LONG)).isTrue();
      assertThat(controller.take()).containsExactly("hello 1 ", "ended the connection");
    }
  }

  @Test
  void aProcessThatSaysSomethingElseBreaksTheProtocol() throws Exception {
    process = new ProcessBuilder("sh", "-c", "echo hello world; cat >/dev/null").start();
    Inbox inbox = new Inbox();
    drive(true);
    here.mux().open(2, ByteBuffer.allocate(0), inbox);
    assertThat(inbox.receive(LONG)).isInstanceOf(Received.Ended.class);
    assertThat(driver.awaitEnd(LONG)).isTrue();
    assertThat(here.take()).containsExactly("broke the protocol: frame of the unknown type 104");
  }

  @Test
  void descriptorsThatAreNotThereAreSaid() throws Exception {
    process = new ProcessBuilder("sh", "-c", ":").start();
    drive(false);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> Pipe.ofDescriptors(998, 999));
  }

  private String call(int purpose, String text) throws InterruptedException {
    Inbox inbox = new Inbox();
    here.mux().open(purpose, Heard.bytes(text), inbox);
    return said(inbox.receive(LONG));
  }

  private void startEcho(boolean files) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--add-opens",
                    "java.base/java.io=ALL-UNNAMED",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path", "")),
                    EchoMain.class.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    drive(files);
  }

  private void drive(boolean files) {
    Pipe pipe =
        files ? Pipe.of(process) : Pipe.of(process.getInputStream(), process.getOutputStream());
    driver = PipeDriver.start(here.mux(), pipe, "here");
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    while (name.equals("STOP") && !isStopped()) {
      Thread.onSpinWait(); // each of its threads stops when it is its turn
    }
  }

  /// Where the system does not tell, it is taken for stopped.
  private boolean isStopped() throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return true;
    }
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        String stat = Files.readString(task.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte one : bytes) {
      text.append("\\%03o".formatted(one & 0xff));
    }
    return text.toString();
  }
}
