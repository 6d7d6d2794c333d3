package dev.muster.it.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The checked-in configurations, copied to a folder of the test's own: `@DIR@` in them becomes its
/// name, and nobody else may write them, which is more than a checkout promises.
record Corpus(Path folder) {

  /// A configuration, and what `ssh` and we are given on the command line.
  record Question(String file, List<String> arguments) {}

  static Corpus copyTo(Path folder) {
    try (Stream<Path> files = Files.walk(source())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = folder.resolve(source().relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, Files.readString(file, UTF_8).replace("@DIR@", folder.toString()));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
      }
      return new Corpus(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path source() {
    URL here = Objects.requireNonNull(Corpus.class.getResource("config/corpus.txt"));
    try {
      return Objects.requireNonNull(Path.of(here.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// The questions of the corpus.
  List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (String line : lines(folder.resolve("corpus.txt"))) {
      if (!line.startsWith("#")) {
        int bar = line.indexOf('|');
        questions.add(
            new Question(line.substring(0, bar).strip(), words(line.substring(bar + 1).strip())));
      }
    }
    return questions;
  }

  /// The configurations that are to be refused.
  List<Path> refused() {
    try (Stream<Path> files = Files.list(folder.resolve("refused"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Divides at blanks; `"` holds a word together.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (char c : (text + " ").toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    return words;
  }
}
