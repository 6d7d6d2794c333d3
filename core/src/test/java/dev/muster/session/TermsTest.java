package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;
import dev.muster.ssh.ConnectionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermsTest {

  @TempDir Path folder;

  private static ConnectionOptions terms(SshSettings settings) {
    KeyRing ring = new KeyRing(Secrets.none(), settings.identities());
    return Terms.of(settings.with("IdentityAgent=none"), ring, new ArrayList<>());
  }

  @Test
  void bringsSettingsToTheEngine() {
    SshSettings settings =
        SshSettings.standard()
            .with("Ciphers=aes256-ctr")
            .with("MACs=+hmac-sha1")
            .with("Compression=yes")
            .with("ConnectTimeout=3")
            .with("ServerAliveInterval=9")
            .with("RekeyLimit=1M")
            .with("StrictHostKeyChecking=no");
    ConnectionOptions options = terms(settings);
    assertThat(options.algorithms().ciphers()).containsExactly("aes256-ctr");
    assertThat(options.algorithms().macs()).endsWith("hmac-sha2-512", "hmac-sha1");
    assertThat(options.algorithms().compressions()).containsExactly("zlib@openssh.com", "none");
    assertThat(options.limits().connect()).hasSeconds(3);
    assertThat(options.limits().handshake()).hasSeconds(3);
    assertThat(options.limits().keepAlive()).hasSeconds(9);
    assertThat(options.rekeyBytes()).isEqualTo(1 << 20);
  }

  @Test
  void refusesAnAlgorithmThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(SshSettings.standard().with("Ciphers=nonsense")))
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
