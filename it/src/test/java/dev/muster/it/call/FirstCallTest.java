package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.call.Way.Reached;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an agent does until it has answered once, which every host does for every call of a shell.
@Tag("peers")
@Timeout(60)
class FirstCallTest {

  @TempDir private Path folder;

  private static int one() {
    return 1;
  }

  /// The first lambda takes a JVM 8 ms, before it can say that it is ready, and so do others of the
  /// JDK's classes take time and memory on each host (ADR 0018). Its class for local sockets needs
  /// some of them.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void theAgentNeedsLittleOfTheJdk(Way way) throws Exception {
    Path log = folder.resolve("classes");
    String option = "//env:JDK_JAVA_OPTIONS=-Xlog:class+load:file=" + log;
    List<String> loaded;
    try (Reached reached = way.open(List.of(option))) {
      assertThat(reached.group().gateway(0).call(FirstCallTest::one).orThrow()).isEqualTo(1);
      loaded = Files.readAllLines(log);
    }
    assertThat(loaded).anyMatch(line -> line.contains(" dev.muster.agent.Calls "));
    assertThat(loaded)
        .filteredOn(
            line -> line.contains(" dev.muster.agent.") || line.contains(" dev.muster.wire."))
        .noneMatch(line -> line.contains("$$"));
    if (way == Way.SSH) {
      assertThat(loaded)
          .noneMatch(line -> line.contains(" java.security.Provider "))
          .noneMatch(line -> line.contains(" java.lang.ProcessHandle"));
    }
  }
}
