package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {

  @TempDir Path folder;

  private Change make(Changing changing) throws Exception {
    return Changing.make(() -> Snapshot.of(folder), changing);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private String name(String name) {
    return path(name).toString();
  }

  private Path write(String name, String text) throws IOException {
    Files.createDirectories(path(name).getParent());
    return Files.writeString(path(name), text);
  }

  @Test
  void makesFoldersThatAreMissing() throws Exception {
    FileOptions options = FileOptions.kept().withPermissions("2750");
    Change change = make(mode -> FileTree.makeFoldersWith(name("a/b/c"), options, mode));
    assertThat(change.what())
        .containsExactly(
            path("a") + ": new folder",
            path("a/b") + ": new folder",
            path("a/b/c") + ": new folder");
    assertThat(FileSystem.stat(name("a/b/c")).access().permissions()).isEqualTo("2750");
    assertThat(FileSystem.stat(name("a/b")).access().permissions()).isEqualTo("0755");

    FileOptions others = FileOptions.kept().withPermissions("0700");
    assertThat(make(mode -> FileTree.makeFoldersWith(name("a/b/c"), others, mode)).what())
        .containsExactly(path("a/b/c") + ": permissions 2750 to 0700");
  }

  @Test
  void doesNotMakeAFolderWhereAFileIs() throws Exception {
    write("file", "");
    assertThatIOException()
        .isThrownBy(() -> FileTree.makeFolders(name("file"), Mode.APPLY))
        .withMessage(path("file") + ": is there and is no folder");
    assertThatIOException()
        .isThrownBy(() -> FileTree.makeFolders(name("file/in"), Mode.APPLY))
        .withMessage(path("file") + ": is there and is no folder");
  }

  @Test
  void givesAccess() throws Exception {
    Path file = write("file", "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    FileOptions options = FileOptions.kept().withPermissions("0600");
    make(mode -> FileTree.setAccess(name("file"), options, mode));
    assertThat(FileSystem.stat(name("file")).access().permissions()).isEqualTo("0600");

    Files.createSymbolicLink(path("link"), Path.of("file"));
    assertThatIOException()
        .isThrownBy(() -> FileTree.setAccess(name("link"), options, Mode.APPLY))
        .withMessage(path("link") + ": is a symbolic link, which has no permissions of its own");
  }

  @Test
  void makesLinksAndTurnsThemElsewhere() throws Exception {
    assertThat(make(mode -> FileTree.link(name("current"), "v1", mode)).what())
        .containsExactly(path("current") + ": new link to v1");
    assertThat(make(mode -> FileTree.link(name("current"), "v2", mode)).what())
        .containsExactly(path("current") + ": link to v1 becomes one to v2");
    assertThat(Files.readSymbolicLink(path("current"))).hasToString("v2");
    assertThat(FileSystem.list(folder.toString())).containsExactly("current");

    write("file", "");
    assertThatIOException()
        .isThrownBy(() -> FileTree.link(name("file"), "v1", Mode.APPLY))
        .withMessage(path("file") + ": is there and is no symbolic link; remove it first");
  }

  private void source() throws IOException {
    write("from/a", "one");
    write("from/in/b", "two");
    Files.createSymbolicLink(path("from/link"), Path.of("a"));
    Files.setPosixFilePermissions(path("from/in"), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(path("from/a"), PosixFilePermissions.fromString("r-xr-----"));
    Files.setLastModifiedTime(path("from/a"), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
  }

  @Test
  void copiesAllOfATree() throws Exception {
    source();
    Change change = make(mode -> FileTree.copy(name("from"), name("to"), mode));
    assertThat(change.what())
        .containsExactly(
            path("to") + ": new folder",
            path("to/a") + ": new, 3 bytes",
            path("to/in") + ": new folder",
            path("to/in/b") + ": new, 3 bytes",
            path("to/link") + ": new link to a");
    for (String each : List.of("a", "in", "in/b", "link")) {
      FileStat from = FileSystem.stat(name("from/" + each));
      FileStat to = FileSystem.stat(name("to/" + each));
      assertThat(to.access()).isEqualTo(from.access());
      assertThat(to.linkTarget()).isEqualTo(from.linkTarget());
      if (from.type() != FileType.LINK) {
        assertThat(to.times().modified()).isEqualTo(from.times().modified());
      }
    }
    assertThat(Files.readString(path("to/in/b"))).isEqualTo("two");
  }

  @Test
  void copiesOnlyWhatDiffersAndKeepsWhatIsMore() throws Exception {
    source();
    FileTree.copy(name("from"), name("to"), Mode.APPLY);
    write("to/more", "stays");
    write("from/in/b", "three");
    Files.setPosixFilePermissions(path("from/a"), PosixFilePermissions.fromString("rwx------"));
    Change change = make(mode -> FileTree.copy(name("from"), name("to"), mode));
    assertThat(change.what())
        .containsExactly(
            path("to/a") + ": permissions 0540 to 0700",
            path("to/in/b") + ": content, 3 to 5 bytes");
    assertThat(Files.readString(path("to/in/b"))).isEqualTo("three");
    assertThat(path("to/more")).exists();
  }

  @Test
  void copiesOneFile() throws Exception {
    source();
    make(mode -> FileTree.copy(name("from/a"), name("b"), mode));
    assertThat(FileSystem.stat(name("b")).access().permissions()).isEqualTo("0540");
  }

  @Test
  void doesNotCopyIntoItselfNorOverAnotherType() throws Exception {
    source();
    assertThatIOException()
        .isThrownBy(() -> FileTree.copy(name("from"), name("from/in/x"), Mode.APPLY))
        .withMessage(
            path("from/in/x") + ": is within " + path("from") + ", or is it; nothing was copied");
    write("from2/in", "a file");
    assertThatIOException()
        .isThrownBy(() -> FileTree.copy(name("from"), name("from2"), Mode.APPLY))
        .withMessage(path("from2/in") + ": is a file where a folder is wanted; remove it first");
  }

  @Test
  void movesAndKnowsThatItWasMoved() throws Exception {
    source();
    make(mode -> FileTree.move(name("from"), name("to"), mode));
    assertThat(path("from")).doesNotExist();
    assertThat(path("to/in/b")).exists();
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> FileTree.move(name("gone"), name("nowhere"), Mode.APPLY));
    write("from", "");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> FileTree.move(name("from"), name("to"), Mode.APPLY))
        .withMessage(path("to") + ": is there already");
  }

  @Test
  void movesToAnotherFileSystemByCopying() throws Exception {
    source();
    Copying.move(path("from"), path("to"));
    assertThat(path("from")).doesNotExist();
    assertThat(Files.readString(path("to/in/b"))).isEqualTo("two");
  }

  @Test
  void removesAFolderAndFollowsNoLink() throws Exception {
    source();
    write("outside/precious", "x");
    Files.createSymbolicLink(path("from/in/out"), path("outside"));
    Files.createSymbolicLink(path("way"), path("from"));
    Change change = make(mode -> FileTree.remove(name("way/in"), mode));
    assertThat(change.what())
        .containsExactly(path("way/in") + ": removed, 2 files and 1 folders, 3 bytes");
    assertThat(path("outside/precious")).exists();
    assertThat(path("from/a")).exists();

    make(mode -> FileTree.remove(name("way"), mode));
    assertThat(path("from")).as("what the link led to").exists();
    make(mode -> FileTree.remove(name("from"), mode));
    assertThat(path("from")).doesNotExist();
  }

  @Test
  void removesAFolderOfManyFiles() throws Exception {
    Files.createDirectory(path("many"));
    for (int i = 0; i < 2500; i++) {
      Files.createFile(path("many/" + i));
    }
    assertThat(FileTree.remove(name("many"), Mode.APPLY).what())
        .containsExactly(path("many") + ": removed, 2500 files and 1 folders, 0 bytes");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/.",
        ".",
        "..",
        "x/..",
        "/etc",
        "/etc/",
        "/usr/../etc",
        "/usr/lib",
        "/home",
        "/tmp",
        "/var/log"
      })
  void doesNotRemoveWhatTheSystemStandsOn(String path) {
    for (Mode mode : Mode.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FileTree.remove(path, mode))
          .withMessageEndingWith(": is not removed: the system, or the agent itself, stands on it");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> FileTree.remove("", Mode.APPLY));
  }

  @Test
  void doesNotRemoveWhatTheSystemStandsOnByAnotherName() throws Exception {
    Files.createSymbolicLink(path("root"), Path.of("/"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTree.remove(name("root/etc"), Mode.DRY_RUN));
    FileTree.remove(name("root"), Mode.APPLY);
    assertThat(Path.of("/etc")).exists();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTree.remove(Path.of("").toAbsolutePath().toString(), Mode.DRY_RUN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTree.remove(Path.of("..").toRealPath().toString(), Mode.DRY_RUN));
  }

  @Test
  void doesNotRemoveWhereSomethingIsMounted() {
    assertThatIOException()
        .isThrownBy(() -> Removal.remove(Path.of("/proc")))
        .withMessage("/proc: /proc is mounted there; unmount it first");
  }

  @Test
  void aCancelledRemovalStops() throws Exception {
    source();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> FileTree.remove(name("from"), Mode.APPLY));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(path("from/a")).exists();
  }

  @Test
  void makesTemporaryPlacesForTheAgentsUserAlone() throws Exception {
    String file = FileTree.temporaryFile("muster-test");
    String made = FileTree.temporaryFolder("muster-test");
    try {
      assertThat(FileSystem.stat(file).access().permissions()).isEqualTo("0600");
      assertThat(FileSystem.stat(made).access().permissions()).isEqualTo("0700");
    } finally {
      FileTree.remove(file, Mode.APPLY);
      FileTree.remove(made, Mode.APPLY);
    }
  }
}
