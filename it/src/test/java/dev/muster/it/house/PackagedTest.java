package dev.muster.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as it was packaged, with its jars alone.
@Tag("peers")
class PackagedTest {

  private static final Path LIB = House.ROOT.resolve("cli/target/dist/lib");

  @TempDir Path folder;

  /// Without its library all would go on, several times slower.
  @Test
  void conscryptsLibraryIsTheOneBesideTheJars() throws IOException {
    Path loaded = folder.resolve("loaded");
    Ended ended =
        Programs.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:library=info:file=" + loaded,
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.library.path=" + LIB.resolve("native"),
                "-cp",
                LIB.resolve("muster-cli.jar").toString(),
                "dev.muster.cli.Main",
                "demo",
                "--hosts",
                "1"));
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(Files.readString(loaded))
        .contains(LIB.resolve("native/libconscrypt_openjdk_jni").toString())
        .doesNotContain(System.getProperty("java.io.tmpdir") + "/libconscrypt");
  }
}
