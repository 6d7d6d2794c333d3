package dev.muster.ssh.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.SigningException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said to `ssh-keysign`, and what becomes of its answers, with a script in its place.
class KeySignTest {

  private static final byte[] DATA = {1, 2, 3};

  @TempDir Path folder;

  private KeySign script(String text) throws Exception {
    Path script = Files.writeString(folder.resolve("keysign"), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new KeySign(script);
  }

  private Path reply(int version, String algorithm) throws Exception {
    SshWriter signature = new SshWriter().putString(algorithm).putString("value");
    SshWriter body = new SshWriter().putByte(version).putString(signature);
    return Files.write(folder.resolve("reply"), new SshWriter().putString(body).toBytes());
  }

  @Test
  void asksWithTheDataAndTakesTheSignature() throws Exception {
    Path reply = reply(2, "ssh-ed25519");
    KeySign helper = script("cat > " + folder + "/asked; cat " + reply + "\n");
    SshReader signature = new SshReader(helper.sign("ssh-ed25519", DATA));
    assertThat(signature.readName()).isEqualTo("ssh-ed25519");
    assertThat(signature.readText()).isEqualTo("value");

    SshReader asked = new SshReader(Files.readAllBytes(folder.resolve("asked"))).readNested();
    assertThat(asked.readByte()).as("version").isEqualTo(2);
    assertThat(asked.readInt()).as("standard error in place of a socket").isEqualTo(2);
    assertThat(asked.readString()).isEqualTo(DATA);
    asked.expectEnd("request");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3 | ssh-ed25519 | signs wrongly: version 3 where 2 is wanted
          2 | ssh-rsa     | signs wrongly: by ssh-rsa where ssh-ed25519 is wanted
          """)
  void refusesAnotherAnswer(int version, String algorithm, String said) throws Exception {
    KeySign helper = script("cat > /dev/null; cat " + reply(version, algorithm) + "\n");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> helper.sign("ssh-ed25519", DATA))
        .withMessage(folder.resolve("keysign") + " " + said);
  }

  @Test
  void isNotCalledAgainOnceItHasRefused() throws Exception {
    KeySign helper =
        script("echo x >> " + folder + "/calls; printf 'not enabled\\033\\n' >&2; exit 255\n");
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(SigningException.class)
          .isThrownBy(() -> helper.sign("ssh-ed25519", DATA))
          .withMessage(folder.resolve("keysign") + " does not sign: not enabled?");
    }
    assertThat(folder.resolve("calls")).hasContent("x");
  }

  @Test
  void saysSoWhenItSaysNothing() throws Exception {
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> script("cat > /dev/null\n").sign("ssh-ed25519", DATA))
        .withMessageContaining("signs wrongly: ");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> new KeySign(folder.resolve("none")).sign("ssh-ed25519", DATA))
        .withMessageContaining("cannot be run: ");
  }
}
