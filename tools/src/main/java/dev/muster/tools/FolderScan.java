package dev.muster.tools;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Looks through folders, in the order of names, within bounds. Symbolic links are not followed,
/// unless a pattern names them. What vanishes meanwhile is passed over.
final class FolderScan {

  /// What one call finds at most: beyond that its result would not fit into what travels at once.
  static final int MOST_ENTRIES = 50_000;

  private FolderScan() {}

  /// Returns what is in a folder.
  static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path child : found) {
        Place.checkInterrupt();
        children.add(child);
        checkCount(children, folder);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort(null);
    return children;
  }

  private static void checkCount(Collection<?> found, Path start) throws IOException {
    if (found.size() > MOST_ENTRIES) {
      throw Place.trouble(
          start, "more than " + MOST_ENTRIES + " entries are found; ask for a part of them");
    }
  }

  /// Returns what is below a folder, each folder before what is in it.
  static List<FileStat> walk(Path start, int depth) throws IOException {
    List<FileStat> found = new ArrayList<>();
    walk(start, start, 1, depth, found);
    return found;
  }

  private static void walk(Path start, Path folder, int level, int depth, List<FileStat> found)
      throws IOException {
    Place.checkDepth(folder, level);
    for (Path child : children(folder)) {
      FileStat stat;
      try {
        stat = FileStat.of(child);
      } catch (NoSuchFileException vanished) {
        continue;
      }
      found.add(stat);
      checkCount(found, start);
      if (stat.type() == FileType.FOLDER && level < depth) {
        walk(start, child, level + 1, depth, found);
      }
    }
  }

  /// Returns the paths that match, sorted.
  static List<String> glob(Path start, String pattern) throws IOException {
    List<Pattern> segments = Glob.parse(pattern);
    children(start); // what cannot be read at all is said; deeper down it is passed over
    Set<String> found = new TreeSet<>();
    glob(start, start, segments, 0, found);
    return List.copyOf(found);
  }

  private static void glob(
      Path start, Path folder, List<Pattern> segments, int depth, Set<String> found)
      throws IOException {
    Place.checkDepth(folder, depth);
    Pattern segment = segments.get(0);
    List<Pattern> rest = segments.subList(1, segments.size());
    boolean anyDepth = segment == Glob.ANY_DEPTH;
    if (anyDepth && !rest.isEmpty()) {
      glob(start, folder, rest, depth, found);
    }
    for (Path child : readable(folder)) {
      boolean matches = anyDepth || segment.matcher(child.getFileName().toString()).matches();
      if (matches && rest.isEmpty()) {
        found.add(child.toString());
        checkCount(found, start);
      }
      if (anyDepth && FileType.FOLDER == typeOf(child)) {
        glob(start, child, segments, depth + 1, found);
      } else if (matches && !anyDepth && !rest.isEmpty() && Files.isDirectory(child)) {
        glob(start, child, rest, depth + 1, found);
      }
    }
  }

  private static FileType typeOf(Path path) throws IOException {
    try {
      return FileStat.of(path).type();
    } catch (NoSuchFileException vanished) {
      return FileType.OTHER;
    }
  }

  private static List<Path> readable(Path folder) throws IOException {
    try {
      return children(folder);
    } catch (AccessDeniedException | NoSuchFileException | NotDirectoryException passedOver) {
      return List.of();
    }
  }
}
