package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users, groups, their keys and their files on the machine that runs the tests, under names that
/// nobody else has, and that are gone afterwards.
@Tag("root")
class UsersRootTest {

  private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA";
  private static final String HASH = "$6$saltsalt$abcdefghijklmnopqrstuvwxyz./0123456789";

  private final String name = "muster-" + UUID.randomUUID().toString().substring(0, 8);
  private final String group = name + "-g";

  @TempDir Path folder;

  @AfterEach
  void nobodyIsLeft() throws Exception {
    Users.absentWithHome(name, Mode.APPLY);
    Users.groupAbsent(group, Mode.APPLY);
    assertThat(Users.find(name)).isEmpty();
    assertThat(Users.groups()).extracting(GroupAccount::name).doesNotContain(name, group);
  }

  private UserSpec spec() {
    return UserSpec.of(name).withHome(folder.resolve("home").toString()).withShell("/bin/sh");
  }

  private static Change make(Changing changing) throws Exception {
    return Changing.make(() -> Users.list() + " " + Users.groups(), changing);
  }

  @Test
  void aUserComesChangesAndGoes() throws Exception {
    make(mode -> Users.groupPresent(GroupSpec.of(group), mode));
    make(mode -> Users.present(spec().withComment("A test"), mode));
    UserAccount user = Users.find(name).orElseThrow();
    assertThat(user.comment()).isEqualTo("A test");
    assertThat(folder.resolve("home")).isDirectory();

    make(mode -> Users.present(spec().withShell("/bin/false").inGroups(group), mode));
    assertThat(Users.find(name).orElseThrow().shell()).isEqualTo("/bin/false");
    assertThat(Users.groups())
        .filteredOn(each -> each.name().equals(group))
        .flatExtracting(GroupAccount::members)
        .containsExactly(name);
    make(mode ->
        Users.present(
            spec().withShell("/bin/false").with(UserSpec.Option.ONLY_THESE_GROUPS), mode));
    make(mode -> Users.passwordHash(name, HASH, mode));
    assertThat(FileLines.matching("/etc/shadow", "^" + name + ":", 1).get(0).text())
        .startsWith(name + ":" + HASH + ":");
    make(mode -> Users.passwordHash(name, "!", mode));

    make(mode -> Users.absentWithHome(name, mode));
    assertThat(folder.resolve("home")).doesNotExist();
    make(mode -> Users.groupAbsent(group, mode));
  }

  @Test
  void aUsersKeysAreTheUsers() throws Exception {
    Users.present(spec().withShell("/usr/sbin/nologin"), Mode.APPLY);
    open();
    make(mode -> AuthorizedKeys.present(name, KEY + " one", mode));
    FileStat file = FileSystem.stat(folder.resolve("home/.ssh/authorized_keys").toString());
    assertThat(file.access()).isEqualTo(new Access("0600", name, name));
    assertThat(FileSystem.stat(folder.resolve("home/.ssh").toString()).access())
        .isEqualTo(new Access("0700", name, name));
    assertThat(AuthorizedKeys.list(name)).containsExactly(KEY + " one");
    make(mode -> AuthorizedKeys.only(name, List.of(KEY + "B two"), mode));
    assertThat(AuthorizedKeys.list(name)).containsExactly(KEY + "B two");
    make(mode -> AuthorizedKeys.absent(name, KEY + "B", mode));
    assertThat(AuthorizedKeys.list(name)).isEmpty();
  }

  /// Lets others than root into the folder of the test.
  private void open() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aUserCannotLeadRootElsewhere() throws Exception {
    Users.present(spec(), Mode.APPLY);
    open();
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("authorized_keys"), "root's own\n");
    Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(folder.resolve("home/.ssh"), precious);

    assertThatExceptionOfType(ProgramFailedException.class)
        .isThrownBy(() -> AuthorizedKeys.present(name, KEY, Mode.APPLY));
    assertThat(Files.readString(precious.resolve("authorized_keys"))).isEqualTo("root's own\n");
    assertThat(FileSystem.stat(precious.toString()).access().owner()).isEqualTo("root");

    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    FileTree.setAccess(open.toString(), FileOptions.kept().withPermissions("1777"), Mode.APPLY);
    Path trap = Files.createSymbolicLink(open.resolve("report"), precious.resolve("new"));
    FileTree.setAccess(trap.toString(), FileOptions.kept().ownedBy(name, name), Mode.APPLY);
    assertThatIOException()
        .isThrownBy(() -> FileContent.writeString(trap.toString(), "x", Mode.APPLY))
        .withMessage(
            trap
                + ": is a symbolic link of "
                + name
                + "'s in a folder for everybody; not followed");
  }

  @Test
  void filesKeepTheirOwners() throws Exception {
    Users.present(spec(), Mode.APPLY);
    String file = Files.writeString(folder.resolve("file"), "one\n").toString();
    FileOptions theirs = FileOptions.kept().ownedBy(name, name).withPermissions("4750");
    Change change = FileTree.setAccess(file, theirs, Mode.APPLY);
    assertThat(change.what())
        .containsExactly(
            file + ": owner root to " + name,
            file + ": group root to " + name,
            file + ": permissions 0644 to 4750");
    FileContent.writeString(file, "two\n", Mode.APPLY);
    assertThat(FileSystem.stat(file).access()).isEqualTo(new Access("4750", name, name));
    FileTree.copy(file, file + "2", Mode.APPLY);
    assertThat(FileSystem.stat(file + "2").access()).isEqualTo(new Access("4750", name, name));
    Change back = FileTree.setAccess(file, FileOptions.kept().ownedBy("0", "0"), Mode.APPLY);
    assertThat(back.changed()).isTrue();
    assertThat(FileSystem.stat(file).access()).isEqualTo(new Access("4750", "root", "root"));
  }
}
