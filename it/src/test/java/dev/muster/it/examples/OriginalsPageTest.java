package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/from-the-originals.md` shows the code that the tests run, and all of it.
class OriginalsPageTest {

  private static final Path ROOT = root();
  private static final Path SOURCES = ROOT.resolve("examples/src/main/java/dev/muster/examples");
  private static final Pattern JAVA =
      Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^ +\\.with\\(\"(\\w+)\"");

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    return Files.isDirectory(folder.resolve("examples")) ? folder : folder.getParent();
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/from-the-originals.md"));
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.map(OriginalsPageTest::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Without what may differ between a page and a class: where lines begin.
  private static String flat(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void whatThePageShowsIsRun() throws Exception {
    List<String> sources = sources().stream().map(OriginalsPageTest::flat).toList();
    List<String> shown = JAVA.matcher(page()).results().map(block -> flat(block.group(1))).toList();
    assertThat(shown).hasSizeGreaterThan(15);
    assertThat(shown)
        .allSatisfy(
            block -> assertThat(sources).as(block).anyMatch(source -> source.contains(block)));
  }

  @Test
  void everythingThatIsRunIsOnThePage() throws Exception {
    String page = page();
    List<String> examples =
        sources().stream()
            .flatMap(source -> EXAMPLE.matcher(source).results())
            .map(found -> found.group(1))
            .toList();
    assertThat(examples).hasSizeGreaterThan(15);
    assertThat(examples).allSatisfy(name -> assertThat(page).contains("static void " + name + "("));
  }
}
