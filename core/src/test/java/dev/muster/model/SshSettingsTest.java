package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshSettingsTest {

  private final SshSettings standard = SshSettings.standard();

  @ParameterizedTest
  @ValueSource(strings = {"Port=2222", "port=2222", "PORT 2222", "Port = 2222", "Port  2222 "})
  void readsAnOptionInAnyForm(String option) {
    assertThat(standard.with(option).port()).isEqualTo(2222);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          yes        | STRICT
          ask        | STRICT
          accept-new | ACCEPT_NEW
          no         | OFF
          OFF        | OFF
          """)
  void readsHowHostKeysAreChecked(String value, HostKeys.Mode mode) {
    assertThat(standard.with("StrictHostKeyChecking=" + value).hostKeys().mode()).isEqualTo(mode);
  }

  @Test
  void readsFilesTimesAndLists() {
    SshSettings settings =
        standard
            .with("UserKnownHostsFile=/a /b")
            .with("GlobalKnownHostsFile none")
            .with("IdentityFile=/k1")
            .with("IdentityFile=~/k2")
            .with("ConnectTimeout=7")
            .with("ServerAliveInterval=15")
            .with("User=amy")
            .with("Ciphers=aes128-ctr,aes256-ctr")
            .with("MACs=^hmac-sha2-256")
            .with("KexAlgorithms=+x")
            .with("HostKeyAlgorithms=-ssh-rsa*")
            .with("Compression=yes")
            .with("SetEnv A=1 B=x=y")
            .with("RekeyLimit=512M")
            .with("BatchMode=yes")
            .with("IdentitiesOnly=yes")
            .with("ServerAliveCountMax=3");
    assertThat(settings.hostKeys().userFiles()).containsExactly(Path.of("/a"), Path.of("/b"));
    assertThat(settings.hostKeys().globalFiles()).isEmpty();
    assertThat(settings.identities())
        .containsExactly(Path.of("/k1"), Path.of(System.getProperty("user.home"), "k2"));
    assertThat(settings.waits())
        .isEqualTo(new SshSettings.Waits(Duration.ofSeconds(7), Duration.ofSeconds(15)));
    assertThat(settings.user()).isEqualTo("amy");
    assertThat(settings.offer())
        .isEqualTo(
            new Offer(
                "+x", "-ssh-rsa*", "aes128-ctr,aes256-ctr", "^hmac-sha2-256", true, 512L << 20));
    assertThat(settings.environment()).isEqualTo(Map.of("A", "1", "B", "x=y"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Port=0                    | option Port cannot be "0": port must be 1 to 65535, was 0
          Port=x                    | option Port cannot be "x": wanted a port, 1 to 65535
          Port=                     | option Port has no value; write Port=VALUE
          BatchMode=maybe           | option BatchMode cannot be "maybe": wanted yes or no
          StrictHostKeyChecking=hm  | option StrictHostKeyChecking cannot be "hm": wanted yes, ask, accept-new, no or off
          ConnectTimeout=0          | option ConnectTimeout cannot be "0": connect timeout must be positive, was PT0S
          ServerAliveCountMax=5     | option ServerAliveCountMax cannot be "5": only 3 is possible here
          SetEnv=A                  | option SetEnv cannot be "A": wanted NAME=VALUE
          RekeyLimit=1T             | option RekeyLimit cannot be "1T": wanted bytes such as 64K, 512M or 1G
          Ciphers=a b               | option Ciphers cannot be "a b": wanted names with commas between
          """)
  void refusesAValueThatCannotBe(String option, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.with(option))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ProxyJump=a", "Prot=22", "", "=x"})
  void saysWhichOptionsThereAre(String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.with(option))
        .withMessageStartingWith(
            "option \"" + option + "\" is not supported; these are: BatchMode, ")
        .withMessageContaining("UserKnownHostsFile");
  }
}
