package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that goes well does nothing that takes a fresh process longer than a host does.
@Tag("peers")
class ShortStartTest {

  /// What makes code when it is first used, or numbers: `equals`, `hashCode` and `toString` of
  /// records; switches over types; ten to many powers, for dividing a `Duration`. Who loads one is
  /// told by `-Xlog:class+load+cause`.
  private static final List<String> DEAR =
      List.of(
          "java.lang.runtime.ObjectMethods ",
          "java.lang.runtime.SwitchBootstraps ",
          "java.math.BigDecimal ");

  @TempDir Path folder;

  @Test
  void loadsNothingDear() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            Host *
              SendEnv LANG LC_*
              HashKnownHosts yes
              GSSAPIAuthentication yes
            """);
    Path loaded = folder.resolve("loaded");
    try (UserKeys keys = UserKeys.make();
        RealServer server = OpenSshServer.start(keys)) {
      List<String> words =
          Muster.at(server, keys).configuredBy(config).words("127.1.0.[1-3]", "--", "true");
      words.add(1, "-Xlog:class+load:file=" + loaded);
      words.replaceAll(ShortStartTest::withoutBouncyCastle);
      Ended ended = Programs.run(words);
      assertThat(ended.exit()).isZero();
    }
    List<String> lines = Files.readAllLines(loaded);
    assertThat(lines.stream().filter(line -> line.contains("dev.muster.ssh.SshClient ")))
        .hasSize(1);
    assertThat(lines.stream().filter(line -> DEAR.stream().anyMatch(line::contains))).isEmpty();
  }

  /// Tests need it, the program does without.
  private static String withoutBouncyCastle(String word) {
    return Arrays.stream(word.split(File.pathSeparator, -1))
        .filter(part -> !part.contains("bouncycastle"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
