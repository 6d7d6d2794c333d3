package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Offer;
import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.config.ThisMachine;
import dev.muster.ssh.RekeyLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermsTest {

  @TempDir Path folder;

  private static ConnectionOptions terms(SshSettings settings) {
    KeyRing ring = new KeyRing(Secrets.none(), settings.identities(), ThisMachine.localSide());
    Login alone = settings.login().withAgent("none");
    return Terms.of(settings.withLogin(alone), ring, new ArrayList<>());
  }

  @Test
  void bringsSettingsToTheEngine() {
    SshSettings settings =
        SshSettings.standard()
            .withOffer(
                Offer.standard()
                    .withCiphers("aes256-ctr")
                    .withMacs("+hmac-sha1")
                    .withCompression(true)
                    .withRekeyBytes(1 << 20)
                    .withRekeyTime(Duration.ofMinutes(5)))
            .withWaits(new SshSettings.Waits(Duration.ofSeconds(3), Duration.ofSeconds(9)))
            .withHostKeys(HostKeys.standard().withMode(HostKeys.Mode.OFF));
    ConnectionOptions options = terms(settings);
    assertThat(options.algorithms().ciphers()).containsExactly("aes256-ctr");
    assertThat(options.algorithms().macs()).endsWith("hmac-sha2-512", "hmac-sha1");
    assertThat(options.algorithms().compressions()).containsExactly("zlib@openssh.com", "none");
    assertThat(options.limits().connect()).hasSeconds(3);
    assertThat(options.limits().handshake()).hasSeconds(3);
    assertThat(options.limits().keepAlive()).hasSeconds(9);
    assertThat(options.rekey()).isEqualTo(RekeyLimit.after(1 << 20).orAfter(Duration.ofMinutes(5)));
  }

  @Test
  void refusesAnAlgorithmThatIsNotThere() {
    SshSettings settings =
        SshSettings.standard().withOffer(Offer.standard().withCiphers("nonsense"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(settings))
        .withMessageStartingWith("Ciphers \"nonsense\" is not known here; choose from ");
  }

  @Test
  void refusesANamedKeyThatIsNotThere() {
    SshSettings settings = SshSettings.standard().withIdentity(folder.resolve("nokey"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(settings))
        .withMessageContaining("nokey");
  }

  @Test
  void refusesANamedKeyThatIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "hello\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(SshSettings.standard().withIdentity(file)))
        .withMessageContaining(file.toString());
  }
}
