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
        (Long) found.get("size"),
        new Access(
            Access.text((Integer) found.get("mode")),
            ((UserPrincipal) found.get("owner")).getName(),
            ((GroupPrincipal) found.get("group")).getName()),
        new Times(
            instant(found, "lastModifiedTime"),
            instant(found, "lastAccessTime"),
            instant(found, "ctime")),
        type == FileType.LINK
            ? Optional.of(Files.readSymbolicLink(path).toString())
            : Optional.empty(),
        new Inode((Long) found.get("dev"), (Long) found.get("ino"), (Integer) found.get("nlink")));
  }

  private static FileType type(Map<String, Object> found) {
    if (found.get("isSymbolicLink") == Boolean.TRUE) {
      return FileType.LINK;
    }
    if (found.get("isDirectory") == Boolean.TRUE) {
      return FileType.FOLDER;
    }
    return found.get("isRegularFile") == Boolean.TRUE ? FileType.FILE : FileType.OTHER;
  }

  private static Instant instant(Map<String, Object> found, String name) {
    return ((FileTime) found.get(name)).toInstant();
  }
}
