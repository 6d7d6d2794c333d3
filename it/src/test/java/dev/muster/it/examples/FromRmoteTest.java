package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples after rmote's *Multi-Host Operations*.
@Tag("peers")
class FromRmoteTest {

  private static Map<String, String> printed = Map.of();
  private static String hostname = "";

  @BeforeAll
  static void runAll(@TempDir Path home) throws Exception {
    hostname = Files.readString(Path.of("/etc/hostname")).strip();
    try (Stage stage = new Stage(home)) {
      printed = stage.run("FromRmote");
    }
  }

  @Test
  void fanOut() {
    assertThat(printed.get("fanOut"))
        .isEqualTo("web1: %1$s\nweb2: %1$s\nweb3: %1$s".formatted(hostname));
  }

  @Test
  void collect() {
    for (String example : new String[] {"collect", "collectByThreeCalls"}) {
      assertThat(printed.get(example).lines())
          .as(example)
          .hasSize(3)
          .element(1)
          .asString()
          .matches("web2 hostname=" + hostname + " uptime=\\d+\\.\\d+s load=\\d+\\.\\d+");
    }
  }

  @Test
  void errors() {
    assertThat(printed.get("errors"))
        .isEqualTo(
            "web1: %1$s\nweb2: %1$s\nERROR - broken-host: connect: 127.1.4.4:1: Connection refused"
                .formatted(hostname));
  }

  @Test
  void rounds() {
    assertThat(printed.get("rounds").lines())
        .hasSize(4)
        .startsWith("hostnames: [%1$s, %1$s, %1$s]".formatted(hostname))
        .last()
        .asString()
        .matches("web3: \\d+ log files");
  }
}
