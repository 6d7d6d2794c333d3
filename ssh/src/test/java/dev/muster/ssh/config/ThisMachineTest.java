package dev.muster.ssh.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /// A pipe is opened for reading when somebody opens it for writing: what is done then is done
  /// between opening and the end of reading.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replaced | the file was replaced while it was read; try again
          opened   | bad permissions: others may write it, mode 622; chmod go-w PATH
          left     |
          """)
  @Timeout(30)
  void aFileIsTheSameBeforeAndAfterItIsRead(String what, @Nullable String message)
      throws Exception {
    Path path = folder.resolve("config");
    assertThat(new ProcessBuilder("mkfifo", "-m", "600", path.toString()).start().waitFor())
        .isZero();
    FutureTask<Optional<byte[]>> reading =
        new FutureTask<>(() -> machine.read(path.toString(), true));
    Thread reader = Thread.ofPlatform().start(reading);
    try (OutputStream writer = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
      if (what.equals("replaced")) {
        Path other = Files.writeString(folder.resolve("other"), "Port 5\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
      } else if (what.equals("opened")) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw--w--w-"));
      }
      writer.write("Port 6\n".getBytes(UTF_8));
    }
    reader.join();
    if (message == null) {
      assertThat(reading.get().orElseThrow()).isEqualTo("Port 6\n".getBytes(UTF_8));
    } else {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(reading::get)
          .withCauseInstanceOf(IOException.class)
          .havingCause()
          .withMessage(message.replace("PATH", path.toString()));
    }
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

  /// What is kept from programs and hosts is kept from `Match exec` too.
  @Test
  void aCommandHasOnlyTheVariablesThatItMayHave() throws IOException {
    assertThat(machine.run("env | grep '^PATH='")).isZero();
    LocalSide less = ThisMachine.localSide().without(Set.of("PATH", "not there"));
    assertThat(less.environment()).doesNotContainKey("PATH");
    assertThat(new ThisMachine(less, Duration.ofSeconds(30)).run("env | grep '^PATH='"))
        .isEqualTo(1);
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
