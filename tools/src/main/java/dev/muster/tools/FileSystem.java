package dev.muster.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Looks at a host's files and changes none: `web.call(FileSystem::readString, "/etc/hostname")`.
///
/// Paths that are not absolute start in the agent's working folder. Symbolic links on the way are
/// followed. [FileLines] looks into large files, [Disk] at the room. Everything has a limit and
/// refuses what is beyond it; a call that is cancelled ends with
/// [java.nio.channels.ClosedByInterruptException].
public final class FileSystem {

  private FileSystem() {}

  /// Returns the text of a file, which is UTF-8 and has 16 MiB at most.
  ///
  /// @throws IOException if there is none, if it is larger, or if it is no UTF-8
  public static String readString(String path) throws IOException {
    return readStringUpTo(path, Reading.STANDARD_LIMIT);
  }

  /// Returns the text of a file, which is UTF-8.
  ///
  /// @param most how many bytes it may have
  public static String readStringUpTo(String path, int most) throws IOException {
    Path file = Place.of(path);
    return Place.explaining(() -> Reading.text(file, most));
  }

  /// Returns the content of a file, 16 MiB at most.
  ///
  /// @throws IOException if there is none, or if it is larger
  public static byte[] readBytes(String path) throws IOException {
    return readBytesUpTo(path, Reading.STANDARD_LIMIT);
  }

  /// Returns the content of a file.
  ///
  /// @param most how many bytes it may have
  public static byte[] readBytesUpTo(String path, int most) throws IOException {
    Path file = Place.of(path);
    return Place.explaining(() -> Reading.bytes(file, most));
  }

  /// Returns a part of a file of any size: fewer bytes, or none, where it ends before.
  ///
  /// @param from the first byte, counted from 0
  /// @param count how many, 16 MiB at most
  public static byte[] readPart(String path, long from, int count) throws IOException {
    Path file = Place.of(path);
    if (from < 0 || count < 0 || count > Reading.STANDARD_LIMIT) {
      throw new IllegalArgumentException(
          "a part of a file starts at 0 or later and has 0 to "
              + Reading.STANDARD_LIMIT
              + " bytes, got "
              + from
              + " and "
              + count);
    }
    return Place.explaining(() -> {
      try (FileChannel channel = Reading.open(file)) {
        long there = Math.max(0, channel.size() - from);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, there));
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
          Place.checkInterrupt();
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
      }
    });
  }

  /// Returns whether something is there; a symbolic link is, whatever it leads to.
  public static boolean exists(String path) {
    return Files.exists(Place.of(path), LinkOption.NOFOLLOW_LINKS);
  }

  /// Returns what the file system says of a file, folder or link.
  ///
  /// @throws IOException if there is none
  public static FileStat stat(String path) throws IOException {
    Path file = Place.of(path);
    return Place.explaining(() -> FileStat.of(file));
  }

  /// Returns the names in a folder, sorted.
  ///
  /// @throws IOException if it is none, or holds more than 50,000
  public static List<String> list(String path) throws IOException {
    Path folder = Place.of(path);
    return Place.explaining(() ->
        FolderScan.children(folder).stream().map(child -> child.getFileName().toString()).toList());
  }

  /// Returns all that is below a folder, each folder before what is in it, in the order of names.
  /// Symbolic links are not followed.
  ///
  /// @param depth how many levels down; 1 is the folder's own entries
  /// @throws IOException if one of the folders cannot be read, or there is more than 50,000
  public static List<FileStat> walk(String path, int depth) throws IOException {
    Path folder = Place.of(path);
    if (depth < 1) {
      throw new IllegalArgumentException("the depth is at least 1, got " + depth);
    }
    return Place.explaining(() -> FolderScan.walk(folder, depth));
  }

  /// Returns the paths below a folder that match a pattern, sorted: `glob("/var/log", "**/*.log")`.
  /// Names that start with a dot match too. Folders that cannot be read are passed over.
  ///
  /// @param pattern segments with `*`, `?`, `[a-z]`, `[!a-z]` and `{one,other}`; `**` alone stands
  ///   for any number of folders, and at the end for all that is below; it follows no symbolic
  ///   links
  /// @throws IOException if the folder cannot be read, or more than 50,000 match
  public static List<String> glob(String path, String pattern) throws IOException {
    Path folder = Place.of(path);
    return Place.explaining(() -> FolderScan.glob(folder, pattern));
  }

  /// Returns the SHA-256 of a file, in lower-case hexadecimal digits.
  public static String sha256(String path) throws IOException {
    Path file = Place.of(path);
    return Place.explaining(() -> {
      try (FileChannel channel = Reading.open(file)) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (channel.read(buffer) >= 0) {
          digest.update(buffer.flip());
          buffer.clear();
        }
        return HexFormat.of().formatHex(digest.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java has no SHA-256, which every Java has", e);
      }
    });
  }
}
