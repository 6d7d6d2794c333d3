package dev.muster.ssh.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.SshReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can be said of tokens without one.
class TokensTest {

  @Test
  void namesALibraryThatIsNotThereOrIsNone() {
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> Tokens.open("/no/such/library.so", Pins.none()))
        .withMessage("/no/such/library.so cannot be loaded as a library");
    Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> Tokens.open(other.toString(), Pins.none()))
        .withMessage(other + " is no library of PKCS#11");
  }

  @Test
  void sessionsAreClosedWhenAnotherTokenFails() throws Exception {
    FakeModule module = new FakeModule(4, 2);
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> Tokens.open("fake", module::library, Pins.none()))
        .withMessageStartingWith("fake opens no session: ");
    assertThat(module.awaitNone()).as("open: %s", module.sessions).isTrue();
  }

  @Test
  void sessionsThatNobodyWaitsForAreClosedWhenTheyAreOpen() throws Exception {
    FakeModule module = new FakeModule(2, -1);
    module.mayOpen.drainPermits();
    module.mayOpen.release();
    FutureTask<Tokens> opening =
        new FutureTask<>(() -> Tokens.open("fake", module::library, Pins.none()));
    Thread thread = Thread.ofPlatform().daemon().start(opening);
    assertThat(module.opening.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
    thread.interrupt();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> opening.get(20, TimeUnit.SECONDS))
        .withCauseInstanceOf(InterruptedException.class);
    assertThat(module.sessions).containsExactly(100L);
    module.mayOpen.release();
    assertThat(module.awaitNone()).as("open: %s", module.sessions).isTrue();
  }

  @Test
  void sessionsAreClosedWithTheTokens() throws Exception {
    FakeModule module = new FakeModule(3, -1);
    Tokens tokens = Tokens.open("fake", module::library, Pins.none());
    assertThat(module.sessions).containsExactly(100L, 101L, 102L);
    tokens.close();
    tokens.close();
    assertThat(module.sessions).isEmpty();
  }

  @Test
  void anEllipticSignatureIsTwoNumbers() throws Exception {
    byte[] made = new byte[64];
    Arrays.fill(made, (byte) 0xff);
    made[32] = 0;
    made[33] = 1;
    SshReader signature = new SshReader(Signing.by("ecdsa-sha2-nistp256").output(made));
    assertThat(signature.readName()).isEqualTo("ecdsa-sha2-nistp256");
    SshReader value = signature.readNested();
    assertThat(value.readBigInteger().bitLength()).isEqualTo(256);
    assertThat(value.readBigInteger().bitLength()).isEqualTo(241);
    value.expectEnd("value");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ecdsa-sha2-nistp256 | 63
          ecdsa-sha2-nistp384 | 64
          ssh-ed25519         | 65
          rsa-sha2-512        | 0
          """)
  void aSignatureOfAnotherLengthIsNone(String algorithm, int bytes) {
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> Signing.by(algorithm).output(new byte[bytes]))
        .withMessageStartingWith("a signature of " + bytes + " bytes");
  }

  @Test
  void whatARsaKeySignsSaysByWhichHash() throws Exception {
    byte[] input = Signing.by("rsa-sha2-256").input("abc".getBytes(UTF_8));
    assertThat(HexFormat.of().formatHex(input))
        .isEqualTo(
            "3031300d060960864801650304020105000420"
                + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void doesNotSignBySha1() {
    assertThatExceptionOfType(TokenException.class).isThrownBy(() -> Signing.by("ssh-rsa"));
  }
}
