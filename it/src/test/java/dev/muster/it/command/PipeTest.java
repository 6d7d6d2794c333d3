package dev.muster.it.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.Run;
import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Input;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A3, C13: what one host prints is the input of others.
@Tag("peers")
class PipeTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static UserKeys keys;
  private static OpenSshServer openSsh;
  private static DropbearServer dropbear;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    openSsh = OpenSshServer.start(keys);
    dropbear = DropbearServer.start(keys);
  }

  @AfterAll
  static void stop() {
    openSsh.close();
    dropbear.close();
    keys.close();
  }

  @Test
  void manyHostsReadWhatOnePrints() throws Exception {
    Path data = Files.write(folder.resolve("data"), new byte[5_000_000]);
    try (Muster one = Muster.open(Reach.to(dropbear, keys));
        Muster other = Muster.open(Reach.to(openSsh, keys))) {
      Input printed = one.group(Reach.HOST).output(Command.of("cat", data.toString()));
      Command count = Command.of("wc", "-c").withInput(printed);
      Group readers = other.group("127.0.0.[1-5]");
      for (int i = 0; i < 2; i++) {
        assertThat(readers.run(count).fold())
            .singleElement()
            .satisfies(fold -> {
              assertThat(fold.value().output().out()).isEqualTo("5000000\n");
              assertThat(fold.hosts()).hasSize(5);
            });
      }
    }
  }

  /// On one host, over one connection, and with an input of its own at the far end.
  @Test
  void pipesMayBeLong() throws Exception {
    Path data = Files.writeString(folder.resolve("data"), "c\na\nb\n");
    try (Muster muster = Muster.open(Reach.to(openSsh, keys))) {
      Group group = muster.group(Reach.HOST);
      Input sorted = group.output(Command.of("sort").withInput(Input.of(data)));
      Input numbered = group.output(Command.of("cat", "-n").withInput(sorted));
      assertThat(
              Reach.output(
                      group
                          .run(Command.shell("tr -d ' \\t'").withInput(numbered))
                          .results()
                          .getFirst())
                  .out())
          .isEqualTo("1a\n2b\n3c\n");
    }
  }

  @Test
  void aReaderThatHasEnoughEndsTheOther() throws Exception {
    try (Muster muster = Muster.open(Reach.to(openSsh, keys))) {
      Group group = muster.group(Reach.HOST);
      Input endless = group.output(Command.shell("yes 41.15926"));
      Command head = Command.shell("head -n 2; exit 5").withInput(endless);
      Result<Completed> result = group.run(head).results().getFirst();
      assertThat(result.message()).isEqualTo("127.0.0.1: exited 5");
      assertThat(Reach.output(result).out()).isEqualTo("41.15926\n41.15926\n");
    }
    awaitNo("yes 41.15926");
  }

  /// One that prints nothing does not notice by itself that nobody reads.
  @Test
  void aReaderThatEndsEndsASilentOne() throws Exception {
    try (Muster muster = Muster.open(Reach.to(dropbear, keys))) {
      Group group = muster.group(Reach.HOST);
      Input silent = group.output(Command.shell("exec sleep 653.5"));
      assertThat(group.run(Command.of("true").withInput(silent)).ok()).isTrue();
      awaitNo("sleep 653.5");
    }
  }

  /// The reader must not take a part for all: it is stopped before it sees an end.
  @Test
  void aCutInputIsNoInput() throws Exception {
    Path done = folder.resolve("done");
    try (Muster muster = Muster.open(Reach.to(dropbear, keys))) {
      Group group = muster.group(Reach.HOST);
      Input broken = group.output(Command.shell("echo a part; echo no space left >&2; exit 3"));
      Command reader = Command.shell("cat && touch " + done).withInput(broken);
      Result<Completed> result = group.run(reader).results().getFirst();
      assertThat(result).isInstanceOf(Result.Lost.class);
      assertThat(result.message())
          .isEqualTo(
              "127.0.0.1: its input from 127.0.0.1 was cut: exited 3: no space left;"
                  + " it may have run");
      assertThat(done).doesNotExist();
    }
  }

  @Test
  void anInputThatCannotBeHadNamesItsHost() throws Exception {
    try (Muster one = Muster.open(Reach.toNobody(keys));
        Muster other = Muster.open(Reach.to(openSsh, keys))) {
      Input never = one.group("127.0.0.9").output(Command.of("true"));
      Result<Completed> result =
          other.group(Reach.HOST).run(Command.of("cat").withInput(never)).results().getFirst();
      assertThat(result.message())
          .startsWith("127.0.0.1: its input from 127.0.0.9 was cut: connect: ");
    }
  }

  @Test
  void aTimeoutEndsBoth() throws Exception {
    RunOptions soon = RunOptions.standard().withTimeout(Duration.ofSeconds(1));
    try (Muster muster = Muster.open(Reach.to(dropbear, keys))) {
      Group group = muster.group(Reach.HOST);
      Input silent = group.output(Command.shell("exec sleep 654.5"));
      Result<Completed> result =
          group.run(Command.of("cat").withInput(silent), soon).results().getFirst();
      assertThat(result.message())
          .isEqualTo("127.0.0.1: run: not done within its timeout of 1s; it may have run");
      awaitNo("sleep 654.5");
    }
  }

  /// The reader's pace is the pace of both.
  @Test
  void aSlowReaderHoldsTheOtherUp() throws Exception {
    Path printed = folder.resolve("printed");
    String source =
        "i=0; while [ $i -lt 400 ]; do head -c 100000 /dev/zero; i=$((i + 1)); echo $i > %s; done"
            .formatted(printed);
    try (Muster muster = Muster.open(Reach.to(openSsh, keys))) {
      Group group = muster.group(Reach.HOST);
      Input large = group.output(Command.shell(source));
      Command slow =
          Command.shell("head -c 1 >/dev/null; read x < %s; echo $x; wc -c".formatted(fifo()))
              .withInput(large);
      try (Run<Completed> run = group.start(slow)) {
        awaitStill(printed);
        assertThat(Integer.parseInt(Files.readString(printed).strip()))
            .as("of 400 pieces of 100 kB, those that fit on the way")
            .isLessThan(200);
        Files.writeString(folder.resolve("fifo"), "go\n");
        assertThat(run.lines().map(line -> line.text())).startsWith("go").hasSize(2);
        assertThat(run.await().ok()).isTrue();
      }
    }
  }

  private Path fifo() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  /// Waits until a file says the same for a second.
  private static void awaitStill(Path file) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    String last = "";
    long since = System.nanoTime();
    while (last.isEmpty() || System.nanoTime() - since < 1_000_000_000L) {
      assertThat(System.nanoTime()).as("%s still grows: %s", file, last).isLessThan(end);
      String now = Files.exists(file) ? Files.readString(file) : "";
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void anInputIsWhatOneHostPrints() {
    try (Muster muster = Muster.open(Reach.to(openSsh, keys))) {
      Group two = muster.group("127.0.0.[1-2]");
      assertThatIllegalStateException()
          .isThrownBy(() -> two.output(Command.of("true")))
          .withMessage("an input is what one host prints; this group has 2 hosts");
    }
  }

  private static void awaitNo(String commandLine) {
    long end = System.nanoTime() + SOON.toNanos();
    while (runs(commandLine)) {
      assertThat(System.nanoTime()).as("%s still runs", commandLine).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static boolean runs(String commandLine) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::info)
        .anyMatch(info ->
            (info.command().map(c -> Path.of(c).getFileName().toString()).orElse("")
                    + " "
                    + String.join(" ", List.of(info.arguments().orElse(new String[0]))))
                .endsWith(commandLine));
  }
}
