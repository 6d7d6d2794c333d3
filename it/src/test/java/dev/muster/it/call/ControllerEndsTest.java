package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.call.Way.Reached;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A controller that ends without closing anything leaves no process: X11.
@Tag("peers")
@Timeout(120)
class ControllerEndsTest {

  /// An agent whose controller was killed: its own time of grace, for calls that obey nothing.
  private static final Duration ALONE = Duration.ofSeconds(8);

  /// A controller that can: twice a second and a second, and what a busy machine adds.
  private static final Duration EXIT = Duration.ofSeconds(5);

  @TempDir Path folder;

  private final Marked marked = Marked.fresh();

  @AfterEach
  void killAll() {
    marked.kill();
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL, killed, true",
    "LOCAL, terminated, true",
    "LOCAL, exits, true",
    "LOCAL, returns, false",
    "LOCAL, throws, false",
    "SSH, killed, true",
    "SSH, exits, true",
    "VIA, killed, false",
    "VIA, terminated, true"
  })
  void leavesNothing(Way way, String how, boolean stubborn) throws Exception {
    try (Reached reached = way.open(List.of(marked.options()))) {
      Process controller = start(reached, how, stubborn);
      String ids;
      try (BufferedReader out = controller.inputReader()) {
        ids = out.readLine();
        assertThat(ids).as("what the controller says").matches("\\d+ \\d+");
        ProcessHandle daemon = marked.await("sleep 1004");
        if (how.equals("killed")) {
          controller.destroyForcibly();
        } else if (how.equals("terminated")) {
          controller.destroy();
        }
        assertThat(controller.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        marked.awaitNone(how.equals("killed") ? ALONE : Duration.ofSeconds(1), daemon);
        for (String id : ids.split(" ", -1)) {
          Marked.awaitGone(Long.parseLong(id), Duration.ofSeconds(1));
        }
      } finally {
        controller.destroyForcibly();
      }
    }
  }

  private Process start(Reached reached, String how, boolean stubborn) throws Exception {
    List<String> words =
        new ArrayList<>(List.of(how, Boolean.toString(stubborn), folder.toString()));
    words.addAll(reached.specs());
    words.add("--");
    words.addAll(reached.login());
    return new ProcessBuilder(ChildJava.words(ControllerMain.class, words))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
