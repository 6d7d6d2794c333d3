package dev.muster.session.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where runtimes are kept here: `muster` in the user's cache folder.
///
/// A file appears there whole or not at all, whoever else writes it at that moment. A folder that
/// somebody else owns or may write to is not used: what is in it would run on every host.
///
/// @param path of the folder, which may not be there
record CacheFolder(Path path) {

  static CacheFolder ofTheUser() {
    String named = System.getenv("XDG_CACHE_HOME");
    Path caches =
        named == null || named.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(named);
    return new CacheFolder(caches.resolve("muster").toAbsolutePath());
  }

  /// Returns the bytes of a file; empty if it is not there, or not to be trusted.
  Optional<byte[]> read(String name) {
    Path file = path.resolve(name);
    try {
      return isOurs(path) && isOurs(file)
          ? Optional.of(Files.readAllBytes(file))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Returns whether there is such a file, to be trusted.
  boolean holds(String name) {
    try {
      return isOurs(path) && isOurs(path.resolve(name));
    } catch (IOException e) {
      return false;
    }
  }

  /// Keeps a file if that can be done; what cannot be kept is made again the next time.
  void keep(String name, byte[] bytes) {
    Path written = null;
    try {
      make();
      if (isOurs(path)) {
        written = Files.createTempFile(path, "." + name, "");
        try (FileChannel file = FileChannel.open(written, StandardOpenOption.WRITE)) {
          ByteBuffer left = ByteBuffer.wrap(bytes);
          while (left.hasRemaining()) {
            file.write(left);
          }
          file.force(true);
        }
        Files.move(written, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      delete(written);
    }
  }

  private void make() throws IOException {
    Path caches = path.getParent();
    if (caches != null) {
      Files.createDirectories(caches);
    }
    if (!Files.exists(path)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // a file of ours is left in a folder of ours
    }
  }

  private static boolean isOurs(Path file) throws IOException {
    Set<PosixFilePermission> who = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    String owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    boolean shared =
        who.contains(PosixFilePermission.GROUP_WRITE)
            || who.contains(PosixFilePermission.OTHERS_WRITE);
    return !shared
        && !Files.isSymbolicLink(file)
        && (owner.equals(System.getProperty("user.name")) || owner.equals("root"));
  }
}
