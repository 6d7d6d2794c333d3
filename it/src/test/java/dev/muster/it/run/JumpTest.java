package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command through hosts on the way, with the limits that OpenSSH's server has out of the box.
@Tag("peers")
class JumpTest {

  private static final String[] OUT_OF_THE_BOX = {"MaxStartups 10:30:100", "MaxSessions 10"};

  @TempDir private Path folder;

  private static Muster through(OpenSshServer server, UserKeys keys) {
    String hostKey = server.hostKey(KeyKind.ED25519);
    return Muster.at(server, keys).with(keys.knownHosts(hostKey, server.port(), List.of("127.*")));
  }

  private static String at(String host, OpenSshServer server) {
    return server.user() + "@" + host + ":" + server.port();
  }

  private static void die(OpenSshServer server) {
    server.close();
  }

  /// All hosts are the same server, which is their jump host too: nothing can go unnoticed there.
  @Test
  void aThousandHostsGoThroughOneWithoutBeingDropped() {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer server = OpenSshServer.start(keys, OUT_OF_THE_BOX)) {
      Ended ended =
          through(server, keys)
              .run("127.2.[1-4].[1-250]", "-J", at("127.9.0.1", server), "--", "true");
      assertThat(ended.err()).startsWith("1000 hosts: 1000 ok in ");
      assertThat(ended.exit()).isZero();
      assertThat(server.log())
          .doesNotContain("MaxStartups throttling")
          .doesNotContain("drop connection");
      assertThat(server.log().split("Postponed publickey|Accepted publickey", -1))
          .as("one for the way, one for each host")
          .hasSize(1 + 1 + 1000);
    }
  }

  @Test
  void aWayThatIsClosedIsNamedByEachHost() {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer server = OpenSshServer.start(keys)) {
      Ended ended =
          through(server, keys)
              .run("127.2.0.[1-50]", "-J", server.user() + "@127.9.0.1:1", "--", "true");
      assertThat(Muster.sorted(ended.err()))
          .contains(
              "127.2.0.7: connect: through 127.9.0.1:1: connect: 127.9.0.1:1: Connection refused")
          .anyMatch(line -> line.startsWith("50 hosts: 50 unreached in "));
      assertThat(ended.exit()).isEqualTo(3);
    }
  }

  @Test
  void aWayThatDiesIsNamedByEachHostThatWentThroughIt() throws Exception {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer jump = OpenSshServer.start(keys);
        OpenSshServer server = OpenSshServer.start(keys)) {
      Path both =
          keys.knownHosts(
              UserKeys.knownHostsText(
                      jump.hostKey(KeyKind.ED25519), jump.port(), List.of("127.9.*"))
                  + UserKeys.knownHostsText(
                      server.hostKey(KeyKind.ED25519), server.port(), List.of("127.2.*")));
      Muster muster = Muster.at(server, keys).with(both);
      List<String> words =
          muster.words("127.2.0.[1-5]", "-J", at("127.9.0.1", jump), "--", "echo begun; sleep 60");
      Process process = new ProcessBuilder(words).start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (int begun = 0; begun < 5; begun++) {
          assertThat(out.readLine()).endsWith(": begun");
        }
        die(jump);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Muster.sorted(err))
            .filteredOn(line -> line.contains("through 127.9.0.1:" + jump.port() + ": "))
            .hasSize(5);
        assertThat(err).contains("5 hosts: 5 lost in ");
        assertThat(process.exitValue()).isEqualTo(5);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void everyHopHasItsOwnOptionsFromTheConfiguration() throws Exception {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer first = OpenSshServer.start(keys);
        OpenSshServer second = OpenSshServer.start(keys);
        OpenSshServer server = OpenSshServer.start(keys)) {
      Path config = folder.resolve("config");
      Files.writeString(
          config,
          """
          Host first
            HostName 127.9.0.1
            Port %d
            User %s
          Host second
            HostName 127.9.0.2
            Port %d
            User %s
            ProxyJump first
          Host inner-*
            HostName 127.2.0.1
            ProxyJump second
          """
              .formatted(first.port(), first.user(), second.port(), second.user()));
      Path all =
          keys.knownHosts(
              UserKeys.knownHostsText(
                      first.hostKey(KeyKind.ED25519), first.port(), List.of("127.*", "first"))
                  + UserKeys.knownHostsText(
                      second.hostKey(KeyKind.ED25519), second.port(), List.of("127.*"))
                  + UserKeys.knownHostsText(
                      server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*")));
      Ended ended =
          Muster.at(server, keys)
              .with(all)
              .configuredBy(config)
              .run("inner-[1-20]", "--", "echo $SSH_CONNECTION");
      assertThat(ended.err()).startsWith("20 hosts: 20 ok in ");
      assertThat(Muster.sorted(ended.out()))
          .hasSize(20)
          .allMatch(line -> line.endsWith(" 127.2.0.1 " + server.port()));
      assertThat(first.log().split("Accepted publickey", -1)).hasSize(2);
      assertThat(second.log().split("Accepted publickey", -1)).hasSize(2);
      assertThat(ended.exit()).isZero();
    }
  }
}
