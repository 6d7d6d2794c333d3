package dev.muster.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A skipped test fails the build: it proves nothing and looks as if it did. Reads the reports of
/// every module, so it runs after all other tests.
@Tag("reports")
class NothingSkippedTest {

  private static final Pattern SUITE =
      Pattern.compile("<testsuite [^>]*? tests=\"(\\d+)\"[^>]*? skipped=\"(\\d+)\"");

  @Test
  void noReportNamesASkippedTest() {
    int tests = 0;
    for (Path report : reports()) {
      Matcher suite = SUITE.matcher(House.read(report));
      assertThat(suite.find()).as("%s has a test suite", report).isTrue();
      assertThat(suite.group(2))
          .as(
              "skipped in %s; choose tests by tag and profile (if the class is gone, delete its report)",
              report)
          .isEqualTo("0");
      tests += Integer.parseInt(suite.group(1));
    }
    assertThat(tests)
        .as("tests in all reports, as proof that there was something to read")
        .isPositive();
  }

  private static List<Path> reports() {
    try (Stream<Path> modules = Files.list(House.ROOT)) {
      return modules
          .map(module -> module.resolve("target/surefire-reports"))
          .filter(Files::isDirectory)
          .flatMap(NothingSkippedTest::xml)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> xml(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".xml")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
