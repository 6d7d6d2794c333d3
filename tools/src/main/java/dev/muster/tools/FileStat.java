package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a file system says of a file, a folder or a link, the link itself and not what it leads to.
///
/// @param path as it was asked for, or found
/// @param size in bytes
/// @param access who may do what
/// @param times when what happened to it
/// @param linkTarget where a symbolic link leads to, as it stands in the link
/// @param place which file it is
public record FileStat(
    String path,
    FileType type,
    long size,
    Access access,
    Times times,
    Optional<String> linkTarget,
    Inode place) {

  private static final String ATTRIBUTES =
      "unix:mode,owner,group,size,lastModifiedTime,lastAccessTime,ctime,dev,ino,nlink,"
          + "isRegularFile,isDirectory,isSymbolicLink";

  /// When what happened to a file.
  ///
  /// @param modified when the content last changed
  /// @param accessed when it was last read, as far as the file system keeps track
  /// @param changed when content, owner or permissions last changed
  public record Times(Instant modified, Instant accessed, Instant changed) {}

  /// Two names of one file have the same device and number.
  ///
  /// @param links how many names it has
  public record Inode(long device, long number, int links) {}

  /// Looks at what is at a path.
  static FileStat of(Path path) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    FileType type = type(found);
    return new FileStat(
        path.toString(),
        type,
        value(found, "size", Long.class),
        new Access(
            Access.text(value(found, "mode", Integer.class)),
            value(found, "owner", UserPrincipal.class).getName(),
            value(found, "group", GroupPrincipal.class).getName()),
        new Times(
            value(found, "lastModifiedTime", FileTime.class).toInstant(),
            value(found, "lastAccessTime", FileTime.class).toInstant(),
            value(found, "ctime", FileTime.class).toInstant()),
        type == FileType.LINK
            ? Optional.of(Files.readSymbolicLink(path).toString())
            : Optional.empty(),
        new Inode(
            value(found, "dev", Long.class),
            value(found, "ino", Long.class),
            value(found, "nlink", Integer.class)));
  }

  private static FileType type(Map<String, Object> found) {
    if (value(found, "isSymbolicLink", Boolean.class)) {
      return FileType.LINK;
    }
    if (value(found, "isDirectory", Boolean.class)) {
      return FileType.FOLDER;
    }
    return value(found, "isRegularFile", Boolean.class) ? FileType.FILE : FileType.OTHER;
  }

  private static <T> T value(Map<String, Object> found, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(found.get(name)));
  }
}
