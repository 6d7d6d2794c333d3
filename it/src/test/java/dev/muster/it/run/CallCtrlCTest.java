package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.call.Marked;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ctrl-C while `muster call` waits: who was waited for is said, it ends within the bound, and
/// nothing is left running on either side. U5, X11.
@Tag("peers")
@Timeout(120)
class CallCtrlCTest {

  /// The run is stopped: its time of grace, twice. Then agents end: 2 s, twice, and a second; and
  /// what a busy machine adds.
  private static final Duration BOUND = Duration.ofSeconds(4 + 5 + 3);

  @TempDir private static Path shared;

  private static UserKeys keys;
  private static OpenSshServer server;
  private static Muster muster;
  private static String jar;

  private final Marked marked = Marked.fresh();

  @BeforeAll
  static void start() throws IOException {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys);
    muster = Muster.at(server, keys);
    jar = MusterCallTest.jar(shared).toString();
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  @AfterEach
  void killAll() {
    marked.kill();
  }

  /// A terminal tells the whole group, `kill` one process. The third call does not obey, and the
  /// child of each ignores the signal.
  @ParameterizedTest(name = "group {0}, stubborn {1}, times {2}")
  @CsvSource({"false, false, 1", "true, false, 1", "true, true, 1", "true, true, 2"})
  void stopsTheCalls(boolean group, boolean stubborn, int times) throws Exception {
    Process process = begin(stubborn);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedReader err =
            new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      assertThat(List.of(out.readLine(), out.readLine(), out.readLine()))
          .containsExactlyInAnyOrder("a1: begun", "a2: begun", "b: begun");
      assertThat(marked.processes()).hasSizeGreaterThanOrEqualTo(6);

      long start = System.nanoTime();
      String target = (group ? "-" : "") + process.pid();
      interrupt(target);
      assertThat(err.readLine()).startsWith("muster: stopping 3 hosts: a[1-2],b");
      for (int i = 1; i < times; i++) {
        interrupt(target);
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(took).isLessThan(BOUND);
      marked.awaitNone(Duration.ofSeconds(2));
      assertThat(err.lines().toList())
          .anyMatch(line -> line.startsWith("3 hosts: 3 cancelled in "));
    } finally {
      process.destroyForcibly();
    }
  }

  private Process begin(boolean stubborn) throws IOException {
    String mark = marked.options();
    List<String> words = new ArrayList<>(List.of("setsid")); // a group of its own
    words.addAll(
        muster.callWords(
            "local:a[1-2]" + mark + ",127.1.0.1//id=b" + mark,
            "--classpath",
            jar,
            MusterCallTest.CLASS + "hangWith",
            "trap '' INT TERM; while :; do sleep 1001; done",
            Boolean.toString(stubborn)));
    return new ProcessBuilder(words).start();
  }

  private static void interrupt(String target) throws Exception {
    assertThat(new ProcessBuilder("kill", "-INT", "--", target).start().waitFor()).isZero();
  }
}
