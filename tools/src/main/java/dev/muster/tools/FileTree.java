package dev.muster.tools;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Makes, copies, moves and removes files, folders and links, and says to whom they belong:
/// `web.call(FileTree::makeFolders, "/srv/app/logs", Mode.APPLY)`.
///
/// A call changes nothing if all is as wanted; in a [Mode#DRY_RUN] it says what it would change.
public final class FileTree {

  private static final String NEW_FOLDER = "0755";

  private FileTree() {}

  /// Makes a folder, and those above it that are missing, with permissions 0755.
  ///
  /// @throws IOException if something else has one of the names
  public static Change makeFolders(String path, Mode mode) throws IOException {
    return makeFoldersWith(path, FileOptions.kept(), mode);
  }

  /// Makes a folder, and those above it that are missing. The options are for the last one; the
  /// others that are made get permissions 0755.
  ///
  /// @throws IOException if something else has one of the names
  public static Change makeFoldersWith(String path, FileOptions options, Mode mode)
      throws IOException {
    Path folder = Place.of(path);
    return Place.explaining(() -> {
      ChangeLog log = new ChangeLog(mode);
      List<Path> missing = new ArrayList<>();
      Path at = folder;
      while (at != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        missing.add(0, at);
        at = at.getParent();
      }
      if (at != null && !Files.isDirectory(at)) {
        throw Place.trouble(at, "is there and is no folder");
      }
      for (Path each : missing) {
        if (log.differs(each + ": new folder")) {
          Files.createDirectory(each);
          Access made = FileStat.of(each).access();
          FileOptions last = each.equals(folder) ? options : FileOptions.kept();
          Ownership.set(each, made, Ownership.wanted(last.orPermissions(NEW_FOLDER), made));
        }
      }
      if (missing.isEmpty()) {
        bring(folder.toRealPath(), options, log);
      }
      return log.done();
    });
  }

  /// Makes a folder that only the agent's user may enter, until it is what it is to be.
  static void makePrivate(Path folder) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void bring(Path path, FileOptions options, ChangeLog log) throws IOException {
    Access there = FileStat.of(path).access();
    Ownership.bring(path, there, Ownership.wanted(options, there), log);
  }

  /// Gives one file or folder the owner, group and permissions of the options; a link's are its own
  /// and not those of what it leads to, and it has no permissions.
  public static Change setAccess(String path, FileOptions options, Mode mode) throws IOException {
    Path file = Place.of(path);
    return Place.explaining(() -> {
      ChangeLog log = new ChangeLog(mode);
      if (Files.isSymbolicLink(file) && options.permissions().isPresent()) {
        throw Place.trouble(file, "is a symbolic link, which has no permissions of its own");
      }
      bring(file, options, log);
      return log.done();
    });
  }

  /// Makes a symbolic link, in the place of one that leads elsewhere.
  ///
  /// @param target where it leads to; nothing has to be there
  /// @throws IOException if something is there that is no symbolic link
  public static Change link(String path, String target, Mode mode) throws IOException {
    Path place = Place.of(path);
    Place.of(target);
    return Place.explaining(() -> {
      ChangeLog log = new ChangeLog(mode);
      link(place, target, log);
      return log.done();
    });
  }

  static void link(Path place, String target, ChangeLog log) throws IOException {
    boolean isThere = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    if (isThere && !Files.isSymbolicLink(place)) {
      throw Place.trouble(place, "is there and is no symbolic link; remove it first");
    }
    String now = isThere ? Files.readSymbolicLink(place).toString() : "";
    if (now.equals(Path.of(target).toString())) {
      return;
    }
    String was = isThere ? ": link to " + now + " becomes one to " : ": new link to ";
    if (!log.differs(place + was + target)) {
      return;
    }
    Path made = AtomicFile.beside(place);
    Files.createSymbolicLink(made, Path.of(target));
    if (!Copying.renamed(made, place)) {
      throw new IllegalStateException(made + " and " + place + " are in one folder");
    }
  }

  /// Makes one place hold what another does, files or whole folders: content, links, owners,
  /// permissions and times of modification. What is alike is left alone; what is more at the target
  /// stays. Each file is replaced in one step.
  ///
  /// @throws IOException if something of another type is in the way, or an owner cannot be kept
  public static Change copy(String from, String to, Mode mode) throws IOException {
    Path source = Place.of(from);
    Path target = Place.of(to);
    return Place.explaining(() -> {
      ChangeLog log = new ChangeLog(mode);
      Copying.copy(source, target, log);
      return log.done();
    });
  }

  /// Moves a file, folder or link. Within a file system that is one step; between two it is a copy
  /// and a removal. Where the source is missing and the target is there, it was moved before.
  ///
  /// @throws IOException if both are there, or neither
  public static Change move(String from, String to, Mode mode) throws IOException {
    Path source = Place.of(from);
    Path target = Place.of(to);
    return Place.explaining(() -> {
      ChangeLog log = new ChangeLog(mode);
      boolean isMoved = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
      if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
        Path checked = Removal.checked(source);
        if (isMoved) {
          throw new FileAlreadyExistsException(to);
        }
        if (log.differs(from + ": moved to " + to) && !Copying.renamed(source, target)) {
          Copying.move(checked, target);
        }
      } else if (!isMoved) {
        throw new NoSuchFileException(from);
      }
      return log.done();
    });
  }

  /// Removes a file, a link, or a folder with all that is in it. No link is followed.
  ///
  /// @throws IllegalArgumentException if the system stands on it: `/`, `/etc`, `/usr` and the like,
  ///   or the folder the agent works in
  /// @throws IOException if something is mounted below it
  public static Change remove(String path, Mode mode) throws IOException {
    Path place = Place.of(path);
    return Place.explaining(() -> {
      ChangeLog log = new ChangeLog(mode);
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        Path checked = Removal.checked(place);
        DiskUsage usage = UsageScan.of(checked);
        if (log.differs(
            "%s: removed, %d files and %d folders, %d bytes"
                .formatted(path, usage.files(), usage.folders(), usage.bytes()))) {
          Removal.remove(checked);
        }
      } else {
        Removal.refuse(place);
      }
      return log.done();
    });
  }

  /// Makes a new empty file in the folder for temporary files, which only the agent's user may
  /// read. Whoever asks for it removes it.
  ///
  /// @param prefix how its name starts
  /// @return its path
  public static String temporaryFile(String prefix) throws IOException {
    return Place.explaining(() -> Files.createTempFile(prefix, "").toString());
  }

  /// Makes a new folder in the folder for temporary files, which only the agent's user may enter.
  /// Whoever asks for it removes it.
  ///
  /// @param prefix how its name starts
  /// @return its path
  public static String temporaryFolder(String prefix) throws IOException {
    return Place.explaining(() -> Files.createTempDirectory(prefix).toString());
  }
}
