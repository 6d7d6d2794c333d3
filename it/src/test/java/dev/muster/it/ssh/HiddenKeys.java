package dev.muster.it.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A folder with the public halves of a machine's host keys and nothing else: what an ordinary user
/// may read of `/etc/ssh`.
record HiddenKeys(Path folder) implements AutoCloseable {

  static HiddenKeys of(Path keys) {
    try {
      HiddenKeys hidden = new HiddenKeys(Files.createTempDirectory("muster-hidden-"));
      try (Stream<Path> all = Files.list(keys)) {
        for (Path each : all.filter(file -> file.toString().endsWith("_key.pub")).toList()) {
          Files.copy(each, hidden.folder.resolve(each.getFileName()));
        }
      }
      return hidden;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.toList()) {
        Files.delete(each);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
