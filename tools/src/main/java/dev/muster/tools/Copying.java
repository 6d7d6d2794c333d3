package dev.muster.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;

/// Makes one place hold what another does: content, links, owners, permissions and times of
/// modification. What is alike is left alone, and nothing is removed.
final class Copying {

  private final ChangeLog log;
  private final Path start;

  private Copying(ChangeLog log, Path start) {
    this.log = log;
    this.start = start;
  }

  static void copy(Path from, Path to, ChangeLog log) throws IOException {
    Path target = to.toAbsolutePath().normalize();
    if (target.startsWith(from.toAbsolutePath().normalize())) {
      throw Place.trouble(to, "is within " + from + ", or is it; nothing was copied");
    }
    new Copying(log, from).copy(from, to, 0);
    if (target.getParent() != null && Files.isDirectory(target.getParent())) {
      AtomicFile.sync(target.getParent());
    }
  }

  private void copy(Path from, Path to, int depth) throws IOException {
    Place.checkInterrupt();
    Place.checkDepth(start, depth);
    FileStat source = FileStat.of(from);
    Optional<FileStat> there =
        Files.exists(to, LinkOption.NOFOLLOW_LINKS)
            ? Optional.of(FileStat.of(to))
            : Optional.empty();
    if (there.isPresent() && there.get().type() != source.type()) {
      throw Place.trouble(
          to,
          "is a %s where a %s is wanted; remove it first"
              .formatted(word(there.get().type()), word(source.type())));
    }
    switch (source.type()) {
      case FILE -> file(source, from, to, there);
      case LINK -> FileTree.link(to, source.linkTarget().orElse(""), log);
      case FOLDER -> folder(source, from, to, there, depth);
      case OTHER -> throw Place.trouble(from, "is a device, socket or pipe; these are not copied");
    }
  }

  private static String word(FileType type) {
    return switch (type) {
      case FILE -> "file";
      case FOLDER -> "folder";
      case LINK -> "symbolic link";
      case OTHER -> "device, socket or pipe";
    };
  }

  private void file(FileStat source, Path from, Path to, Optional<FileStat> there)
      throws IOException {
    if (there.isPresent() && same(from, to)) {
      attributes(source, to, there.get());
      return;
    }
    String what = there.map(old -> ": content, " + old.size() + " to ").orElse(": new, ");
    if (!log.differs(to + what + source.size() + " bytes")) {
      return;
    }
    FileOptions options = FileOptions.kept().or(source.access());
    try (FileChannel content = Reading.open(from)) {
      AtomicFile.put(to, options, there, target -> pour(content, target));
    }
    setTime(to, source);
  }

  private static void pour(FileChannel from, FileChannel to) throws IOException {
    long at = 0;
    while (true) {
      Place.checkInterrupt();
      long moved = from.transferTo(at, 8 * 1024 * 1024, to);
      if (moved <= 0) {
        return;
      }
      at += moved;
    }
  }

  private void folder(FileStat source, Path from, Path to, Optional<FileStat> there, int depth)
      throws IOException {
    boolean made = there.isEmpty() && log.differs(to + ": new folder");
    if (made) {
      FileTree.makePrivate(to);
    }
    for (Path child : FolderScan.children(from)) {
      Path target = to.resolve(child.getFileName().toString());
      copy(child, target, depth + 1);
    }
    if (Files.isDirectory(to)) {
      AtomicFile.sync(to);
    }
    if (made) {
      Ownership.set(to, FileStat.of(to).access(), source.access());
      setTime(to, source);
    } else if (there.isPresent()) {
      attributes(source, to, there.get());
    }
  }

  private void attributes(FileStat source, Path to, FileStat there) throws IOException {
    Ownership.bring(to, there.access(), source.access(), log);
    boolean sameTime =
        source.type() == FileType.FOLDER
            || there.times().modified().equals(source.times().modified());
    if (!sameTime
        && log.differs(
            to + ": modified " + there.times().modified() + " to " + source.times().modified())) {
      setTime(to, source);
    }
  }

  private static void setTime(Path to, FileStat source) throws IOException {
    Files.getFileAttributeView(to, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(source.times().modified()), null, null);
  }

  private static boolean same(Path from, Path to) throws IOException {
    try (FileChannel one = Reading.open(from);
        FileChannel other = Reading.open(to)) {
      if (one.size() != other.size()) {
        return false;
      }
      ByteBuffer left = ByteBuffer.allocate(64 * 1024);
      ByteBuffer right = ByteBuffer.allocate(64 * 1024);
      while (true) {
        boolean some = fill(one, left);
        boolean others = fill(other, right);
        if (!some && !others) {
          return true;
        }
        if (!Arrays.equals(left.array(), 0, left.position(), right.array(), 0, right.position())) {
          return false;
        }
      }
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      Place.checkInterrupt();
    }
    return buffer.position() > 0;
  }

  /// Moves to another file system: copies, then removes.
  static void move(Path from, Path to) throws IOException {
    copy(from, to, new ChangeLog(Mode.APPLY));
    Removal.remove(from);
  }

  /// Renames where that is possible, which it is within a file system.
  static boolean renamed(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      return false;
    }
  }
}
