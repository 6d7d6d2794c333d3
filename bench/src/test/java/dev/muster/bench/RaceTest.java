package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("peers")
class RaceTest {

  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

  private Contender shell(String name, String script) {
    return new Contender(
        name,
        List.of("/bin/sh", "-c", script),
        Map.of("LOG", folder.resolve("log").toString()),
        run -> run.exit() == 0 ? "" : "wanted 0");
  }

  @Test
  void runsInTurnAndPrintsEachRunAndTheMedians() throws Exception {
    var ours = shell("ours", "echo a >> $LOG");
    var theirs = shell("theirs", "echo b >> $LOG");

    Race race = Race.run(report, new Measure(folder), List.of(ours, theirs), 3);

    assertThat(Files.readString(folder.resolve("log"))).isEqualTo("a\nb\n".repeat(3));
    assertThat(Arrays.stream(race.wall("ours")).boxed())
        .hasSize(3)
        .allMatch(wall -> wall > 0 && wall < 10);
    assertThat(Arrays.stream(race.memory("theirs")).boxed()).hasSize(3).allMatch(kib -> kib > 100);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(1 + 6 + 2)
        .anyMatch(line -> line.startsWith("  3          theirs"))
        .anyMatch(line -> line.startsWith("  median     ours"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> race.cpu("others"))
        .withMessage("others did not run; there are [ours, theirs]");
  }

  @Test
  void aRunThatFailsEndsTheRaceWithItsWords() {
    var broken = shell("broken", "echo no luck >&2; exit 4");

    assertThatExceptionOfType(NotPossible.class)
        .isThrownBy(() -> Race.run(report, new Measure(folder), List.of(broken), 3))
        .withMessageContaining("broken: wanted 0")
        .withMessageContaining("exit status 4")
        .withMessageEndingWith("no luck");
  }
}
