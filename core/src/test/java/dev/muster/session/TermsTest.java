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
    ConnectionOptions options = Terms.of(settings, Secrets.none(), Agent.none(), new ArrayList<>());
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
        .isThrownBy(() ->
            Terms.of(
                SshSettings.standard().with("Ciphers=nonsense"),
                Secrets.none(),
                Agent.none(),
                new ArrayList<>()))
        .withMessageStartingWith("Ciphers \"nonsense\" is not known here; choose from ");
  }

  @Test
  void refusesANamedKeyThatIsNotThere() {
    SshSettings settings = SshSettings.standard().withIdentity(folder.resolve("nokey"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Terms.of(settings, Secrets.none(), Agent.none(), new ArrayList<>()))
        .withMessageContaining("nokey");
  }

  @Test
  void refusesANamedKeyThatIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "hello\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Terms.of(
                SshSettings.standard().withIdentity(file),
                Secrets.none(),
                Agent.none(),
                new ArrayList<>()))
        .withMessageContaining(file.toString());
  }
}
