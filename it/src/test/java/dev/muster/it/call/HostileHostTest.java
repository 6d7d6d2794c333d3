package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hosts that do not mean well, as real processes: each ends its own gateway with a name, soon, and
/// leaves others, the memory and the classes of the controller alone.
@Tag("peers")
@Timeout(120)
class HostileHostTest {

  /// What the controller may hold more than before, once everything unused is gone.
  private static final long MOST_HELD = 32L << 20;

  private static final Duration SOON = Duration.ofSeconds(2);

  /// Kept: the JDK holds on to loggers weakly.
  private static final Logger LOGGER = Logger.getLogger("dev.muster.host");

  @TempDir Path folder;

  @BeforeEach
  void logsNothing() {
    LOGGER.setLevel(Level.OFF);
  }

  @AfterEach
  void logsAgain() {
    LOGGER.setLevel(null);
  }

  /// Makes a Java that becomes [HostileMain].
  private String java(String attack) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(attack + "/bin"));
    Files.writeString(folder.resolve(attack + "/release"), "JAVA_VERSION=\"25\"\n");
    List<String> words = ChildJava.words(HostileMain.class, List.of(attack));
    String line =
        words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ", "exec ", ""));
    Path program = bin.resolve("java");
    Files.writeString(
        program,
        "#!/bin/sh\nfor w; do n=$g; g=$i; i=$w; done\n"
            + line
            + " \"$n\" \"$i\" <&3 >&4 3<&- 4>&-\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return "//java=" + folder.resolve(attack);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LOCAL | noise    | broke the protocol: frame of the unknown type
          LOCAL | record   | broke the protocol: a result that cannot be read: type "dev.muster.it.call.Chick$Egg" is not among those
          LOCAL | depth    | more than 128 values within one another
          LOCAL | requests | broke the protocol: frame of the unknown type 99
          LOCAL | opens    | broke the protocol: OPEN of one channel more than 256 at once
          LOCAL | endless  | broke the protocol: item of more than 67108864 bytes
          LOCAL | bye      | \\u001b]0;title\\u0007 gone
          SSH   | noise    | broke the protocol: frame of the unknown type
          SSH   | requests | broke the protocol: frame of the unknown type 99
          SSH   | opens    | broke the protocol: OPEN of one channel more than 256 at once
          SSH   | endless  | broke the protocol: item of more than 67108864 bytes
          SSH   | bye      | \\u001b]0;title\\u0007 gone
          VIA   | endless  | broke the protocol: item of more than 67108864 bytes
          """)
  void anAttackEndsItsGatewaySoonAndWithAName(Way way, String attack, String message)
      throws Exception {
    try (Reached reached = way.open(List.of(java(attack), ""))) {
      Group group = reached.group();
      Gateway good = group.gateway("t2");
      assertThat(good.call(() -> 1).orThrow()).isEqualTo(1);
      long before = used();
      long start = System.nanoTime();
      Result<Integer> result = group.gateway("t1").within(Duration.ofSeconds(20)).call(() -> 1);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(result).isInstanceOfAny(Result.Lost.class, Result.Unreached.class);
      assertThat(result.message()).contains(message).doesNotContain("\u001b", "\n");
      assertThat(took).as("with the start of a Java").isLessThan(Duration.ofSeconds(10));
      assertThat(good.call(() -> 2).orThrow()).as("others live on").isEqualTo(2);
      assertThat(used() - before).as("bytes held").isLessThan(MOST_HELD);
    }
  }

  /// What is allowed but never ends costs the caller its limit of time, and nothing else.
  @ParameterizedTest
  @CsvSource({
    "LOCAL, later",
    "LOCAL, errors",
    "LOCAL, output",
    "SSH, later",
    "SSH, errors",
    "VIA, output"
  })
  void whatNeverEndsIsGivenUpInTime(Way way, String attack) throws Exception {
    try (Reached reached = way.open(List.of(java(attack), ""))) {
      Group group = reached.group();
      Gateway good = group.gateway("t2");
      assertThat(good.call(() -> 1).orThrow()).isEqualTo(1);
      long before = used();
      Result<Integer> result = group.gateway("t1").within(Duration.ofSeconds(4)).call(() -> 1);
      assertThat(result.message()).contains("4s");
      assertThat(good.call(() -> 2).orThrow()).as("others live on").isEqualTo(2);
      assertThat(used() - before).as("bytes held").isLessThan(MOST_HELD);
      long start = System.nanoTime();
      group.terminate(Duration.ofSeconds(1));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON.plusSeconds(2));
    }
  }

  /// A name of a host loads no class in the controller, let alone initialises it: the JVM itself
  /// says which it loaded.
  @Test
  void noNameOfAHostLoadsAClass() throws Exception {
    List<String> specs = new ArrayList<>();
    for (String attack : List.of("record", "enum", "failure")) {
      specs.add("local:" + attack + java(attack));
    }
    Path log = folder.resolve("loaded");
    List<String> words = ChildJava.words(AttackedMain.class, specs);
    words.add(1, "-Xlog:class+load:file=" + log + ":none");
    Process controller =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader said = controller.inputReader()) {
      assertThat(said.lines()).as("what went wrong").hasSize(3).allMatch(line -> !line.isEmpty());
      assertThat(controller.waitFor()).isZero();
    } finally {
      controller.destroyForcibly();
    }
    assertThat(Files.readAllLines(log))
        .as("the JVM tells of classes")
        .anyMatch(line -> line.startsWith(Busy.class.getName() + " "))
        .noneMatch(line -> line.contains("Chick"));
  }

  /// U18: what a start prints is limited in size and time.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          while :; do echo "welcome, welcome, welcome, welcome, welcome, welcome"; done | 16 MiB came and no agent; something there prints without end; it printed "
          read n; read q; read w; read z; for i in 1 2; do echo "muster-$n need"; head -c $z >/dev/null; done; sleep 100 | it asked for the agent's jar twice
          read n; echo "muster-$n fail no-java x"; exec sleep 100                         | no Java 17 or later was found (x)
          echo "muster-00000000000000000000000000000000 ready 1 25"                      | the start ended before the agent was ready: exited 0; it printed "muster-0000
          read n; echo "muster-$n sing"; exec sleep 100                                   | sing
          """)
  void aStartThatLiesIsNamed(String line, String message) throws Exception {
    Path program = folder.resolve("program");
    Files.writeString(program, line + "\n");
    try (Reached reached = Way.LOCAL.open(1);
        Group group = reached.muster().groupOf(List.of("command:/bin/sh " + program + "//id=t2"))) {
      long start = System.nanoTime();
      Result<Integer> result = group.gateway("t2").call(() -> 1);
      assertThat(result).isInstanceOf(Result.Unreached.class);
      assertThat(result.message()).contains(message);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }
  }
}
