package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples after execnet's *Managing multiple gateways and clusters*.
@Tag("peers")
class FromExecnetTest {

  private static Map<String, String> printed = Map.of();

  @BeforeAll
  static void runAll(@TempDir Path home) {
    try (Stage stage = new Stage(home)) {
      printed = stage.run("FromExecnet");
    }
  }

  @Test
  void members() {
    assertThat(printed.get("members"))
        .isEqualTo(
            """
            2
            cluster: group of 2: gw0, gw1
            [gateway gw0, gateway gw1]
            true
            true
            true
            []\
            """);
  }

  @Test
  void ids() {
    assertThat(printed.get("ownId")).isEqualTo("sub1\ngateway sub1");
    assertThat(printed.get("idAhead")).isEqualTo("true");
  }

  @Test
  void plainGateway() {
    assertThat(printed.get("plainGateway")).isEqualTo("true\nlocal:");
  }

  @Test
  void termination() {
    assertThat(printed.get("termination")).isEqualTo("[gateway sleeper]\n[]\ntrue");
  }

  @Test
  void standardSpec() {
    assertThat(printed.get("standardSpec")).isEqualTo("mytmp");
  }
}
