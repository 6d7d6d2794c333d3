package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples after parallel-ssh's README; the one with `sudo` is [SudoExampleTest].
@Tag("peers")
class FromParallelSshTest {

  private static final String[] EXAMPLES = {
    "lines",
    "exitCodes",
    "join",
    "hostLogger",
    "proxy",
    "noAgent",
    "ownAgent",
    "forwardAgent",
    "ownKey"
  };

  private static Map<String, String> printed = Map.of();

  @BeforeAll
  static void runAll(@TempDir Path home) {
    try (Stage stage = new Stage(home)) {
      printed = stage.run("FromParallelSsh", EXAMPLES);
    }
  }

  @Test
  void lines() {
    assertThat(printed.get("lines").lines())
        .anyMatch(line -> line.startsWith("Host myhost1 - output: total "))
        .anyMatch(line -> line.startsWith("Host myhost2 - output: total "))
        .allMatch(line -> line.startsWith("Host myhost"));
  }

  @Test
  void exitCodes() {
    assertThat(printed.get("exitCodes").lines().filter(line -> !line.startsWith("myhost")))
        .containsExactly("0", "0");
    assertThat(printed.get("exitCodes")).contains("myhost1: total ", "myhost2: total ");
  }

  @Test
  void join() {
    assertThat(printed.get("join").lines())
        .startsWith("myhost1: exited 0", "myhost2: exited 0")
        .contains("myhost1: done", "myhost2: done")
        .hasSize(4);
  }

  @Test
  void hostLogger() {
    assertThat(printed.get("hostLogger")).isEqualTo("[localhost]\tLinux");
  }

  /// The proxy's own connections come from the address that it has for what is beyond.
  @Test
  void proxy() {
    assertThat(printed.get("proxy").lines())
        .hasSize(2)
        .last()
        .asString()
        .matches("myhost2 is called by 127\\.\\S+ \\d+ 127\\.1\\.3\\.2 \\d+");
  }

  @Test
  void keysAndAgents() {
    for (String example : List.of("noAgent", "ownAgent", "ownKey")) {
      assertThat(printed.get(example)).as(example).isEqualTo("true");
    }
    assertThat(printed.get("forwardAgent")).contains("SHA256:").contains("(ED25519)");
  }
}
