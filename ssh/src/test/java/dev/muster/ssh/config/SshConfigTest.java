package dev.muster.ssh.config;

import static dev.muster.ssh.config.ConfigTexts.LOCAL;
import static dev.muster.ssh.config.ConfigTexts.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshConfigTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Port                        | Port has no value
          Port 0                      | Port: wanted a port, 1 to 65535, got "0"
          Port 1 2                    | Port: there is more on the line than its value: "2"
          User "open                  | User: a quote is not closed
          Compression maybe           | Compression: wanted yes, no, got "maybe"
          ConnectTimeout 5x           | ConnectTimeout: wanted a time such as 30, 90s or 1h30m, got "5x"
          ConnectionAttempts many     | ConnectionAttempts: wanted a number, 0 to 2147483647, got "many"
          Ciphers rot13               | Ciphers: "rot13" is no algorithm that is known; see ssh -Q help
          RekeyLimit 15               | RekeyLimit: wanted default or bytes such as 64K, 512M or 1G, got "15"
          LocalForward 80             | LocalForward: it has no target; write LocalForward [HOST:]PORT HOST:PORT
          DynamicForward a:b:c        | DynamicForward: wanted [HOST:]PORT HOST:PORT, or paths of sockets, got "a:b:c"
          ProxyJump a,,b              | ProxyJump: wanted [USER@]HOST[:PORT] with commas between, or none, got "a,,b"
          SetEnv A                    | SetEnv: wanted NAME=VALUE, got "A"
          SendEnv A=b                 | SendEnv: wanted names of variables, got "A=b"
          UserKnownHostsFile a none   | UserKnownHostsFile: "none" must stand alone
          IdentityAgent ${UNSET}      | IdentityAgent: "${UNSET}": the environment has no variable UNSET
          Match                       | Match has no value
          Match host                  | Match: host has no value
          Match all host a            | Match: all cannot stand with other criteria
          Match exec "x %z"           | Match exec: "x %z": there is no token %z here
          Match localnetwork 10.0.0.1/8 | Match localnetwork: wanted ADDRESS/BITS, got "10.0.0.1/8"
          Host ""                     | Host: one of its patterns is empty
          Include ~amy/x              | Include: "~amy/x" is no name that can be used here
          Include %h.conf             | Include: "%h.conf": there is no token %h here
          NoSuch thing                | "nosuch" is no keyword that is known; IgnoreUnknown passes one over
          """)
  void saysInWhichLineOfWhichFileAMistakeIs(String line, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings("# first\nHost other\n  " + line + "\n", "host"))
        .withMessage("cfg:3: " + message);
  }

  @Test
  void aLineThatIsTooLongIsRefused() throws ConfigException {
    String longest = "#".repeat(64 << 10);
    assertThat(settings("Port 9\n" + longest, "h").port()).isEqualTo(9);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings("Port 9\n" + longest + "#", "h"))
        .withMessage("cfg:2: the line has 65537 characters; at most 65536");
  }

  @Test
  void filesIncludeEachOtherSixteenDeep() throws ConfigException {
    MemoryFiles files = new MemoryFiles();
    for (int i = 0; i < 17; i++) {
      files.with("/" + i, "Include /" + (i + 1) + "\n");
    }
    files.with("/17", "Port 17\n");
    assertThat(port(SshConfig.of("/1", files, LOCAL))).isEqualTo(17);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SshConfig.of("/0", files, LOCAL))
        .withMessage("/16:1: Include: files include each other 16 deep; no more");
  }

  @Test
  void filesThatIncludeEachOtherTwiceEndBeforeTheyAreTooMany() {
    MemoryFiles files = new MemoryFiles();
    files.with("/a", "Include /b\nInclude /b\n").with("/b", "Include /a\nInclude /a\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SshConfig.of("/a", files, LOCAL));
    for (int i = 0; i < 13; i++) {
      files.with("/" + i, ("Include /" + (i + 1) + "\n").repeat(2));
    }
    files.with("/13", "");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SshConfig.of("/0", files, LOCAL))
        .withMessageContaining("more than 4096 files are included");
  }

  @Test
  void theUsersFileComesBeforeTheMachines() throws ConfigException {
    MemoryFiles files =
        new MemoryFiles()
            .with("/me/.ssh/config", "Port 1\nInclude own\n")
            .with("/me/.ssh/own", "User own\n")
            .with("/etc/ssh/ssh_config", "Port 2\nCompression yes\nInclude theirs\n")
            .with("/etc/ssh/theirs", "User theirs\nBatchMode yes\n");
    SshConfig config = SshConfig.standard(files, LOCAL);
    HostSettings settings =
        new Evaluator(config, Overrides.none(), LOCAL, new FakeOutside()).settings("h", "", 0);
    assertThat(settings.port()).isEqualTo(1);
    assertThat(settings.user()).isEqualTo("own");
    assertThat(settings.flag(Keyword.COMPRESSION)).isTrue();
    assertThat(settings.flag(Keyword.BATCH_MODE)).isTrue();
    assertThat(settings.origin(Keyword.COMPRESSION)).isEqualTo("/etc/ssh/ssh_config:2");
  }

  @Test
  void aUsualFileThatIsNotThereOrMayNotBeReadSaysNothing() throws ConfigException {
    MemoryFiles files = new MemoryFiles();
    assertThat(SshConfig.standard(files, LOCAL).notes()).isEmpty();
    files.with("/me/.ssh/config", "denied").with("/etc/ssh/ssh_config", "Port 2\n");
    SshConfig config = SshConfig.standard(files, LOCAL);
    assertThat(config.notes())
        .containsExactly("/me/.ssh/config: may not be read by this user; it is passed over");
    assertThat(port(config)).isEqualTo(2);
  }

  @Test
  void aNamedFileMustBeThere() {
    MemoryFiles files = new MemoryFiles().with("secret", "denied").with("inc", "Include /deep\n");
    files.with("/deep", "denied");
    for (String file : List.of("missing", "secret", "inc")) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> SshConfig.of(file, files, LOCAL))
          .withMessageStartingWith(file);
    }
  }

  @Test
  void theMachinesFileDoesNotIncludeFromAHome() {
    MemoryFiles files = new MemoryFiles().with("/etc/ssh/ssh_config", "Include ~/x\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SshConfig.standard(files, LOCAL))
        .withMessage("/etc/ssh/ssh_config:1: Include: \"~/x\" is no name that can be used here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Host a    | option "Host a": only a file can have Host
          Match all | option "Match all": only a file can have Match
          Include x | option "Include x": only a file can have Include
          Port=0    | option "Port=0": Port: wanted a port, 1 to 65535, got "0"
          Port      | option "Port": Port has no value
          """)
  void anOptionThatCannotBeIsRefused(String option, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Overrides.parse(List.of(option), LOCAL))
        .withMessage(message);
  }

  private static int port(SshConfig config) throws ConfigException {
    return new Evaluator(config, Overrides.none(), LOCAL, new FakeOutside())
        .settings("h", "", 0)
        .port();
  }
}
