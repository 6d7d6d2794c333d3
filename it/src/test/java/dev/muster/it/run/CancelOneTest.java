package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.RunListener;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.HostKeys;
import dev.muster.model.Line;
import dev.muster.model.OutputMode;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One host of a run is stopped: its processes end over there, and the others go on.
@Tag("peers")
class CancelOneTest {

  /// Ends by itself once nobody listens: OpenSSH passes no signals on in sessions of root.
  private static final String CHATTERER =
      "echo $$; exec sh -c 'while echo beat; do sleep 0.05; done'";

  private static final Duration LONG = Duration.ofSeconds(30);

  /// Notes the process of each host, and who has ended.
  private static final class Heard implements RunListener<Completed> {
    private final Map<String, ProcessHandle> processes = new HashMap<>();
    private final List<String> ended = new ArrayList<>();

    @Override
    public void line(Line line) {
      if (!line.text().equals("beat")) {
        processes.put(line.host(), ProcessHandle.of(Long.parseLong(line.text())).orElseThrow());
      }
    }

    @Override
    public void ended(Result<Completed> result) {
      ended.add(result.message());
    }
  }

  @Test
  void itsProcessesEndAndTheOthersGoOn() throws Exception {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer server = OpenSshServer.start(keys)) {
      String hostKey = server.hostKey(KeyKind.ED25519);
      Path known = keys.knownHosts(hostKey, server.port(), List.of("127.1.0.*"));
      SshSettings settings =
          SshSettings.standard()
              .withUser(server.user())
              .withPort(server.port())
              .withIdentity(keys.ed25519())
              .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)));
      RunOptions lines = RunOptions.standard().withOutput(OutputMode.LINES).withFanOut(3);
      Command command = Command.shell(CHATTERER);
      Heard heard = new Heard();
      try (Muster muster = Muster.open(MusterOptions.standard().withSsh(settings));
          Run<Completed> run = muster.group("127.1.0.[1-4]").start(command, lines)) {
        while (heard.processes.size() < 3) {
          assertThat(run.next(heard, LONG)).isTrue();
        }
        run.cancel("127.1.0.4");
        run.cancel("127.1.0.2");
        while (heard.ended.size() < 2) {
          assertThat(run.next(heard, LONG)).isTrue();
        }
        assertThat(heard.ended)
            .containsExactly(
                "127.1.0.4: waiting for its turn: cancelled",
                "127.1.0.2: run: cancelled; it may have run");
        heard.processes.get("127.1.0.2").onExit().get(30, TimeUnit.SECONDS);
        assertThat(run.pending()).containsExactly("127.1.0.1", "127.1.0.3");
        assertThat(heard.processes.get("127.1.0.1").isAlive()).isTrue();
        assertThat(heard.processes.get("127.1.0.3").isAlive()).isTrue();
      }
      for (ProcessHandle process : heard.processes.values()) {
        process.onExit().get(30, TimeUnit.SECONDS);
      }
    }
  }
}
