package dev.muster.it.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.HostKeys;
import dev.muster.model.SshSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// More commands at once on one host than its server lets into one connection.
@Tag("peers")
class MaxSessionsTest {

  private static final int COMMANDS = 7;

  @TempDir Path folder;

  @ParameterizedTest(name = "MaxSessions {0}: {1} connections")
  @CsvSource({"10, 1", "3, 3", "2, 4", "1, 7"})
  void moreConnectionsAreMadeAsTheyAreNeeded(int most, int connections) throws Exception {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer server = OpenSshServer.start(keys, "MaxSessions " + most);
        Muster muster = Muster.open(options(keys, server));
        Group group = muster.group("127.0.0.1")) {
      Command command =
          Command.shell(
              "echo here > %1$s/$$; until [ -e %1$s/go ]; do sleep 0.02; done".formatted(folder));
      List<Run<Completed>> runs = new ArrayList<>();
      for (int i = 0; i < COMMANDS; i++) {
        runs.add(group.start(command));
      }
      awaitFiles();
      Files.createFile(folder.resolve("go"));
      for (Run<Completed> run : runs) {
        assertThat(run.await().failures()).isEmpty();
        run.close();
      }
      assertThat(server.log().lines().filter(line -> line.contains("Accepted publickey")))
          .hasSizeBetween(connections, Math.min(COMMANDS, connections + 2));
      Files.delete(folder.resolve("go"));
    }
  }

  private static MusterOptions options(UserKeys keys, OpenSshServer server) {
    Path known =
        keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.0.0.1"));
    return MusterOptions.standard()
        .withSsh(
            SshSettings.standard()
                .withPort(server.port())
                .withIdentity(keys.ed25519())
                .withHostKeys(HostKeys.standard().withUserFiles(List.of(known))));
  }

  private void awaitFiles() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (files() < COMMANDS) {
      assertThat(System.nanoTime()).as("time for all to begin").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
