package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.MusterOptions;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.HostKeys;
import dev.muster.model.SshSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Hosts whose keys are others than on file, where host keys are not checked: each is named, though
/// nothing had to be withheld from it.
@Tag("peers")
class DoubtsTest {

  private static final String AFTER =
      "; host keys are not checked, so it is used all the same, and given nothing secret";

  private static UserKeys keys;
  private static OpenSshServer server;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys, "MaxStartups 1000");
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  /// Says that the server has another key at 127.1.0.*, and at 127.9.0.*, and its own at 127.3.0.*.
  private static Path known() throws Exception {
    String another = Files.readString(UserKeys.publicHalf(keys.ed25519())).strip();
    int port = server.port();
    return keys.knownHosts(
        UserKeys.knownHostsText(another, port, List.of("127.1.0.*", "127.9.0.*"))
            + UserKeys.knownHostsText(server.hostKey(KeyKind.ED25519), port, List.of("127.3.0.*")));
  }

  private static List<String> warnings(Ended ended) {
    return Muster.sorted(ended.err()).stream()
        .filter(line -> line.startsWith("muster: warning: ["))
        .toList();
  }

  @Test
  void theCommandNamesEachOfThemOnce() throws Exception {
    Muster muster = Muster.at(server, keys).with(known());
    Ended ended =
        muster.run("127.1.0.[1-20],127.3.0.[1-20]", "--host-keys", "off", "--", "echo ran");
    assertThat(Muster.sorted(ended.out())).hasSize(40);
    assertThat(ended.exit()).isZero();
    assertThat(warnings(ended))
        .hasSize(20)
        .allMatch(line -> line.startsWith("muster: warning: [127.1.0."))
        .allMatch(line -> line.contains(": host key is ssh-ed25519 SHA256:"))
        .allMatch(line -> line.endsWith("; if the host was rebuilt, delete that line" + AFTER));

    Ended quiet = muster.run("127.1.0.7", "-q", "--host-keys", "off", "--", "true");
    assertThat(warnings(quiet)).as("a warning even with -q").hasSize(1);
  }

  @Test
  void aHostOnTheWayIsNamedToo() throws Exception {
    Muster muster = Muster.at(server, keys).with(known());
    String way = server.user() + "@127.9.0.1:" + server.port();
    Ended ended = muster.run("127.3.0.[1-5]", "-J", way, "--host-keys", "off", "--", "echo ran");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(warnings(ended)).hasSize(1).first().asString().contains("[127.9.0.1]:");
  }

  @Test
  void aProgramHearsOfEachOnce() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    MusterOptions options =
        MusterOptions.standard()
            .withSsh(
                SshSettings.standard()
                    .withPort(server.port())
                    .withIdentity(keys.ed25519())
                    .withHostKeys(
                        HostKeys.standard()
                            .withMode(HostKeys.Mode.OFF)
                            .withUserFiles(List.of(known()))))
            .withWarnings(heard::add);
    try (dev.muster.Muster muster = dev.muster.Muster.open(options)) {
      for (int i = 0; i < 3; i++) {
        try (var group = muster.group("127.1.0.[1-2],127.3.0.1")) {
          assertThat(group.run(Command.of("true")).results()).allMatch(each -> each.ok());
        }
      }
    }
    assertThat(heard).as("%s", heard).hasSize(2).allMatch(line -> line.startsWith("warning: ["));
  }
}
