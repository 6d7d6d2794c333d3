package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A new directory that only the current user may enter, deleted with all that is in it on close.
///
/// @param path where it is
record WorkFolder(Path path) implements AutoCloseable {

  static WorkFolder make(String name) {
    try {
      return new WorkFolder(Files.createTempDirectory("muster-" + name + "-").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes a folder inside that only the current user may enter.
  Path folder(String name) {
    try {
      Path made = path.resolve(name);
      Files.createDirectories(
          made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException gone) {
      // Deleted already: that is what close is for.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
