package dev.muster.wire.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The fuzz targets in every build: the inputs to begin with, what a fuzzer has found before, and a
/// few hundred changes to each, always the same ones.
class CorpusTest {

  private static final int CHANGES = 150;

  static List<String> names() {
    return Targets.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void holdsForWhatItBeginsWithAndWhatIsLikeIt(String name) throws Exception {
    FuzzTarget target = Targets.named(name);
    List<byte[]> seeds = target.seeds();
    assertThat(seeds).isNotEmpty();
    Run run = new Run(target);
    Mutations mutations = new Mutations(seeds, name.hashCode());
    for (byte[] seed : seeds) {
      take(run, seed);
    }
    for (int i = 0; i < CHANGES * seeds.size() && i < 3000; i++) {
      take(run, mutations.next());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void holdsForWhatWasFound(String name) throws Exception {
    Run run = new Run(Targets.named(name));
    for (Path found : found(name)) {
      take(run, Files.readAllBytes(found));
    }
  }

  @Test
  void everyInputThatWasFoundBelongsToATarget() throws Exception {
    URL folder = CorpusTest.class.getResource("/fuzz");
    assertThat(folder).isNotNull();
    try (Stream<Path> folders = Files.list(Path.of(folder.toURI()))) {
      assertThat(folders.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .isSubsetOf(Targets.names());
    }
  }

  private static List<Path> found(String name) throws IOException, URISyntaxException {
    URL folder = CorpusTest.class.getResource("/fuzz/" + name);
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().toList();
    }
  }

  private static void take(Run run, byte[] input) {
    try {
      run.take(input);
    } catch (Exception | Error e) {
      fail(Base64.getEncoder().encodeToString(input), e);
    }
  }
}
