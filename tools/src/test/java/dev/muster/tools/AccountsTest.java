package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Users and groups of a host that is played by files and stand-ins; `UsersRootTest` does it for
/// real.
class AccountsTest {

  private static final String HASH = "$6$saltsalt$abcdefghijklmnopqrstuvwxyz./0123456789";

  @TempDir Path folder;
  private StandIns programs;
  private Accounts accounts;

  @BeforeEach
  void aHost() throws IOException {
    Files.writeString(
        folder.resolve("passwd"),
        "root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:Ann:/home/ann:/bin/sh\nbroken\n+nis::::::\n");
    Files.writeString(
        folder.resolve("group"), "root:x:0:\nann:x:1000:\nwheel:x:10:ann\ndocker:x:20:\n");
    Files.writeString(
        folder.resolve("shadow"), "root:*:1::::::\nann:" + HASH + ":19000:0:99999:7:::\n");
    programs = new StandIns(Files.createDirectory(folder.resolve("bin")));
    for (String name :
        List.of("useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel")) {
      programs.with(name, "");
    }
    programs.with("chpasswd", "/bin/cat >\"$HERE/input\"");
    accounts = new Accounts(new AccountLists(programs.alone(), folder));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          new                 | useradd -m bob                            | user bob: new
          new with all        | useradd -u 1500 -g ann -G docker,wheel -c Bob -d /srv/bob -s /bin/zsh -m bob | user bob: new
          new for the system  | useradd -r -M bob                         | user bob: new
          new without a home  | useradd -M bob                            | user bob: new
          as she is           | ``                                        | ``
          another shell       | usermod -s /bin/bash ann                  | user ann: shell /bin/sh to /bin/bash
          much                | usermod -u 1001 -g docker -c A. ann       | user ann: number 1000 to 1001;user ann: group 1000 to 20;user ann: comment Ann to A.
          one group more      | usermod -G docker -a ann                  | user ann: groups [wheel] to [docker, wheel]
          a group she has     | ``                                        | ``
          only these groups   | usermod -G docker ann                     | user ann: groups [wheel] to [docker]
          no groups           | usermod -G  ann                           | user ann: groups [wheel] to []
          """)
  void bringsAUserToWhatIsWanted(String what, String call, String lines) throws Exception {
    UserSpec spec = spec(what);
    List<String> calls = call.isEmpty() ? List.of() : List.of(call);
    List<String> said = lines.isEmpty() ? List.of() : List.of(lines.split(";", -1));

    assertThat(accounts.present(spec, Mode.DRY_RUN)).isEqualTo(new Change(said, "", Mode.DRY_RUN));
    assertThat(programs.calls()).isEmpty();
    assertThat(accounts.present(spec, Mode.APPLY)).isEqualTo(new Change(said, "", Mode.APPLY));
    assertThat(programs.calls()).isEqualTo(calls);
  }

  private static UserSpec spec(String what) {
    UserSpec bob = UserSpec.of("bob");
    UserSpec ann = UserSpec.of("ann");
    return switch (what) {
      case "new" -> bob;
      case "new with all" ->
          bob.withUid(1500)
              .withGroup("ann")
              .inGroups("wheel", "docker")
              .withComment("Bob")
              .withHome("/srv/bob")
              .withShell("/bin/zsh");
      case "new for the system" -> bob.with(UserSpec.Option.SYSTEM);
      case "new without a home" -> bob.with(UserSpec.Option.NO_HOME);
      case "as she is" ->
          ann.withUid(1000)
              .withGroup("ann")
              .withComment("Ann")
              .withHome("/home/ann")
              .withShell("/bin/sh");
      case "another shell" -> ann.withShell("/bin/bash");
      case "much" -> ann.withUid(1001).withGroup("docker").withComment("A.");
      case "one group more" -> ann.inGroups("docker");
      case "a group she has" -> ann.inGroups("wheel");
      case "only these groups" -> ann.inGroups("docker").with(UserSpec.Option.ONLY_THESE_GROUPS);
      case "no groups" -> ann.with(UserSpec.Option.ONLY_THESE_GROUPS);
      default -> throw new IllegalArgumentException(what);
    };
  }

  @Test
  void removesUsersOnce() throws Exception {
    assertThat(accounts.absent("ann", true, Mode.DRY_RUN).what())
        .containsExactly("user ann: removed, with the home folder and mail");
    assertThat(accounts.absent("bob", true, Mode.APPLY).changed()).isFalse();
    assertThat(programs.calls()).isEmpty();
    assertThat(accounts.absent("ann", false, Mode.APPLY).what())
        .containsExactly("user ann: removed");
    accounts.absent("ann", true, Mode.APPLY);
    assertThat(programs.calls()).containsExactly("userdel ann", "userdel -r ann");
  }

  @Test
  void bringsGroupsToWhatIsWanted() throws Exception {
    GroupSpec web = GroupSpec.of("web");
    assertThat(accounts.groupPresent(web, Mode.DRY_RUN).what()).containsExactly("group web: new");
    assertThat(programs.calls()).isEmpty();
    accounts.groupPresent(web, Mode.APPLY);
    accounts.groupPresent(web.withGid(77).ofSystem(), Mode.APPLY);
    accounts.groupPresent(GroupSpec.of("wheel"), Mode.APPLY);
    accounts.groupPresent(GroupSpec.of("wheel").withGid(10), Mode.APPLY);
    assertThat(accounts.groupPresent(GroupSpec.of("wheel").withGid(11), Mode.APPLY).what())
        .containsExactly("group wheel: number 10 to 11");
    accounts.groupAbsent("wheel", Mode.APPLY);
    assertThat(accounts.groupAbsent("web", Mode.APPLY).changed()).isFalse();
    assertThat(programs.calls())
        .containsExactly(
            "groupadd web", "groupadd -g 77 -r web", "groupmod -g 11 wheel", "groupdel wheel");
  }

  @Test
  void aPasswordsHashGoesByInputAndIsSaidNowhere() throws Exception {
    assertThat(accounts.password("ann", HASH, Mode.APPLY).changed()).as("has it").isFalse();
    String other = HASH + "x";
    Change planned = accounts.password("ann", other, Mode.DRY_RUN);
    assertThat(programs.calls()).isEmpty();
    Change made = accounts.password("ann", other, Mode.APPLY);
    assertThat(planned.what()).isEqualTo(made.what()).containsExactly("user ann: password");
    assertThat(programs.calls()).containsExactly("chpasswd -e");
    assertThat(Files.readString(folder.resolve("bin/input"))).isEqualTo("ann:" + other + "\n");
    accounts.password("ann", "!", Mode.APPLY);
    assertThat(Files.readString(folder.resolve("bin/input"))).isEqualTo("ann:!\n");
    assertThatIOException()
        .isThrownBy(() -> accounts.password("bob", HASH, Mode.APPLY))
        .withMessage("there is no user \"bob\" on this host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "secret", "$6$short", "$6$salt$abcdefgh\nroot:x", "$6$salt$abc:defghi", "!!!"})
  void whatIsNoHashIsRefusedAndNotRepeated(String hash) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accounts.password("ann", hash, Mode.DRY_RUN))
        .withMessage(
            "what is given for user ann is no hash of a password;"
                + " make one with openssl passwd -6, or give ! for none");
  }

  @Test
  void saysWhatTheProgramSaid() {
    programs.with(
        "useradd", "echo 'useradd: cannot lock /etc/passwd; try again later.' >&2; exit 1");
    assertThatExceptionOfType(ProgramFailedException.class)
        .isThrownBy(() -> accounts.present(UserSpec.of("bob"), Mode.APPLY))
        .withMessage("useradd -m bob exited 1: useradd: cannot lock /etc/passwd; try again later.");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    UserSpec spec = UserSpec.of("bob").withGroup("none");
    assertThatIOException()
        .isThrownBy(() -> accounts.present(spec, Mode.DRY_RUN))
        .withMessage("there is no group \"none\" on this host; make it with groupPresent");
    Files.delete(folder.resolve("bin/userdel"));
    assertThatIOException()
        .isThrownBy(() -> accounts.absent("ann", false, Mode.APPLY))
        .withMessage(
            "users and groups are changed by userdel, which this host lacks; install shadow");
  }

  @Test
  void asksGetentWhereThereIsOne() throws Exception {
    programs.with(
        "getent",
        """
        case "$*" in
          'passwd ldap') echo 'ldap:*:5000:5000:From afar:/home/ldap:/bin/sh' ;;
          passwd) echo 'ldap:*:5000:5000:From afar:/home/ldap:/bin/sh' ;;
          'passwd dead') exit 1 ;;
          *) exit 2 ;;
        esac\
        """);
    AccountLists lists = new AccountLists(programs.alone(), folder);
    assertThat(lists.user("ldap"))
        .contains(new UserAccount("ldap", 5000, 5000, "From afar", "/home/ldap", "/bin/sh"));
    assertThat(lists.user("ann")).isEmpty();
    assertThat(lists.users()).hasSize(1);
    assertThatExceptionOfType(ProgramFailedException.class).isThrownBy(() -> lists.user("dead"));
  }

  @Test
  void readsTheLists() throws Exception {
    AccountLists lists = new AccountLists(programs.alone(), folder);
    assertThat(lists.users()).extracting(UserAccount::name).containsExactly("root", "ann");
    assertThat(lists.group("wheel")).contains(new GroupAccount("wheel", 10, Set.of("ann")));
    assertThat(lists.groups()).hasSize(4);
    assertThat(lists.user("an")).isEmpty();
    assertThat(GroupAccount.parse("x:y:z:")).isEqualTo(Optional.empty());
  }

  @Test
  void knowsTheUserOfThisProcess() throws Exception {
    String name = System.getProperty("user.name");
    assertThat(Users.find(name)).get().extracting(UserAccount::name).isEqualTo(name);
    assertThat(Users.list()).extracting(UserAccount::uid).contains(0L);
    assertThat(Users.groups()).extracting(GroupAccount::gid).contains(0L);
    assertThat(Users.present(UserSpec.of(name), Mode.DRY_RUN).changed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "a b", "a:b", "a\nb", "1a", "a/b", "ä"})
  void namesThatMeanSomethingElseAreRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> UserSpec.of(name));
    assertThatIllegalArgumentException().isThrownBy(() -> GroupSpec.of(name));
    assertThatIllegalArgumentException().isThrownBy(() -> UserSpec.of("a").inGroups(name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accounts.absent(name, false, Mode.DRY_RUN))
        .withMessageEndingWith(
            "is no name of a user; use letters, digits, _ . -, 32 at most, a letter or _ first");
  }

  @Test
  void fieldsThatWouldAddAUserAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserSpec.of("a").withComment("x\nroot2:x:0:0::/:/bin/sh"))
        .withMessage("user a: COMMENT holds a colon or the end of a line");
    assertThatIllegalArgumentException().isThrownBy(() -> UserSpec.of("a").withUid(-1));
  }
}
