package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A variable that holds a password (`--password-env` and its like) goes to no host and to nothing
/// that is started here; the variable beside it does.
@Tag("peers")
class SecretVariablesTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("SECRET", "open sesame", "OTHER", "other");
  private static final String SAY = "echo ${SECRET-none} ${OTHER-none}";

  private static UserKeys keys;
  private static OpenSshServer server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys, "AcceptEnv SECRET OTHER");
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  private Ended run(String config, String hosts, String... words) throws IOException {
    Path file = Files.writeString(folder.resolve("config"), config);
    List<String> all = new ArrayList<>(List.of("-i", keys.ed25519().toString()));
    all.addAll(List.of(words));
    return Muster.at(server, keys).configuredBy(file).runIn(ENVIRONMENT, hosts, all);
  }

  /// The environment of a program that wrote it down.
  private List<String> written() throws IOException {
    return Files.readAllLines(folder.resolve("env"));
  }

  private String writing() {
    return "env > " + folder.resolve("env");
  }

  @Test
  void isSentToNoHost() throws Exception {
    String config = "SendEnv *\n";
    assertThat(run(config, "127.1.0.1", SAY).out()).contains("open sesame other");
    Ended ended = run(config, "127.1.0.1", "--password-env", "SECRET", SAY);
    assertThat(ended.out()).as(ended.err()).contains("none other");
  }

  @Test
  void isNotThereForLocalCommands() throws Exception {
    Ended ended = run("", "local:", "--password-env=SECRET", SAY);
    assertThat(ended.out()).as(ended.err()).contains("none other");
  }

  @Test
  void isNotThereForAProxyCommand() throws Exception {
    run(
        "ProxyCommand " + writing() + "; exit 1\n",
        "127.1.0.1",
        "--password-env",
        "SECRET",
        "true");
    assertThat(written()).contains("OTHER=other").noneMatch(line -> line.startsWith("SECRET="));
  }

  @Test
  void isNotThereForMatchExec() throws Exception {
    Ended ended =
        run(
            "Match exec \"" + writing() + "\"\n  SetEnv OTHER=matched\n",
            "127.1.0.1",
            "--password-env",
            "SECRET",
            SAY);
    assertThat(ended.out()).as(ended.err()).contains("none matched");
    assertThat(written()).contains("OTHER=other").noneMatch(line -> line.startsWith("SECRET="));
  }

  @Test
  void isNotThereForTheCommandThatTellsAnotherPassword() throws Exception {
    run(
        "",
        "local:",
        "--password-command",
        writing() + "; echo password",
        "--sudo",
        "--sudo-password-env",
        "SECRET",
        "true");
    assertThat(written()).contains("OTHER=other").noneMatch(line -> line.startsWith("SECRET="));
  }
}
