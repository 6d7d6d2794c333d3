package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {

  @TempDir Path folder;

  private Change make(Changing changing) throws Exception {
    return Changing.make(() -> Snapshot.of(folder), changing);
  }

  private Path file(String text, String permissions) throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void makesAFile() throws Exception {
    String file = folder.resolve("file").toString();
    Change change = make(mode -> FileContent.writeString(file, "one\n", mode));

    assertThat(change.what()).containsExactly(file + ": new, 4 bytes, permissions 0644");
    assertThat(change.diff()).isEqualTo("--- /dev/null\n+++ " + file + "\n@@ -0,0 +1 @@\n+one\n");
    assertThat(change).hasToString("changed " + file + ": new, 4 bytes, permissions 0644");
    assertThat(Files.readString(Path.of(file))).isEqualTo("one\n");
    assertThat(FileSystem.stat(file).access().permissions()).isEqualTo("0644");
    assertThat(FileSystem.list(folder.toString())).containsExactly("file");
  }

  @Test
  void replacesContentAndKeepsPermissions() throws Exception {
    Path file = file("one\ntwo\n", "rwxr-xr-x");
    Change change = make(mode -> FileContent.writeString(file.toString(), "one\n2\n", mode));

    assertThat(change.what()).containsExactly(file + ": content, 8 to 6 bytes");
    assertThat(change.diff()).endsWith("@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
    assertThat(Files.readString(file)).isEqualTo("one\n2\n");
    assertThat(FileSystem.stat(file.toString()).access().permissions()).isEqualTo("0755");
  }

  @Test
  void bringsPermissionsAloneWithoutTouchingContent() throws Exception {
    Path file = file("one\n", "rw-r--r--");
    FileStat.Inode place = FileSystem.stat(file.toString()).place();
    FileOptions options = FileOptions.kept().withPermissions("600");
    Change change =
        make(mode -> FileContent.writeStringWith(file.toString(), "one\n", options, mode));

    assertThat(change.what()).containsExactly(file + ": permissions 0644 to 0600");
    assertThat(FileSystem.stat(file.toString()).place()).isEqualTo(place);
  }

  @Test
  void setsTheBitsThatMakeAProgramItsOwners() throws Exception {
    String file = folder.resolve("file").toString();
    FileOptions options = FileOptions.kept().withPermissions("4755");
    make(mode -> FileContent.writeStringWith(file, "x", options, mode));
    assertThat(FileSystem.stat(file).access().permissions()).isEqualTo("4755");
  }

  @Test
  void doesNotShowWhatNotEverybodyMayRead() throws Exception {
    Path file = file("secret 1\n", "rw-r-----");
    String name = file.toString();
    assertThat(make(mode -> FileContent.writeString(name, "secret 2\n", mode)).diff()).isEmpty();

    FileOptions shown = FileOptions.kept().showing(FileOptions.ShowDiff.ALWAYS);
    assertThat(make(mode -> FileContent.writeStringWith(name, "secret 3\n", shown, mode)).diff())
        .contains("+secret 3");
    FileOptions closing = FileOptions.kept().withPermissions("0644");
    assertThat(make(mode -> FileContent.writeStringWith(name, "secret 4\n", closing, mode)).diff())
        .as("a file that was private")
        .isEmpty();
    FileOptions never = FileOptions.kept().showing(FileOptions.ShowDiff.NEVER);
    assertThat(make(mode -> FileContent.writeStringWith(name, "open\n", never, mode)).diff())
        .isEmpty();
    FileOptions made = FileOptions.kept().withPermissions("0600");
    assertThat(make(mode -> FileContent.writeStringWith(name + 2, "secret", made, mode)).diff())
        .isEmpty();
  }

  @Test
  void showsNoDiffOfWhatIsNoText() throws Exception {
    Path file = file("text\n", "rw-r--r--");
    byte[] binary = {1, 0, (byte) 0xff};
    Change change =
        make(mode -> FileContent.writeBytesWith(file.toString(), binary, FileOptions.kept(), mode));
    assertThat(change.changed()).isTrue();
    assertThat(change.diff()).isEmpty();
    assertThat(Files.readAllBytes(file)).isEqualTo(binary);
  }

  @Test
  void writesWhatALinkLeadsTo() throws Exception {
    Path file = file("one\n", "rw-r--r--");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    make(mode -> FileContent.writeString(link.toString(), "two\n", mode));
    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(file)).isEqualTo("two\n");

    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("gone"));
    assertThatIOException()
        .isThrownBy(() -> FileContent.writeString(nowhere.toString(), "x", Mode.APPLY))
        .withMessage(nowhere + ": is a symbolic link to gone, which is not there");
  }

  @Test
  void overwritesWhereItStands() throws Exception {
    Path file = file("one\ntwo\nthree\n", "rw-r--r--");
    FileStat.Inode place = FileSystem.stat(file.toString()).place();
    FileOptions options = FileOptions.kept().overwriting();
    make(mode -> FileContent.writeStringWith(file.toString(), "1\n", options, mode));
    assertThat(Files.readString(file)).isEqualTo("1\n");
    assertThat(FileSystem.stat(file.toString()).place()).isEqualTo(place);
  }

  @Test
  void leavesNothingBehindWhenItFails() throws Exception {
    Snapshot before = Snapshot.of(folder);
    FileOptions nobody = FileOptions.kept().ownedBy("no-such-user", "no-such-group");
    String file = folder.resolve("file").toString();
    for (Mode mode : Mode.values()) {
      assertThatIOException()
          .isThrownBy(() -> FileContent.writeStringWith(file, "x", nobody, mode))
          .withMessage("there is no user \"no-such-user\" on this host");
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> FileContent.writeString(folder.toString(), "x", mode))
          .withMessage(folder + ": is a folder where a file is wanted");
    }
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(
            () -> FileContent.writeString(folder.resolve("no/file").toString(), "x", Mode.APPLY))
        .withMessage(folder.resolve("no") + ": no such folder; make it with FileTree.makeFolders");
    assertThatIOException()
        .isThrownBy(() ->
            AtomicFile.replace(
                Path.of(file),
                FileOptions.kept(),
                Optional.empty(),
                channel -> {
                  AtomicFile.write(channel, new byte[10]);
                  throw new IOException("the disk is full");
                }))
        .withMessage("the disk is full");
    assertThat(Snapshot.of(folder).files().keySet()).isEqualTo(before.files().keySet());
  }

  @Test
  void doesNotOverwriteWhatChangedMeanwhile() throws Exception {
    Path file = file("one\n", "rw-r--r--");
    Optional<FileStat> seen = Optional.of(FileStat.of(file));
    Files.writeString(file, "somebody else's\n");

    assertThatIOException()
        .isThrownBy(() ->
            AtomicFile.replace(
                file, FileOptions.kept(), seen, channel -> AtomicFile.write(channel, new byte[1])))
        .withMessage(
            file + ": was changed by somebody else meanwhile; nothing was done, try again");
    assertThatIOException()
        .isThrownBy(
            () -> AtomicFile.replace(file, FileOptions.kept(), Optional.empty(), channel -> {}))
        .withMessageContaining("was changed by somebody else");
    assertThat(Files.readString(file)).isEqualTo("somebody else's\n");
    assertThat(FileSystem.list(folder.toString())).containsExactly("file");
  }

  @Test
  void whoReadsMeanwhileSeesTheOldOrTheNewAndNothingBetween() throws Exception {
    String old = "a".repeat(300_000);
    String young = "b".repeat(200_000);
    Path file = file(old, "rw-r--r--");
    AtomicBoolean done = new AtomicBoolean();
    List<String> torn = new ArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              while (!done.get()) {
                try {
                  String seen = Files.readString(file);
                  if (!seen.equals(old) && !seen.equals(young)) {
                    torn.add(seen.length() + " characters");
                  }
                } catch (IOException e) {
                  torn.add(e.toString());
                }
              }
            },
            "reader");
    reader.start();
    for (int i = 0; i < 20; i++) {
      FileContent.writeString(file.toString(), i % 2 == 0 ? young : old, Mode.APPLY);
    }
    done.set(true);
    reader.join();
    assertThat(torn).isEmpty();
  }

  @Test
  void aCancelledCallLeavesTheOldFile() throws Exception {
    Path file = file("one\n", "rw-r--r--");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> FileContent.writeString(file.toString(), "two\n", Mode.APPLY));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readString(file)).isEqualTo("one\n");
    assertThat(FileSystem.list(folder.toString())).containsExactly("file");
  }

  @Test
  void appendsOnce() throws Exception {
    Path file = file("one\n", "rw-r-----");
    FileStat.Inode place = FileSystem.stat(file.toString()).place();
    Change change = make(mode -> FileContent.append(file.toString(), "two\n", mode));
    assertThat(change.what()).containsExactly(file + ": 4 bytes more at the end");
    assertThat(Files.readString(file)).isEqualTo("one\ntwo\n");
    assertThat(FileSystem.stat(file.toString()).place()).isEqualTo(place);

    Path young = folder.resolve("new");
    make(mode -> FileContent.append(young.toString(), "x", mode));
    assertThat(Files.readString(young)).isEqualTo("x");
  }

  @Test
  void editsLines() throws Exception {
    Path file = file("#Port 22\nUsePAM yes\n", "rw-r--r--");
    String name = file.toString();
    make(mode -> FileContent.ensureLine(name, "X11Forwarding no", mode));
    make(mode -> FileContent.editLine(name, LineEdit.of("Port 2222").replacing("^#?Port "), mode));
    make(mode -> FileContent.removeLines(name, "^UsePAM", mode));
    make(mode -> FileContent.ensureBlock(name, "# web", "Match User web", mode));
    assertThat(Files.readString(file))
        .isEqualTo("Port 2222\nX11Forwarding no\n# web begin\nMatch User web\n# web end\n");
    make(mode -> FileContent.ensureBlock(name, "# web", "", mode));
    assertThat(Files.readString(file)).isEqualTo("Port 2222\nX11Forwarding no\n");
  }

  @Test
  void makesAFileForALineOnlyIfAsked() throws Exception {
    String file = folder.resolve("file").toString();
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> FileContent.ensureLine(file, "a", Mode.APPLY))
        .withMessage(file + ": no such file or folder");
    make(mode -> FileContent.editLine(file, LineEdit.of("a").creating(), mode));
    assertThat(FileSystem.readString(file)).isEqualTo("a\n");
  }

  @Test
  void doesNotEditWhatIsNoText() throws Exception {
    Path file = folder.resolve("latin");
    Files.write(file, new byte[] {(byte) 0xe4, '\n'});
    assertThatIOException()
        .isThrownBy(() -> FileContent.ensureLine(file.toString(), "a", Mode.APPLY))
        .withMessage(file + ": is no UTF-8 text; read it as bytes");
  }

  @Test
  void refusesOptionsThatMeanNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileOptions.kept().withPermissions("u+x"))
        .withMessage("permissions are three or four octal digits such as 0644, got \"u+x\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileOptions.kept().ownedBy(" ", "x"))
        .withMessage("the name of an owner or group is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileContent.ensureBlock("/x", " ", "a", Mode.APPLY))
        .withMessage("the mark of a block is the start of a line");
  }
}
