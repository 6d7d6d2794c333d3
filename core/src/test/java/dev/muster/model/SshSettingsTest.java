package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshSettingsTest {

  private final SshSettings standard = SshSettings.standard();

  @Test
  void eachChangeLeavesTheRestAsItWas() {
    SshSettings changed =
        standard
            .withUser("amy")
            .withPort(2222)
            .withIdentity(Path.of("/k1"))
            .withIdentity(Path.of("/k2"))
            .withConnectTimeout(Duration.ofSeconds(7))
            .withLoginTimeout(Duration.ofSeconds(8))
            .withOffer(standard.offer().withCiphers("aes128-ctr").withMacs("^hmac-sha2-256"))
            .withEnvironment(Map.of("A", "1"));
    assertThat(changed.user()).isEqualTo("amy");
    assertThat(changed.port()).isEqualTo(2222);
    assertThat(changed.identities()).containsExactly(Path.of("/k1"), Path.of("/k2"));
    assertThat(changed.waits())
        .isEqualTo(
            new SshSettings.Waits(
                Duration.ofSeconds(7), Duration.ofSeconds(8), standard.waits().keepAlive()));
    assertThat(changed.offer())
        .isEqualTo(
            new Offer(
                "",
                "",
                "aes128-ctr",
                "^hmac-sha2-256",
                false,
                Offer.STANDARD_REKEY_BYTES,
                Duration.ZERO));
    assertThat(changed.hostKeys()).isEqualTo(standard.hostKeys());
    assertThat(changed.environment()).containsExactly(Map.entry("A", "1"));
  }

  @Test
  void whatTheCallerChangesLaterChangesNothingHere() {
    Map<String, String> environment = new HashMap<>(Map.of("A", "1"));
    SshSettings settings = standard.withEnvironment(environment);
    environment.put("B", "2");
    assertThat(settings.environment()).containsOnlyKeys("A");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536})
  void refusesAPortThatCannotBe(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withPort(port))
        .withMessage("port must be 1 to 65535, was " + port);
  }

  @Test
  void refusesTimesAndNamesThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withConnectTimeout(Duration.ZERO))
        .withMessage("connect timeout must be positive, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withUser(" "))
        .withMessage("the user's name is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.offer().withRekeyBytes(0))
        .withMessage("rekey limit must be positive, was 0");
  }
}
