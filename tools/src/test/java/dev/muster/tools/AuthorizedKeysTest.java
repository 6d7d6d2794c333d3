package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys in a folder that is the home of the user who runs the tests; `UsersRootTest` has another
/// user's.
class AuthorizedKeysTest {

  private static final String A = "AAAAC3NzaC1lZDI1NTE5AAAAIA";
  private static final String B = "AAAAC3NzaC1lZDI1NTE5AAAAIB";
  private static final String USER = System.getProperty("user.name");

  @TempDir Path home;

  private KeyFile file() {
    UserAccount me = new UserAccount(USER, 0, 0, "", home.toString(), "/bin/sh");
    return new KeyFile(Programs.ofHost(), me, USER);
  }

  private static AuthorizedKey key(String line) {
    return AuthorizedKey.wanted(line);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA ann@web         | ``     | ssh-ed25519 | ann@web
          ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB a b  c            | ``     | ssh-rsa | a b c
          ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHA=       | ``     | ecdsa-sha2-nistp256 | ``
          sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5 t  | ``     | sk-ssh-ed25519@openssh.com | t
          no-pty,command="echo \\"a b\\"" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA x | no-pty,command="echo \\"a b\\"" | ssh-ed25519 | x
          """)
  void readsKeys(String line, String options, String type, String comment) {
    AuthorizedKey key = key(line);
    assertThat(key.options()).isEqualTo(options);
    assertThat(key.type()).isEqualTo(type);
    assertThat(key.comment()).isEqualTo(comment);
    assertThat(AuthorizedKey.parse(key.line())).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# ssh-ed25519",
        "ssh-ed25519",
        "ssh-ed25519 short",
        "hello AAAAC3NzaC1lZDI1NTE5AAAAIA",
        "a b ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\u0000"
      })
  void refusesWhatIsNoKey(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> AuthorizedKey.wanted(line));
  }

  @Test
  void refusesTwoKeysForOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key("ssh-ed25519 " + A + "\nssh-ed25519 " + B))
        .withMessage("one public key is one line; give several in a list");
  }

  @Test
  void editsTexts() {
    String text = "# mine\nssh-ed25519 " + A + " old\n\nssh-ed25519 " + A + " twice\n";
    String with = KeyList.with(text, key("no-pty ssh-ed25519 " + A + " new"));
    assertThat(with).isEqualTo("# mine\nno-pty ssh-ed25519 " + A + " new\n\n");
    assertThat(KeyList.with(with, key("no-pty ssh-ed25519 " + A + " new"))).isEqualTo(with);
    assertThat(KeyList.with(with, key("ssh-ed25519 " + B)))
        .isEqualTo(with + "ssh-ed25519 " + B + "\n");
    assertThat(KeyList.without(with, key("ssh-ed25519 " + A))).isEqualTo("# mine\n\n");
    assertThat(KeyList.only(with, List.of(key("ssh-ed25519 " + B))))
        .isEqualTo("# mine\n\nssh-ed25519 " + B + "\n");
    assertThat(KeyList.only(with, List.of())).isEqualTo("# mine\n\n");
    assertThat(KeyList.with("no end of line", key("ssh-ed25519 " + A)))
        .isEqualTo("no end of line\nssh-ed25519 " + A + "\n");
  }

  @Test
  void anyTextKeepsItsOtherLines() {
    Random random = new Random(8);
    String[] pieces = {
      "ssh-ed25519",
      " ",
      A,
      B,
      "\n",
      "\"",
      "\\",
      "# x",
      "no-pty",
      ",",
      "=",
      "\t",
      "ä",
      "command=\"a b\""
    };
    AuthorizedKey key = key("ssh-ed25519 " + A + " new");
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String with = KeyList.with(text.toString(), key);
      assertThat(KeyList.with(with, key)).isEqualTo(with);
      assertThat(
              with.lines()
                  .filter(line -> AuthorizedKey.parse(line).filter(key::isKeyOf).isPresent()))
          .hasSize(1);
      String without = KeyList.without(with, key);
      assertThat(without).doesNotContain("ssh-ed25519 " + A + " new");
      assertThat(KeyList.without(without, key)).isEqualTo(without);
      assertThat(without.lines().toList())
          .isEqualTo(
              text.toString()
                  .lines()
                  .filter(line -> AuthorizedKey.parse(line).filter(key::isKeyOf).isEmpty())
                  .toList());
    }
  }

  @Test
  void makesTheFileForItsOwnerAlone() throws Exception {
    Change planned =
        AuthorizedKeys.edit(
            file(), text -> KeyList.with(text, key("ssh-ed25519 " + A + " ann")), Mode.DRY_RUN);
    assertThat(home).isEmptyDirectory();
    Change made =
        AuthorizedKeys.edit(
            file(), text -> KeyList.with(text, key("ssh-ed25519 " + A + " ann")), Mode.APPLY);
    assertThat(planned.what())
        .isEqualTo(made.what())
        .containsExactly(home + "/.ssh/authorized_keys: keys, 1 now");
    assertThat(made.diff()).endsWith("+ssh-ed25519 " + A + " ann\n");
    assertThat(Files.readString(home.resolve(".ssh/authorized_keys")))
        .isEqualTo("ssh-ed25519 " + A + " ann\n");
    assertThat(FileSystem.stat(home + "/.ssh").access().permissions()).isEqualTo("0700");
    assertThat(FileSystem.stat(home + "/.ssh/authorized_keys").access().permissions())
        .isEqualTo("0600");
    assertThat(FileSystem.list(home + "/.ssh")).containsExactly("authorized_keys");
    Change again =
        AuthorizedKeys.edit(
            file(), text -> KeyList.with(text, key("ssh-ed25519 " + A + " ann")), Mode.APPLY);
    assertThat(again.changed()).isFalse();
  }

  @Test
  void saysWhatStoodInTheWay() throws Exception {
    Files.writeString(home.resolve(".ssh"), "a file");
    assertThatExceptionOfType(ProgramFailedException.class)
        .isThrownBy(() -> file().write("x\n"))
        .withMessageContaining("exited 1: mkdir: cannot create directory");
    UserAccount other = new UserAccount("other", 1, 1, "", "/nowhere", "/bin/sh");
    assertThatIOException()
        .isThrownBy(() -> new KeyFile(new Programs(List.of()), other, USER).read())
        .withMessage(
            "/nowhere/.ssh/authorized_keys: only runuser of util-linux gets there safely,"
                + " and this host lacks it");
    assertThatIOException()
        .isThrownBy(() -> AuthorizedKeys.list("no-such-user"))
        .withMessage("there is no user \"no-such-user\" on this host");
  }
}
