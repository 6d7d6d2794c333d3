package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Script;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts that only a configuration file knows, on hosts in this process.
class ConfigRunTest {

  private static final String CONFIG =
      """
      Host alpha beta
        User deploy
      Host alpha
        HostName 127.0.1.1
      Host beta
        HostName 127.0.1.2
      Host gamma
        HostName 127.0.1.3
        ProxyCommand sh -c 'echo no way to %h:%p >&2; exit 9'
      """;

  @TempDir Path folder;

  private final Set<String> reached = ConcurrentHashMap.newKeySet();

  private Behaviour note(InetAddress address) {
    reached.add(address.getHostAddress());
    return Behaviour.of(Script.always(Answer.of("here\n")));
  }

  @Test
  void resultsAreUnderTheNamesThatWereTyped() throws Exception {
    Path config = Files.writeString(folder.resolve("config"), CONFIG);
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, this::note)) {
      Cli cli = fleet.run("run", "alpha,beta,127.0.1.4", "-F", config.toString(), "x");
      assertThat(cli.sortedOut()).containsExactly("127.0.1.4: here", "alpha: here", "beta: here");
      assertThat(cli.status()).isZero();
      assertThat(reached).contains("127.0.1.1", "127.0.1.2", "127.0.1.4");

      Cli dry =
          fleet.run("run", "alpha", "-F", config.toString(), "-o", "User=late", "--dry-run", "x");
      assertThat(dry.out()).isEqualTo("alpha: late@127.0.1.1:" + fleet.fleet().port() + ": x\n");
    }
  }

  @Test
  void aHostBehindACommandIsNotDialled() throws Exception {
    Path config = Files.writeString(folder.resolve("config"), CONFIG);
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, this::note)) {
      Cli cli = fleet.run("run", "alpha,gamma", "-F", config.toString(), "x");
      assertThat(cli.out()).isEqualTo("alpha: here\n");
      int port = fleet.fleet().port();
      assertThat(cli.err())
          .contains(
              "gamma: connect: 127.0.1.3:%1$d: its command ended with status 9: no way to 127.0.1.3:%1$d\n"
                  .formatted(port));
      assertThat(cli.status()).isEqualTo(3);
      assertThat(reached).doesNotContain("127.0.1.3");
    }
  }

  @Test
  void aFileWithAMistakeStopsEverythingAndNamesTheLine() throws Exception {
    Path config = Files.writeString(folder.resolve("config"), CONFIG + "  Port none\n");
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, this::note)) {
      Cli cli = fleet.run("run", "alpha", "-F", config.toString(), "x");
      assertThat(cli.err())
          .startsWith("muster: " + config + ":10: Port: wanted a port, 1 to 65535, got \"none\"");
      assertThat(cli.status()).isEqualTo(2);
    }
  }
}
