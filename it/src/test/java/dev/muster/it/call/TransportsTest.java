package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.Channel;
import dev.muster.Cluster;
import dev.muster.Forwarded;
import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.Command;
import dev.muster.model.Forwards;
import dev.muster.model.Result;
import dev.muster.model.Transport;
import dev.muster.wire.remote.Remote;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A17: ways to targets that a program brings itself, good ones and bad ones.
@Tag("peers")
@Timeout(60)
class TransportsTest {

  private static final Duration GRACE = Duration.ofSeconds(1);

  /// Twice the time of grace and a second; and what a busy machine adds.
  private static final Duration BOUND = GRACE.multipliedBy(2).plusSeconds(2);

  private final Marked marked = Marked.fresh();

  @AfterEach
  void killAll() {
    marked.kill();
  }

  private static Muster muster(Transport transport) {
    return Muster.open(MusterOptions.standard().withTransport("mine", transport));
  }

  @Test
  void callsAndChannelsGoOverIt() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    Transport transport =
        (target, program) -> {
          asked.add(target.target() + " " + target.option("colour").orElse(""));
          return new ProcessLine(program);
        };
    try (Muster muster = muster(transport);
        Group group =
            muster.groupOf(
                List.of(
                    "mine:/dev/x//colour=red//env:ROLE=a" + marked.options(),
                    "mine://id=b//env:ROLE=b" + marked.options(),
                    "local://id=c//env:ROLE=c" + marked.options(),
                    "local://id=d//via=b//env:ROLE=d" + marked.options()))) {
      assertThat(group.names()).containsExactly("/dev/x", "b", "c", "d");
      assertThat(group.call(() -> System.getenv("ROLE")).values())
          .containsExactly("a", "b", "c", "d");
      assertThat(asked).containsExactlyInAnyOrder("/dev/x red", " ");
      Gateway gateway = group.gateway("/dev/x");
      long pid = gateway.call(GroupsTest::pid).orThrow();
      try (Channel<Integer, Integer> twice =
          gateway.open((Remote<Integer, Integer> ch) -> {
            for (int n : ch) {
              ch.send(2 * n);
            }
          })) {
        twice.send(21);
        assertThat(twice.receive(Duration.ofSeconds(20))).isEqualTo(42);
      }
      byte[] much = new byte[8 << 20];
      much[much.length - 1] = 1;
      assertThat(gateway.call(bytes -> bytes, much).orThrow()).isEqualTo(much);

      group.terminate(GRACE);

      marked.awaitNone(BOUND);
      assertThat(gateway.call(GroupsTest::pid).orThrow()).isNotEqualTo(pid);
    }
    marked.awaitNone(BOUND);
  }

  @Test
  void membersOfAClusterComeAndGo() throws Exception {
    AtomicInteger open = new AtomicInteger();
    Transport transport =
        (_, program) -> {
          open.incrementAndGet();
          return new ProcessLine(program) {
            @Override
            public void close() throws IOException {
              open.decrementAndGet();
              super.close();
            }
          };
        };
    try (Muster muster = muster(transport);
        Cluster cluster = muster.cluster("mine:x" + marked.options())) {
      assertThat(cluster.open().call(() -> 1).orThrow()).isEqualTo(1);
      assertThat(cluster.open().call(() -> 2).orThrow()).isEqualTo(2);
      cluster.remove("gw0", GRACE);
      Soon.that("the first is closed", () -> open.get() == 1);
      assertThat(cluster.call(() -> 3).values()).containsExactly(3);
    }
    marked.awaitNone(BOUND);
    Soon.that("all are closed", () -> open.get() == 0);
  }

  /// What one program runs is ended by its own script where the connection is only cut.
  @Test
  void aConnectionThatIsCutLeavesNothing() throws Exception {
    List<ProcessLine> made = new CopyOnWriteArrayList<>();
    Transport transport =
        (_, program) -> {
          ProcessLine local = new ProcessLine(program);
          made.add(local);
          return local;
        };
    try (Muster muster = muster(transport);
        Group group = muster.groupOf(List.of("mine:x" + marked.options()))) {
      Gateway gateway = group.gateway(0);
      gateway.call(() -> 1).orThrow();
      made.getFirst().output().close();
      marked.awaitNone(Duration.ofSeconds(12));
      Soon.that("it is noticed and begun anew", () -> gateway.call(() -> 1) instanceof Result.Done);
      assertThat(made).hasSize(2);
      assertThat(made.getFirst().closed()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNotKnownIsNamedWithWhatIs() {
    try (Muster muster = muster((_, program) -> new ProcessLine(program))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> muster.groupOf(List.of("serial:/dev/ttyS0")))
          .withMessage(
              "spec \"serial:/dev/ttyS0\": there is no kind of target \"serial:\"; there are ssh:,"
                  + " local:, docker:, podman:, command:, mine:, and HOST:PORT");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> muster.groupOf(List.of("web1:http")))
          .withMessageContaining("no kind of target \"web1:\"");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> muster.cluster("other:x").open())
          .withMessageContaining("mine:, and HOST:PORT");
    }
    for (String name : List.of("local", "cafe", "My", "")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              MusterOptions.standard()
                  .withTransport(name, (_, program) -> new ProcessLine(program)))
          .withMessageStartingWith("a transport cannot be called \"" + name + "\"; wanted");
    }
  }

  @Test
  void commandsAndShellsAreRefused() throws Exception {
    try (Muster muster = muster((_, program) -> new ProcessLine(program));
        Group group = muster.groupOf(List.of("mine:x"))) {
      assertThat(group.run(Command.of("true")).results().getFirst().message())
          .isEqualTo("x: commands do not go over a transport; call a function there that runs one");
      try (var shells = group.shells()) {
        assertThat(shells.run("true").results().getFirst().message())
            .isEqualTo("x: shells are to be had over SSH only; reach it by ssh:");
      }
      try (Forwarded forwarded = group.forward(Forwards.none().remote("0:localhost:22"))) {
        assertThat(forwarded.hosts().results().getFirst().message())
            .contains("forwards and sudo are to be had over SSH only");
      }
    }
  }
}
