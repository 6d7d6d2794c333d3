package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Offer;
import dev.muster.model.Proofs;
import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.RekeyLimit;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.config.ThisMachine;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            .withWaits(
                new SshSettings.Waits(
                    Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(9)))
            .withHostKeys(HostKeys.standard().withMode(HostKeys.Mode.OFF));
    ConnectionOptions options = terms(settings);
    assertThat(options.algorithms().ciphers()).containsExactly("aes256-ctr");
    assertThat(options.algorithms().macs()).endsWith("hmac-sha2-512", "hmac-sha1");
    assertThat(options.algorithms().compressions()).containsExactly("zlib@openssh.com", "none");
    assertThat(options.limits().connect()).hasSeconds(3);
    assertThat(options.limits().handshake()).hasSeconds(3);
    assertThat(options.limits().authenticate()).hasSeconds(4);
    assertThat(options.limits().keepAlive()).hasSeconds(9);
    assertThat(options.rekey()).isEqualTo(RekeyLimit.after(1 << 20).orAfter(Duration.ofMinutes(5)));
  }

  @Test
  void bringsOtherProofsToTheEngine() {
    Proofs proofs =
        Proofs.none()
            .withTickets(new Proofs.Tickets(true, true, "amy", "h.example"))
            .withMachine(new Proofs.Machine(true, "ssh-ed25519"))
            .withWanted(true);
    Authentication how =
        terms(SshSettings.standard().withLogin(Login.standard().withProofs(proofs)))
            .authentication();
    assertThat(how.rules().proofWanted()).isTrue();
    assertThat(how.vouchers().gss().orElseThrow()).hasToString("Kerberos tickets of amy");
    assertThat(how.vouchers().machine()).isPresent();

    Authentication usual = terms(SshSettings.standard()).authentication();
    assertThat(usual.rules().proofWanted()).isFalse();
    assertThat(usual.vouchers()).isEqualTo(Vouchers.none());
  }

  @Test
  void opensAKeyFileThatIsOnNoDisk() throws Exception {
    SshPrivateKey key = KeyPairs.generate(KeyType.ED25519);
    Path name = Path.of("store", "ops");
    byte[] file = key.openSshFile("");
    KeyRing ring =
        new KeyRing(
            Secrets.none()
                .withKeyFiles(asked -> asked.equals(name) ? Optional.of(file) : Optional.empty()),
            List.of(name),
            ThisMachine.localSide());
    Login login = Login.standard().withAgent("none").withIdentity(name);
    ring.readNamed(login);
    assertThat(ring.identities(login, new ArrayList<>())).containsExactly(Identity.of(key));
    ring.close();
    assertThat(file).as("overwritten after use").containsOnly(0);
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
