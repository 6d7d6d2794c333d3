package dev.muster.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A folder of shell scripts that stand in for programs of a system that is not here. Each writes
/// down the words that it was called with.
final class StandIns {

  private static final List<Path> REAL =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));

  private final Path folder;

  StandIns(Path folder) {
    this.folder = folder;
  }

  /// Puts a program there.
  ///
  /// @param script what it does after it has written down its words; `$HERE` is the folder
  StandIns with(String name, String script) {
    try {
      Path file =
          Files.writeString(
              folder.resolve(name),
              "#!/bin/sh\nHERE='"
                  + folder
                  + "'\n(printf '%s' \"${0##*/}\"; [ $# = 0 ] || printf ' %s' \"$@\"; echo) >>\"$HERE/calls\"\n"
                  + script
                  + "\n");
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(file + " cannot be made executable");
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns these programs and no others.
  Programs alone() {
    return new Programs(List.of(folder));
  }

  /// Returns these programs, and those of this machine.
  Programs first() {
    List<Path> folders = new ArrayList<>(List.of(folder));
    folders.addAll(REAL);
    return new Programs(folders);
  }

  /// Returns the calls until now that change something, and forgets all.
  List<String> calls(String... queries) {
    try {
      Path file = folder.resolve("calls");
      if (!Files.exists(file)) {
        return List.of();
      }
      List<String> calls = new ArrayList<>(Files.readAllLines(file));
      Files.delete(file);
      calls.removeIf(call -> List.of(queries).stream().anyMatch(call::startsWith));
      return calls;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
