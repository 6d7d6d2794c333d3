package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.Transport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an agent talks through may be pipes of its own, another user's, or sockets: it starts over
/// each, and over the first without the slow way.
@Tag("peers")
@Timeout(60)
class StartPipesTest {

  private final Marked marked = Marked.fresh();
  @TempDir private Path folder;

  @AfterEach
  void killAll() {
    marked.kill();
  }

  /// Whether the agent was let into the JDK's class for descriptors, and whether it echoes a
  /// megabyte.
  private record Seen(boolean opened, boolean echoed) {}

  private Seen over(Transport transport) throws Exception {
    try (Muster muster = Muster.open(MusterOptions.standard().withTransport("mine", transport));
        Group group = muster.groupOf(List.of("mine:x//id=x" + marked.options()))) {
      Gateway gateway = group.gateway("x");
      boolean opened = gateway.call(StartPipesTest::opened).orThrow();
      byte[] much = new byte[1 << 20];
      much[77] = 7;
      return new Seen(opened, Arrays.equals(much, gateway.call((byte[] it) -> it, much).orThrow()));
    }
  }

  private static boolean opened() {
    return Object.class.getModule().isOpen("java.io", StartPipesTest.class.getModule());
  }

  @Test
  void pipesOfItsOwnAreOpenedByName() throws Exception {
    assertThat(over((_, program) -> new ProcessLine(program))).isEqualTo(new Seen(false, true));
  }

  /// `socat` gives what it starts a pair of sockets.
  @Test
  void socketsAreTakenAsTheyAre() throws Exception {
    Transport sockets =
        (_, program) -> {
          Path script = folder.resolve("start");
          String words =
              program.stream()
                  .map(word -> "'" + word.replace("'", "'\\''") + "'")
                  .collect(Collectors.joining(" "));
          Files.writeString(script, "#!/bin/sh\nexec " + words + "\n");
          Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
          return new ProcessLine(List.of("socat", "STDIO", "EXEC:" + script));
        };
    assertThat(over(sockets)).isEqualTo(new Seen(true, true));
  }

  /// One on this machine is talked to over a socket, and keeps nothing open for what it starts.
  @Test
  void anAgentOnThisMachineCalls() throws Exception {
    try (Muster muster = Muster.open();
        Group group =
            muster.groupOf(List.of("local:here" + marked.options(), "command:env//id=command"))) {
      Gateway here = group.gateway("here");
      assertThat(here.call(StartPipesTest::sockets, "self").orThrow()).isPositive();
      assertThat(here.call(StartPipesTest::socketsOfAChild).orThrow()).isZero();
      Gateway command = group.gateway("command");
      assertThat(command.call(StartPipesTest::sockets, "self").orThrow()).isZero();
    }
  }

  /// How many sockets of this machine a process has open.
  private static int sockets(String process) throws IOException {
    Set<String> known = new HashSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
      known.addAll(List.of(line.split(" +")));
    }
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc", process, "fd"))) {
      for (Path each : all) {
        count += known.contains(socket(each)) ? 1 : 0;
      }
    }
    return count;
  }

  /// Returns which socket a name stands for, or something else.
  private static String socket(Path name) {
    try {
      return Files.readSymbolicLink(name).toString().replaceAll("^socket:\\[|]$", "");
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  private static int socketsOfAChild() throws IOException {
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      return sockets(Long.toString(child.pid()));
    } finally {
      child.destroyForcibly();
    }
  }

  /// As with `sudo -u`: the pipes belong to who started it.
  @Test
  @Tag("root")
  void anotherUsersPipesAreTakenAsTheyAre() throws Exception {
    Transport other =
        (_, program) -> {
          List<String> words =
              new ArrayList<>(
                  List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
          words.addAll(List.of("env", "HOME=/nonexistent"));
          words.addAll(program);
          return new ProcessLine(words);
        };
    assertThat(over(other)).isEqualTo(new Seen(true, true));
  }
}
