package dev.muster.tools;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Adds up what folders hold. Symbolic links are not followed, and what vanishes meanwhile takes no
/// room.
final class UsageScan {

  /// What is remembered of files with several names takes memory; a backup made of links has
  /// millions.
  private static final int MOST_SEEN = 1_000_000;

  private final Set<FileStat.Inode> seen = new HashSet<>();
  private long files;
  private long folders;
  private long bytes;
  private long unreadable;

  private UsageScan() {}

  /// Returns what is below a path, or of the file itself.
  static DiskUsage of(Path start) throws IOException {
    UsageScan scan = new UsageScan();
    scan.add(start, 0);
    return new DiskUsage(scan.files, scan.folders, scan.bytes, scan.unreadable);
  }

  private void add(Path path, int depth) throws IOException {
    Place.checkDepth(path, depth);
    FileStat stat = FileStat.of(path);
    if (stat.type() != FileType.FOLDER) {
      if (stat.place().links() == 1 || seen.add(stat.place())) {
        files++;
        bytes += stat.type() == FileType.FILE ? stat.size() : 0;
        checkSeen(path);
      }
      return;
    }
    folders++;
    try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
      for (Path child : children) {
        Place.checkInterrupt();
        addIfThere(child, depth + 1);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      unreadable++;
    }
  }

  private void checkSeen(Path path) throws IOException {
    if (seen.size() > MOST_SEEN) {
      throw Place.trouble(
          path, "more than " + MOST_SEEN + " files with several names are here; ask for a part");
    }
  }

  private void addIfThere(Path path, int depth) throws IOException {
    try {
      add(path, depth);
    } catch (NoSuchFileException vanished) {
      // Somebody removed it meanwhile.
    }
  }
}
