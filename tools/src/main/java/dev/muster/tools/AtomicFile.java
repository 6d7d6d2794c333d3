package dev.muster.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// Puts a new file in the place of another in one step: whoever opens it sees the old or the new
/// one, whole, even after a loss of power.
final class AtomicFile {

  /// What fills the new file.
  @FunctionalInterface
  interface Filling {
    void fill(FileChannel channel) throws IOException;
  }

  /// The longest name that file systems take is 255 bytes; this leaves room for what is added.
  private static final int MOST_NAME = 40;

  private AtomicFile() {}

  /// Writes a file under a name of its own beside the old one, brings it to the disk with its owner
  /// and permissions, renames it, and brings the folder to the disk. If anything fails, nothing is
  /// left of it and the old one is untouched.
  ///
  /// @param options how the file is to be; until it is, only the agent's user may read it
  /// @param seen the old one as the decision saw it: another that came meanwhile is not overwritten
  static void replace(Path file, FileOptions options, Optional<FileStat> seen, Filling filling)
      throws IOException {
    put(file, options, seen, filling);
    sync(folder(file));
  }

  /// The same, but for the folder: for those who put many files into one and bring it to the disk
  /// after the last.
  static void put(Path file, FileOptions options, Optional<FileStat> seen, Filling filling)
      throws IOException {
    Path folder = folder(file);
    Path made = beside(file);
    try (FileChannel channel = create(made, folder)) {
      try {
        filling.fill(channel);
        Access access = FileStat.of(made).access();
        Ownership.set(made, access, Ownership.wanted(options, access));
        channel.force(true);
        checkUnchanged(file, seen);
        move(made, file);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(made);
        throw e;
      }
    }
  }

  private static void checkUnchanged(Path file, Optional<FileStat> seen) throws IOException {
    boolean changed;
    if (seen.isPresent()) {
      FileStat now = FileStat.of(file);
      changed =
          !now.place().equals(seen.get().place())
              || now.size() != seen.get().size()
              || !now.times().modified().equals(seen.get().times().modified());
    } else {
      changed = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
    if (changed) {
      throw Place.trouble(
          file, "was changed by somebody else meanwhile; nothing was done, try again");
    }
  }

  /// Overwrites a file where it stands.
  static void overwrite(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, content);
      channel.force(true);
    }
  }

  static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// A name in the same folder that nobody can foresee: in a folder that others may write to, a
  /// name that they could foresee might lead elsewhere.
  static Path beside(Path file) {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    String name = String.valueOf(file.getFileName());
    String start = name.substring(0, Math.min(MOST_NAME, name.length()));
    return folder(file).resolve("." + start + ".muster-" + HexFormat.of().formatHex(random));
  }

  private static Path folder(Path file) {
    Path folder = file.getParent();
    return folder == null ? Path.of(".") : folder;
  }

  private static FileChannel create(Path made, Path folder) throws IOException {
    FileAttribute<?> mine =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      return FileChannel.open(
          made, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mine);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          folder.toString(), null, "no such folder; make it with FileTree.makeFolders");
    }
  }

  private static void move(Path made, Path file) throws IOException {
    try {
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (e.getReason() != null && e.getReason().contains("busy")) {
        throw Place.trouble(
            file, "is a mount of its own, as in containers; write it with FileOptions.overwriting");
      }
      throw e;
    }
  }

  /// Brings a rename to the disk. Some file systems cannot; the rename is done all the same.
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notHere) {
      Place.checkInterrupt();
    }
  }
}
