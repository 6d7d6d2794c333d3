package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSystemTest {

  @TempDir Path folder;

  private String write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  @Test
  void readsTextAndBytes() throws IOException {
    String file = write("a", "grün\n");
    assertThat(FileSystem.readString(file)).isEqualTo("grün\n");
    assertThat(FileSystem.readBytes(file)).isEqualTo("grün\n".getBytes(StandardCharsets.UTF_8));
    assertThat(FileSystem.readString(write("empty", ""))).isEmpty();
  }

  @Test
  void readsFilesThatClaimNoSize() throws IOException {
    assertThat(FileSystem.readString("/proc/self/status")).contains("VmRSS");
    assertThat(FileLines.lines("/proc/self/status", 1, 1).get(0)).startsWith("Name:");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 20_000})
  void readsUpToItsLimitAndNoByteMore(int size) throws IOException {
    String file = write("a", "x".repeat(size));
    assertThat(FileSystem.readBytesUpTo(file, size)).hasSize(size);
    assertThat(FileSystem.readBytesUpTo(file, size + 1)).hasSize(size);
    if (size > 0) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> FileSystem.readBytesUpTo(file, size - 1))
          .withMessage(
              "%s: holds %d bytes where %d bytes are the limit; read a part of it",
              file, size, size - 1);
    }
  }

  @Test
  void keepsItsLimitWhereNoSizeIsClaimed() {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> FileSystem.readBytesUpTo("/proc/self/status", 10))
        .withMessage(
            "/proc/self/status: holds more where 10 bytes are the limit; read a part of it");
  }

  @Test
  void readsAPart() throws IOException {
    String file = write("a", "0123456789");
    assertThat(FileSystem.readPart(file, 3, 4)).asString().isEqualTo("3456");
    assertThat(FileSystem.readPart(file, 8, 4)).asString().isEqualTo("89");
    assertThat(FileSystem.readPart(file, 100, 4)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> FileSystem.readPart(file, -1, 4));
  }

  @Test
  void refusesWhatHasNoEndOrWouldWait() throws Exception {
    String pipe = folder.resolve("pipe").toString();
    assertThat(Processes.exec(List.of("mkfifo", pipe)).ok()).isTrue();

    for (String file : List.of(pipe, "/dev/zero")) {
      assertThatIOException()
          .isThrownBy(() -> FileSystem.readString(file))
          .withMessage(file + ": is a device, socket or pipe where a regular file is wanted");
    }
    assertThatIOException()
        .isThrownBy(() -> FileSystem.readString(folder.toString()))
        .withMessage(folder + ": is a folder where a file is wanted");
  }

  @Test
  void saysInWordsWhatIsWrong() throws IOException {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> FileSystem.readString("/no/such/file"))
        .withMessage("/no/such/file: no such file or folder");
    String latin = folder.resolve("latin").toString();
    Files.write(Path.of(latin), new byte[] {'a', (byte) 0xe4});
    assertThatIOException()
        .isThrownBy(() -> FileSystem.readString(latin))
        .withMessage(latin + ": is no UTF-8 text; read it as bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileSystem.readString(""))
        .withMessage("the path is empty; name a file or folder");
    assertThatIllegalArgumentException().isThrownBy(() -> FileSystem.exists("a\0b"));
  }

  @Test
  void keepsTheTypeOfTrouble() {
    String me = System.getProperty("user.name");
    List<FileSystemException> raw =
        List.of(
            new AccessDeniedException("/x"),
            new FileAlreadyExistsException("/x"),
            new NotDirectoryException("/x"),
            new DirectoryNotEmptyException("/x"),
            new FileSystemException("/x", null, "No space left on device"));
    List<String> words =
        List.of(
            "user " + me + " may not do that here",
            "is there already",
            "is no folder",
            "is a folder with something in it",
            "No space left on device");
    for (int i = 0; i < raw.size(); i++) {
      FileSystemException each = raw.get(i);
      assertThatIOException()
          .isThrownBy(() ->
              Place.explaining(() -> {
                throw each;
              }))
          .isInstanceOf(i < 2 ? each.getClass() : FileSystemException.class)
          .withMessage("/x: " + words.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a\n", "a\nb", "a\nb\n", "\n", "\n\n", "a\r\nb\r\n", "a\n\nb\n"})
  void takesLinesApart(String text) throws IOException {
    String file = write("a", text);
    List<String> lines = text.isEmpty() ? List.of() : text.lines().toList();

    assertThat(FileLines.lines(file, 1, 100)).isEqualTo(lines);
    for (int count = 0; count <= lines.size() + 1; count++) {
      int kept = Math.min(count, lines.size());
      assertThat(FileLines.lines(file, 1, count)).isEqualTo(lines.subList(0, kept));
      assertThat(FileLines.tail(file, count))
          .isEqualTo(lines.subList(lines.size() - kept, lines.size()));
    }
  }

  @Test
  void findsLinesInFilesOfManyBlocks() throws IOException {
    List<String> lines =
        IntStream.range(0, 30_000).mapToObj(i -> "line " + i + "x".repeat(i % 17)).toList();
    String file = write("a", String.join("\n", lines) + "\n");

    assertThat(FileLines.lines(file, 15_000, 3)).isEqualTo(lines.subList(14_999, 15_002));
    assertThat(FileLines.lines(file, 29_999, 30_000)).isEqualTo(lines.subList(29_998, 30_000));
    for (int count : new int[] {1, 2, 5000, 20_000, 29_999, 30_000, 40_000}) {
      int kept = Math.min(count, lines.size());
      assertThat(FileLines.tail(file, count))
          .isEqualTo(lines.subList(lines.size() - kept, lines.size()));
    }
    assertThat(FileLines.matching(file, "line 1234\\d", 3))
        .containsExactly(
            new NumberedLine(12_341, lines.get(12_340)),
            new NumberedLine(12_342, lines.get(12_341)),
            new NumberedLine(12_343, lines.get(12_342)));
  }

  @Test
  void linesHaveLimits() throws IOException {
    String file = write("a", "x".repeat(1024 * 1024 + 1));
    assertThatIOException()
        .isThrownBy(() -> FileLines.lines(file, 1, 1))
        .withMessage(file + ": line 1 is longer than 1048576 bytes; read it as bytes");
    String many = write("b", ("x".repeat(1_000_000) + "\n").repeat(18));
    assertThatIOException()
        .isThrownBy(() -> FileLines.lines(many, 1, 18))
        .withMessageContaining("ask for fewer");
    assertThatIOException()
        .isThrownBy(() -> FileLines.tail(many, 18))
        .withMessageContaining("ask for fewer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileLines.tail(file, 200_001))
        .withMessage("the number of lines is 0 to 200000, got 200001");
  }

  @Test
  void tellsWhatAFileIs() throws IOException {
    Path file = Path.of(write("a", "12345"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.createLink(folder.resolve("second"), file);
    Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));

    FileStat stat = FileSystem.stat(file.toString());
    assertThat(stat.type()).isEqualTo(FileType.FILE);
    assertThat(stat.size()).isEqualTo(5);
    assertThat(stat.access().permissions()).isEqualTo("0640");
    assertThat(stat.access().owner()).isEqualTo(System.getProperty("user.name"));
    assertThat(stat.place().links()).isEqualTo(2);
    assertThat(stat.place())
        .isEqualTo(FileSystem.stat(folder.resolve("second").toString()).place());
    FileStat link = FileSystem.stat(folder.resolve("link").toString());
    assertThat(link.type()).isEqualTo(FileType.LINK);
    assertThat(link.linkTarget()).isEqualTo(Optional.of("a"));
    assertThat(FileSystem.stat(folder.toString()).type()).isEqualTo(FileType.FOLDER);
    assertThat(FileSystem.stat("/dev/null").type()).isEqualTo(FileType.OTHER);
    assertThat(FileSystem.stat("/tmp").access().permissions()).matches("[0-7]{4}");
  }

  @Test
  void existsMeansTheNameAndNotWhatItLeadsTo() throws IOException {
    Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("gone"));
    assertThat(FileSystem.exists(folder.resolve("nowhere").toString())).isTrue();
    assertThat(FileSystem.exists(folder.resolve("gone").toString())).isFalse();
  }

  private void tree() throws IOException {
    for (String name :
        List.of("b.log", "a.log", ".hidden.log", "in/c.log", "in/deep/d.log", "in/e.txt")) {
      write(name, name);
    }
    Files.createSymbolicLink(folder.resolve("ln"), Path.of("in"));
    Files.createSymbolicLink(folder.resolve("in/loop"), folder);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "*.log: .hidden.log a.log b.log",
        "**/*.log: .hidden.log a.log b.log in/c.log in/deep/d.log",
        "in/*: in/c.log in/deep in/e.txt in/loop",
        "in/**: in/c.log in/deep in/deep/d.log in/e.txt in/loop",
        "*/*.txt: in/e.txt ln/e.txt",
        "**/deep/*: in/deep/d.log",
        "**/**/deep: in/deep",
        "[ab].log: a.log b.log",
        "{in,ln}/*.log: in/c.log ln/c.log",
        "nothing*:",
      })
  void findsPathsByPattern(String row) throws IOException {
    tree();
    String[] parts = row.split(": ?", 2);
    List<String> found = new ArrayList<>();
    FileSystem.glob(folder.toString(), parts[0])
        .forEach(path -> found.add(folder.relativize(Path.of(path)).toString()));
    assertThat(String.join(" ", found)).isEqualTo(parts[1]);
  }

  @Test
  void listsAndWalksInTheOrderOfNames() throws IOException {
    tree();
    assertThat(FileSystem.list(folder.toString()))
        .containsExactly(".hidden.log", "a.log", "b.log", "in", "ln");
    assertThat(FileSystem.walk(folder.toString(), 2))
        .extracting(stat -> folder.relativize(Path.of(stat.path())).toString())
        .containsExactly(
            ".hidden.log",
            "a.log",
            "b.log",
            "in",
            "in/c.log",
            "in/deep",
            "in/e.txt",
            "in/loop",
            "ln");
    assertThat(FileSystem.walk(folder.toString(), 100)).hasSize(10);
    assertThatIOException()
        .isThrownBy(() -> FileSystem.list(folder.resolve("a.log").toString()))
        .withMessage(folder.resolve("a.log") + ": is no folder");
  }

  @Test
  void foldersThatAreTooDeepAreRefused() throws IOException {
    Path deep = folder;
    for (int i = 0; i < 251; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    assertThatIOException()
        .isThrownBy(() -> FileSystem.walk(folder.toString(), Integer.MAX_VALUE))
        .withMessageEndingWith("is more than 250 folders deep");
    assertThatIOException()
        .isThrownBy(() -> Disk.usage(folder.toString()))
        .withMessageEndingWith("is more than 250 folders deep");
    assertThatIOException()
        .isThrownBy(() -> FileSystem.glob(folder.toString(), "**/x"))
        .withMessageEndingWith("is more than 250 folders deep");
  }

  @Test
  void addsUpWhatAFolderHolds() throws IOException {
    write("a", "12345");
    write("in/b", "123");
    Files.createLink(folder.resolve("in/again"), folder.resolve("a"));
    assertThat(Disk.usage(folder.toString())).isEqualTo(new DiskUsage(2, 2, 8, 0));
    assertThat(Disk.usage(folder.resolve("a").toString())).isEqualTo(new DiskUsage(1, 0, 5, 0));
    DiskSpace space = Disk.space(folder.toString());
    assertThat(space.total()).isPositive().isGreaterThanOrEqualTo(space.usable());
  }

  @Test
  void digestsAFile() throws IOException {
    assertThat(FileSystem.sha256(write("a", "abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void aCancelledCallEnds() throws IOException {
    tree();
    String file = write("a", "abc");
    List<ThrowingCallable> calls =
        List.of(
            () -> FileSystem.sha256(file),
            () -> FileSystem.readString(file),
            () -> FileSystem.glob(folder.toString(), "**/*"),
            () -> FileSystem.walk(folder.toString(), 9),
            () -> Disk.usage(folder.toString()));
    for (var call : calls) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(call);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
