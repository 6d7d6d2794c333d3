package dev.muster.tools;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where programs are.
final class Which {

  /// Where the system keeps its programs. A session over SSH often has no `sbin` on its PATH.
  private static final List<String> SYSTEM =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private Which() {}

  /// Returns the folders of the agent's PATH, and after them those where the system keeps programs.
  static List<Path> folders() {
    String path = System.getenv("PATH");
    Set<Path> folders = new LinkedHashSet<>();
    List<String> names = new ArrayList<>(List.of((path == null ? "" : path).split(":", -1)));
    names.addAll(SYSTEM);
    for (String name : names) {
      if (name.startsWith("/")) {
        add(name, folders);
      }
    }
    return List.copyOf(folders);
  }

  private static void add(String name, Set<Path> folders) {
    try {
      folders.add(Path.of(name));
    } catch (InvalidPathException noPath) {
      // A PATH may hold anything; nothing can be found there.
    }
  }

  /// Returns the first file of that name that may be executed.
  static Optional<Path> find(String name, List<Path> folders) {
    for (Path folder : folders) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
