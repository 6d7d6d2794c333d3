package dev.muster.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/// Brings the content of files to what is wanted: `web.call(FileContent::writeString, "/etc/motd",
/// text, Mode.APPLY)`.
///
/// A call changes nothing if the file is as wanted; in a [Mode#DRY_RUN] it says what it would
/// change. A file that is rewritten keeps its owner, group and permissions, unless others are
/// given, and loses its further names (hard links) and access lists; it is replaced in one step,
/// never half written, and not at all if it changed after it was looked at. A symbolic link stays,
/// and what it leads to is written; one that a stranger made in a folder for everybody, such as
/// `/tmp`, is refused.
public final class FileContent {

  /// Makes one text from another.
  @FunctionalInterface
  private interface Edit {
    String apply(String text) throws IOException;
  }

  private static final String NEW_FILE = "0644";

  /// Larger files are not compared line by line.
  private static final int MOST_SHOWN = 4 * 1024 * 1024;

  private static final int OTHERS_READ = 04;
  private static final int STICKY_FOR_ALL = 01002;

  private FileContent() {}

  /// Makes a file hold a text, in UTF-8.
  public static Change writeString(String path, String text, Mode mode) throws IOException {
    return writeStringWith(path, text, FileOptions.kept(), mode);
  }

  /// Makes a file hold a text, in UTF-8, and have the owner, group and permissions given.
  public static Change writeStringWith(String path, String text, FileOptions options, Mode mode)
      throws IOException {
    return writeBytesWith(path, text.getBytes(StandardCharsets.UTF_8), options, mode);
  }

  /// Makes a file hold these bytes.
  public static Change writeBytes(String path, byte[] content, Mode mode) throws IOException {
    return writeBytesWith(path, content, FileOptions.kept(), mode);
  }

  /// Makes a file hold these bytes, and have the owner, group and permissions given.
  public static Change writeBytesWith(String path, byte[] content, FileOptions options, Mode mode)
      throws IOException {
    Path named = Place.of(path);
    return Place.explaining(() -> {
      Path file = target(named);
      ChangeLog log = new ChangeLog(mode);
      Optional<FileStat> seen = look(file);
      if (seen.isEmpty()) {
        create(file, content, options, log);
      } else if (Reading.holds(file, content)) {
        Access there = seen.get().access();
        Ownership.bring(file, there, Ownership.wanted(options, there), log);
      } else {
        byte[] before =
            seen.get().size() <= MOST_SHOWN ? Reading.bytes(file, MOST_SHOWN) : new byte[0];
        replace(file, seen.get(), before, content, options, log);
      }
      return log.done();
    });
  }

  /// Adds a text at the end of a file, unless the file ends with it already. A missing file is
  /// made.
  public static Change append(String path, String text, Mode mode) throws IOException {
    Path named = Place.of(path);
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    return Place.explaining(() -> {
      Path file = target(named);
      ChangeLog log = new ChangeLog(mode);
      Optional<FileStat> seen = look(file);
      if (seen.isEmpty()) {
        create(file, more, FileOptions.kept(), log);
      } else if (!endsWith(file, more)
          && log.differs(file + ": " + more.length + " bytes more at the end")) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
          AtomicFile.write(channel, more);
          channel.force(true);
        }
      }
      return log.done();
    });
  }

  /// Adds a line at the end of a file, unless it is there already.
  ///
  /// @throws IOException if there is no such file; [#editLine] with [LineEdit#creating] makes one
  public static Change ensureLine(String path, String line, Mode mode) throws IOException {
    return editLine(path, LineEdit.of(line), mode);
  }

  /// Puts a line into a file, in the place of one that it replaces, or at the end.
  public static Change editLine(String path, LineEdit edit, Mode mode) throws IOException {
    return edit(path, mode, edit.create(), text -> TextEdit.withLine(text, edit));
  }

  /// Takes the lines out of a file in which a regular expression finds something.
  public static Change removeLines(String path, String regex, Mode mode) throws IOException {
    return edit(path, mode, false, text -> TextEdit.withoutLines(text, regex));
  }

  /// Keeps lines of ours in a file of others, between the lines `MARK begin` and `MARK end`.
  ///
  /// @param mark what the two lines start with, a comment in the file's own form such as `# web
  ///   pool`
  /// @param block the lines between them; empty text takes them and the marks out
  public static Change ensureBlock(String path, String mark, String block, Mode mode)
      throws IOException {
    if (mark.isBlank() || mark.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("the mark of a block is the start of a line");
    }
    return edit(path, mode, false, text -> TextEdit.withBlock(text, mark, block));
  }

  private static Change edit(String path, Mode mode, boolean create, Edit edit) throws IOException {
    Path named = Place.of(path);
    return Place.explaining(() -> {
      Path file = target(named);
      ChangeLog log = new ChangeLog(mode);
      Optional<FileStat> seen = look(file);
      if (seen.isEmpty() && !create) {
        throw new NoSuchFileException(path);
      }
      String before = seen.isEmpty() ? "" : Reading.text(file, Reading.STANDARD_LIMIT);
      byte[] after = edit.apply(before).getBytes(StandardCharsets.UTF_8);
      byte[] old = before.getBytes(StandardCharsets.UTF_8);
      if (seen.isEmpty()) {
        create(file, after, FileOptions.kept(), log);
      } else if (!Arrays.equals(old, after)) {
        replace(file, seen.get(), old, after, FileOptions.kept(), log);
      }
      return log.done();
    });
  }

  private static void create(Path file, byte[] content, FileOptions options, ChangeLog log)
      throws IOException {
    FileOptions full = options.orPermissions(NEW_FILE);
    String permissions = Access.text(Access.bits(full.permissions().orElse(NEW_FILE)));
    String owner = full.owner().map(name -> ", owner " + name).orElse("");
    String group = full.group().map(name -> ", group " + name).orElse("");
    Ownership.wanted(full, new Access(permissions, "", ""));
    if (shown(options, permissions, permissions)) {
      diff(log, "/dev/null", file, new byte[0], content);
    }
    String what = file + ": new, " + content.length + " bytes, permissions " + permissions;
    if (log.differs(what + owner + group)) {
      AtomicFile.replace(
          file, full, Optional.empty(), channel -> AtomicFile.write(channel, content));
    }
  }

  private static void replace(
      Path file, FileStat seen, byte[] before, byte[] after, FileOptions options, ChangeLog log)
      throws IOException {
    Access there = seen.access();
    Access wanted = Ownership.wanted(options, there);
    if (before.length == seen.size() && shown(options, there.permissions(), wanted.permissions())) {
      diff(log, file.toString(), file, before, after);
    }
    boolean applies =
        log.differs(file + ": content, " + seen.size() + " to " + after.length + " bytes");
    Ownership.tell(file, there, wanted, log);
    if (applies && options.inPlace()) {
      // Neither what was there nor what comes is open to more than it is meant for.
      int both = Access.bits(there.permissions()) & Access.bits(wanted.permissions());
      Access closed = new Access(Access.text(both), there.owner(), there.group());
      Ownership.set(file, there, closed);
      AtomicFile.overwrite(file, after);
      Ownership.set(file, closed, wanted);
    } else if (applies) {
      AtomicFile.replace(
          file, options.or(there), Optional.of(seen), channel -> AtomicFile.write(channel, after));
    }
  }

  private static boolean shown(FileOptions options, String before, String after) {
    return switch (options.diff()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case UNLESS_PRIVATE -> (Access.bits(before) & Access.bits(after) & OTHERS_READ) != 0;
    };
  }

  private static void diff(ChangeLog log, String from, Path file, byte[] before, byte[] after) {
    Optional<String> old = text(before);
    Optional<String> now = text(after);
    if (old.isPresent() && now.isPresent()) {
      log.diff(Diff.unified(from, file.toString(), old.get(), now.get()));
    }
  }

  private static Optional<String> text(byte[] content) {
    if (content.length > MOST_SHOWN) {
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.indexOf(0) < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException noText) {
      return Optional.empty();
    }
  }

  private static Optional<FileStat> look(Path file) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(FileStat.of(file))
        : Optional.empty();
  }

  /// The file behind symbolic links. The attack that the check prevents: somebody who foresees that
  /// root writes `/tmp/report` makes it a link to `/etc/shadow`.
  private static Path target(Path named) throws IOException {
    if (!Files.isSymbolicLink(named)) {
      return named;
    }
    FileStat link = FileStat.of(named);
    Path parent = named.toAbsolutePath().getParent();
    FileStat folder = FileStat.of((parent == null ? named : parent).toRealPath());
    String maker = link.access().owner();
    int open = Access.bits(folder.access().permissions()) & STICKY_FOR_ALL;
    if (open == STICKY_FOR_ALL
        && !maker.equals(folder.access().owner())
        && !maker.equals(System.getProperty("user.name"))) {
      throw Place.trouble(
          named, "is a symbolic link of " + maker + "'s in a folder for everybody; not followed");
    }
    try {
      return named.toRealPath();
    } catch (NoSuchFileException e) {
      throw Place.trouble(
          named, "is a symbolic link to " + link.linkTarget().orElse("") + ", which is not there");
    }
  }

  private static boolean endsWith(Path file, byte[] end) throws IOException {
    try (FileChannel channel = Reading.open(file)) {
      long from = channel.size() - end.length;
      ByteBuffer buffer = ByteBuffer.allocate(end.length);
      while (from >= 0
          && buffer.hasRemaining()
          && channel.read(buffer, from + buffer.position()) >= 0) {
        Place.checkInterrupt();
      }
      return from >= 0 && Arrays.equals(buffer.array(), end);
    }
  }
}
