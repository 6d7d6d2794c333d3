package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What `ssh-keygen` makes of the files that are written here.
@Tag("peers")
class KeyFilePeersTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void sshKeygenReadsWhatIsWritten(KeyType type) throws Exception {
    SshPrivateKey key = KeyPairs.generate(type);
    Path file = Files.write(folder.resolve("key"), key.openSshFile("me@here"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path publicFile = Files.writeString(folder.resolve("public"), key.publicKey().line("") + "\n");

    assertThat(keygen("-y", "-f", file.toString()).strip())
        .isEqualTo(key.publicKey().line("me@here"));
    assertThat(keygen("-l", "-f", publicFile.toString()))
        .startsWith(key.publicKey().bits() + " " + key.publicKey().fingerprint() + " ");
  }

  private static String keygen(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "ssh-keygen";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
