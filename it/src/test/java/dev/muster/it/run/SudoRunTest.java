package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.SudoServer;
import dev.muster.it.peer.UserKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `muster run --sudo` as a user calls it.
@Tag("peers")
@Tag("root")
class SudoRunTest {

  private static final String USER = "mm-asked";

  private static UserKeys keys;
  private static SudoServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server =
        SudoServer.start(
            keys,
            Map.of(
                USER,
                List.of(USER + " ALL=(ALL:ALL) ALL"),
                "mm-app",
                List.of("mm-app ALL=(ALL) NOPASSWD: ALL")));
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  private Path password(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void runsOnManyHostsWithOnePassword() throws Exception {
    String file = password(SudoServer.PASSWORD).toString();
    Path input = Files.writeString(folder.resolve("input"), "to all\n");
    Ended ended =
        Muster.at(server, keys)
            .run(
                "127.1.0.[1-10]",
                "-l",
                USER,
                "-b",
                "--sudo-user",
                "mm-app",
                "--sudo-password-file",
                file,
                "--input",
                input.toString(),
                "--",
                "id -un; echo $SUDO_USER; cat");
    assertThat(ended.err()).startsWith("10 hosts: 10 ok in ");
    assertThat(ended.out())
        .contains("127.1.0.[1-10] (10)\n")
        .endsWith("mm-app\nmm-asked\nto all\n");
    assertThat(ended.exit()).isZero();
  }

  @Test
  void aWrongPasswordMeansThatNothingRan() throws Exception {
    Path ran = folder.resolve("ran");
    Ended ended =
        Muster.at(server, keys)
            .run(
                "127.1.0.[1-3]",
                "-l",
                USER,
                "--sudo",
                "--sudo-password-file",
                password("wrong").toString(),
                "--",
                "touch " + ran);
    List<String> lines = Muster.sorted(ended.err());
    assertThat(lines)
        .filteredOn(line ->
            line.endsWith(
                ": sudo: the password of mm-asked was refused (Sorry, try again.); it was tried once"))
        .hasSize(2);
    assertThat(lines)
        .anyMatch(line -> line.contains(": sudo: not given the password of mm-asked, which "))
        .anyMatch(line -> line.startsWith("3 hosts: 3 unreached in "));
    assertThat(ended.out()).isEmpty();
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ran).doesNotExist();
  }
}
