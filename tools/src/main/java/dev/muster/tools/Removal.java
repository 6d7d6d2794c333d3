package dev.muster.tools;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// Removes a folder with all that is in it, and nothing else: each step is taken from an open
/// folder and follows no link. The attack this prevents: a user whose folder root removes puts a
/// link to `/etc` in the place of a folder in it, at the right moment.
final class Removal {

  /// What a system stands on. Nobody means to remove these; a variable was empty.
  private static final Set<String> STANDS_ON =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib32",
          "/lib64",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr",
          "/usr/bin",
          "/usr/lib",
          "/usr/local",
          "/usr/sbin",
          "/usr/share",
          "/var",
          "/var/lib",
          "/var/log");

  /// How many names of one folder are in memory.
  private static final int AT_ONCE = 1000;

  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  private Removal() {}

  /// Refuses what nobody means to remove, by its name.
  static void refuse(Path path) {
    Path name = path.getFileName();
    boolean vague = name == null || name.toString().equals(".") || name.toString().equals("..");
    if (vague || STANDS_ON.contains(path.toAbsolutePath().normalize().toString())) {
      throw refusal(path);
    }
  }

  /// Refuses what nobody means to remove, by its name and by what the links on the way make of it.
  ///
  /// @return the path with the links on the way to it resolved, itself left as it is
  static Path checked(Path path) throws IOException {
    refuse(path);
    Path parent = path.toAbsolutePath().getParent();
    Path real = (parent == null ? path : parent).toRealPath().resolve(path.getFileName());
    refuse(real);
    if (Path.of("").toAbsolutePath().startsWith(real)) {
      throw refusal(path);
    }
    return real;
  }

  private static IllegalArgumentException refusal(Path path) {
    return new IllegalArgumentException(
        path + ": is not removed: the system, or the agent itself, stands on it");
  }

  /// Refuses a folder with something mounted on or below it: that is on another disk, or is another
  /// folder of this one, as `/home` in a folder that programs are locked up in.
  private static void refuseMounts(Path path) throws IOException {
    if (!Files.exists(MOUNTS)) {
      return;
    }
    for (String line : Reading.text(MOUNTS, Reading.STANDARD_LIMIT).split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      String place = fields.length > 1 ? fields[1].replace("\\040", " ") : "";
      if (!place.isEmpty() && Path.of(place).startsWith(path)) {
        throw Place.trouble(path, place + " is mounted there; unmount it first");
      }
    }
  }

  static void remove(Path path) throws IOException {
    refuseMounts(path);
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(path);
      return;
    }
    Path parent = path.getParent();
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(parent == null ? path : parent)) {
      if (!(folder instanceof SecureDirectoryStream<Path> secure)) {
        throw Place.trouble(path, "folders cannot be removed safely on this system");
      }
      Path name = path.getFileName();
      empty(secure, name, path, 1);
      secure.deleteDirectory(name);
    }
  }

  private static void empty(SecureDirectoryStream<Path> parent, Path name, Path shown, int depth)
      throws IOException {
    Place.checkDepth(shown, depth);
    List<Path> names;
    do {
      try (SecureDirectoryStream<Path> folder =
          parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        names = some(folder);
        for (Path child : names) {
          Place.checkInterrupt();
          removeChild(folder, child, shown.resolve(child), depth);
        }
      }
    } while (names.size() == AT_ONCE);
  }

  /// Names are taken before anything is removed: what a folder lists while it changes is uncertain.
  private static List<Path> some(SecureDirectoryStream<Path> folder) throws IOException {
    List<Path> names = new ArrayList<>();
    try {
      Iterator<Path> children = folder.iterator();
      while (names.size() < AT_ONCE && children.hasNext()) {
        names.add(children.next().getFileName());
      }
      return names;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void removeChild(
      SecureDirectoryStream<Path> folder, Path name, Path shown, int depth) throws IOException {
    try {
      BasicFileAttributes found =
          folder
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (found.isDirectory()) {
        empty(folder, name, shown, depth + 1);
        folder.deleteDirectory(name);
      } else {
        folder.deleteFile(name);
      }
    } catch (NoSuchFileException vanished) {
      // Somebody else removed it: that is what was wanted.
    }
  }
}
