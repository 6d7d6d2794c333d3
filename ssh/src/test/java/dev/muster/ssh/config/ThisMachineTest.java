package dev.muster.ssh.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThisMachineTest {

  @TempDir Path folder;

  private final ThisMachine machine =
      new ThisMachine(ThisMachine.localSide(), Duration.ofSeconds(30));

  @Test
  void knowsWhoRunsThis() {
    LocalSide local = ThisMachine.localSide();
    assertThat(local.user()).isNotEmpty();
    assertThat(local.uid()).isNotNegative();
    assertThat(local.hostName()).isNotEmpty();
    assertThat(machine.homeOf("root")).hasValue("/root");
    assertThat(machine.homeOf("nobody of this name")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw----rw-", "rwxrwxrwx"})
  void aFileThatOthersMayWriteIsRefusedWhereThatCounts(String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("config"), "Port 5\n");
    assertThat(machine.read(file.toString(), true)).isPresent();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> machine.read(file.toString(), true))
        .withMessageStartingWith("bad permissions: others may write it, mode ")
        .withMessageEndingWith("; chmod go-w " + file);
    assertThat(new String(machine.read(file.toString(), false).orElseThrow(), UTF_8))
        .isEqualTo("Port 5\n");
  }

  @Test
  void aFileIsNotThereOrAFolderOrTooLarge() throws IOException {
    assertThat(machine.read(folder.resolve("none").toString(), true)).isEmpty();
    assertThat(machine.read(folder.toString(), true).orElseThrow()).isEmpty();
    Path large = folder.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(SshConfig.MAX_FILE_BYTES + 1L);
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> machine.read(large.toString(), false))
        .withMessage("the file is larger than 16777216 bytes");
  }

  @Test
  void patternsStandForFilesInOrder() throws IOException {
    for (String name : List.of("b.conf", "a.conf", ".c.conf", "d.txt", "sub/e.conf")) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), "");
    }
    assertThat(matching("*.conf")).containsExactly("a.conf", "b.conf");
    assertThat(matching("*/*.conf")).containsExactly("sub/e.conf");
    assertThat(matching("d.txt")).containsExactly("d.txt");
    assertThat(matching("none*/x")).isEmpty();
  }

  private List<String> matching(String pattern) throws IOException {
    return machine.matching(folder + "/" + pattern).stream()
        .map(name -> folder.relativize(Path.of(name)).toString())
        .toList();
  }

  @Test
  void aCommandIsRunByTheShellAndEndsInTime() throws IOException {
    assertThat(machine.run("test 1 = 1")).isZero();
    assertThat(machine.run("cat; echo x; exit 3")).isEqualTo(3);
    ThisMachine hurried = new ThisMachine(ThisMachine.localSide(), Duration.ofMillis(100));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> hurried.run("sleep 600 & wait"))
        .withMessageStartingWith("it did not end within ");
  }
}
