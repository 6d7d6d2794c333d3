package dev.muster.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.GroupResult;
import dev.muster.model.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// P14: many clients, many commands, and what is left of them.
@Tag("peers")
class ManyTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static UserKeys keys;
  private static OpenSshServer server;
  private static MusterOptions options;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys);
    options = Reach.to(server, keys);
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  /// Made and closed one after the other, every other one while its commands run.
  @Test
  void twentyClientsLeaveNothing() throws Exception {
    use(0);
    awaitNoThreads();
    long sockets = sockets();
    for (int i = 1; i <= 20; i++) {
      use(i);
    }
    awaitNoThreads();
    assertThat(sockets()).as("sockets").isEqualTo(sockets);
    awaitNoSessions();
  }

  private static void use(int turn) throws Exception {
    try (Muster muster = Muster.open(options)) {
      Group group = muster.group("127.0.0.[1-3]");
      assertThat(group.run(Command.of("true")).ok()).isTrue();
      if (turn % 2 == 1) {
        Run<Completed> left = group.start(Command.shell("echo begun; exec sleep 600"));
        assertThat(left.nextLine(SOON)).map(Line::text).hasValue("begun");
      }
    }
  }

  private static void awaitNoThreads() {
    await(
        "threads",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("muster-"))
                .toList());
  }

  /// The server's side of a connection is a process of its own.
  private static void awaitNoSessions() {
    await(
        "the server's processes",
        () ->
            ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().command().orElse("").endsWith("sshd"))
                .filter(each -> each.parent().flatMap(ProcessHandle::parent).isPresent())
                .filter(each -> !each.parent().get().equals(ProcessHandle.current()))
                .toList());
  }

  private static void await(String what, java.util.function.Supplier<List<?>> left) {
    long end = System.nanoTime() + SOON.toNanos();
    for (List<?> still = left.get(); !still.isEmpty(); still = left.get()) {
      assertThat(System.nanoTime()).as("%s that are left: %s", what, still).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static long sockets() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(ManyTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // the one that lists them
    }
  }

  @Test
  void manyShortCommandsShareAConnection() throws Exception {
    int before = accepted();
    try (Muster muster = Muster.open(options)) {
      Group group = muster.group("127.0.0.[1-2]");
      for (int i = 0; i < 100; i++) {
        GroupResult<Completed> result = group.run(Command.of("echo", "" + i));
        assertThat(Reach.output(result.results().getLast()).out()).isEqualTo(i + "\n");
      }
    }
    assertThat(accepted() - before).as("connections").isEqualTo(2);
  }

  private static int accepted() {
    return server.log().split("Accepted publickey", -1).length - 1;
  }

  /// U12: what a command printed, and how it ended, is there after everything is closed.
  @Test
  void outputOutlivesItsClient() throws Exception {
    Run<Completed> unread;
    GroupResult<Completed> kept;
    try (Muster muster = Muster.open(options)) {
      Group group = muster.group("127.0.0.1");
      kept = group.run(Command.shell("echo kept; exit 3"));
      unread = group.start(Command.shell("seq 1 1000; exit 4"));
      assertThat(unread.await(SOON).pending()).isEmpty();
    }
    assertThat(Reach.output(kept.results().getFirst()).out()).isEqualTo("kept\n");
    assertThat(kept.results().getFirst().message()).isEqualTo("127.0.0.1: exited 3");
    assertThat(unread.lines().map(Line::text).toList())
        .hasSize(1000)
        .startsWith("1", "2")
        .endsWith("1000");
    assertThat(unread.results().getFirst().message()).isEqualTo("127.0.0.1: exited 4");
    unread.close();
  }

  /// A client that is closed ends what runs, and its results say so.
  @Test
  void whatRunsEndsWithItsClient() throws Exception {
    Run<Completed> run;
    try (Muster muster = Muster.open(options)) {
      run = muster.group("127.0.0.1").start(Command.shell("echo begun; exec sleep 600"));
      assertThat(run.nextLine(SOON)).map(Line::text).hasValue("begun");
    }
    assertThat(run.await(SOON).pending()).isEmpty();
    assertThat(run.results().getFirst().message())
        .isEqualTo("127.0.0.1: run: cancelled; it may have run");
    assertThat(run.nextLine(SOON)).isEmpty();
    run.close();
  }
}
