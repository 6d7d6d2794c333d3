package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.host.Spec;
import dev.muster.model.Failure;
import dev.muster.model.RuntimePush;
import dev.muster.session.agent.AgentLink;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.AgentWaiter;
import dev.muster.session.agent.ProcessCarrier;
import dev.muster.session.runtime.Runtimes;
import dev.muster.ssh.SshClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// N9, X10: a host that is given a Java and stalls ends its start within the limit that is named.
@Timeout(90) // a runtime may have to be made
class AgentStartsTest {

  private static final Duration START = Duration.ofMillis(200);
  private static final Duration PUSH = Duration.ofMillis(1100);

  @TempDir private Path folder;

  /// What a host says before it reads no more, and what is said of it.
  private enum Stall {
    BEFORE_IT_ASKS("", "not ready within 200ms; something there waits or is slow"),
    AT_THE_SCRIPT(
        "say need runtime", "not ready within 1s300ms, before a Java runtime was asked for"),
    AT_THE_LOCK(
        "say need runtime; read x; say need sizes gzip",
        "not ready within 1s300ms, before a Java runtime was sent"),
    IN_THE_MIDDLE(
        "say need runtime; read x; say need sizes gzip; read x; say need archive /x",
        " MiB of a Java runtime sent; something there waits or is slow");

    private final String script;
    private final String words;

    Stall(String script, String words) {
      this.script = script;
      this.words = words;
    }
  }

  @Test
  void aPushThatStallsEndsWithItsLimit() throws Exception {
    RuntimePush push = RuntimePush.standard().telling(_ -> {}).within(PUSH);
    var _ = Runtimes.ofThisJdk().offer(push).archive(); // made, so that it takes no time
    for (Stall stall : Stall.values()) {
      assertThat(failure(stall, push)).as("%s", stall).contains(stall.words, "start of the agent");
    }
    for (Thread thread : threads("stalls runtime")) {
      thread.join(TimeUnit.SECONDS.toMillis(20));
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private String failure(Stall stall, RuntimePush push) throws Exception {
    String script =
        """
        read n; say() { echo "muster-$n $*"; }; for i in 1 2 3 4 5 6 7 8; do read x; done
        while read x && [ -n "$x" ]; do :; done
        %s
        exec sleep 80
        """
            .formatted(stall.script);
    Path file = Files.writeString(folder.resolve("host"), script);
    Spec spec = Spec.parse("command:sh " + file + "//id=stalls");
    AgentOptions options =
        new AgentOptions(
            START,
            AgentOptions.STANDARD_GRACE,
            AgentOptions.standard().owners(),
            Optional.of(push));
    AgentLink link =
        new AgentLink(
            "stalls",
            new ProcessCarrier(true, List.of("sh", file.toString()), Set.of(), "stalls"),
            options.owner("stalls"));
    CompletableFuture<Failure> failed = new CompletableFuture<>();
    try (SshClient client = SshClient.open(1)) {
      new AgentStarts(client, new OpenAgents())
          .begin(link, spec, options, () -> 17, AgentStarts.Admitted.BY_ITS_RUN);
      link.whenReady(
          new AgentWaiter() {
            @Override
            public void ready() {}

            @Override
            public void failed(Failure why) {
              failed.complete(why);
            }
          });
      return failed.get(20, TimeUnit.SECONDS).message();
    }
  }

  private static List<Thread> threads(String name) {
    List<Thread> all = new ArrayList<>(Thread.getAllStackTraces().keySet());
    all.removeIf(thread -> !thread.getName().equals(name));
    return all;
  }
}
