package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.SudoServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example after parallel-ssh's README that runs a command by `sudo`.
@Tag("peers")
@Tag("root")
class SudoExampleTest {

  @Test
  void sudo(@TempDir Path home) {
    try (Stage stage = new Stage(home);
        SudoServer server =
            SudoServer.start(
                stage.keys(), Map.of("mm-admin", List.of("mm-admin ALL=(ALL) NOPASSWD: ALL")))) {
      stage.playedBy(server, "mm-admin");
      assertThat(stage.run("FromParallelSsh", "sudo").get("sudo").lines())
          .containsExactly("myhost1: exited 0", "myhost2: exited 0");
      assertThat(server.log()).contains("Accepted publickey for mm-admin");
    }
  }
}
