package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--trace` and `--trace-file`, on hosts in this process.
class TracingTest {

  @TempDir Path folder;

  private LoopbackFleet fleet() throws Exception {
    return LoopbackFleet.of(folder, _ -> Behaviour.of(Script.always(Answer.of("x\n"))));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void saysNothingAndMakesNoFileUnlessAsked() throws Exception {
    try (LoopbackFleet fleet = fleet()) {
      Cli cli = fleet.run("run", "127.0.1.[1-3]", "-v", "x");
      assertThat(cli.status()).isZero();
      assertThat(cli.err()).doesNotContain("KEXINIT");
      assertThat(files()).containsExactly("id", "known_hosts");
    }
  }

  @Test
  void tellsOfEachPacketOnStandardErrorWithItsHost() throws Exception {
    try (LoopbackFleet fleet = fleet()) {
      Cli cli = fleet.run("ping", "127.0.1.[1-3]", "--trace");
      assertThat(cli.status()).isZero();
      for (int i = 1; i <= 3; i++) {
        String host = "127.0.1." + i + ":" + fleet.fleet().port();
        assertThat(cli.err().lines().filter(line -> line.contains(host)).toList())
            .anyMatch(line -> line.matches(" +\\d+ \\S+ +> +0 +\\d+ +20 KEXINIT"))
            .anyMatch(line -> line.matches(" +\\d+ \\S+ +< +\\d+ +\\d+ +52 USERAUTH_SUCCESS"))
            .last()
            .satisfies(line -> assertThat(line).matches(".* - +- +- +- end +closed"));
      }
    }
  }

  @Test
  void writesAFileForItsOwnerAlone() throws Exception {
    try (LoopbackFleet fleet = fleet()) {
      Path file = folder.resolve("trace");
      Cli cli = fleet.run("run", "127.0.1.1", "--trace-file", file.toString(), "secret words");
      assertThat(cli.status()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file))
          .contains("channel 0, exec, wants reply", "exit-status 0", "channel 0, bytes 2")
          .doesNotContain("secret words")
          .endsWith("closed\n");
      assertThat(cli.err()).doesNotContain("KEXINIT");
    }
  }

  @Test
  void leavesAFileOrALinkAloneThatIsThere() throws Exception {
    try (LoopbackFleet fleet = fleet()) {
      Path mine = Files.writeString(folder.resolve("mine"), "precious");
      Path link = Files.createSymbolicLink(folder.resolve("link"), mine);
      Path nowhere =
          Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("not there"));
      for (Path file : List.of(mine, link, nowhere)) {
        Cli cli = fleet.run("run", "127.0.1.1", "--trace-file", file.toString(), "x");
        assertThat(cli.status()).isEqualTo(2);
        assertThat(cli.err())
            .isEqualTo(
                "muster: --trace-file %s: is there already; remove it or name another%n"
                    .formatted(file));
      }
      assertThat(mine).hasContent("precious");
      assertThat(folder.resolve("not there")).doesNotExist();
    }
  }

  @Test
  void takesOneOfBoth() throws Exception {
    try (LoopbackFleet fleet = fleet()) {
      Cli cli =
          fleet.run("run", "127.0.1.1", "--trace", "--trace-file", folder.resolve("t") + "", "x");
      assertThat(cli.status()).isEqualTo(2);
      assertThat(folder.resolve("t")).doesNotExist();
    }
  }
}
