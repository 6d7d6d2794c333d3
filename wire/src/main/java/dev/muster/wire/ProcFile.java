package dev.muster.wire;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A pipe as Linux shows it among the open files of a process, and opens it again by that name.
///
/// A process may move its descriptors at any time, so that another file is there by the next look.
/// What was opened is used only if the name still stands for the same pipe afterwards; and it is
/// looked for under other names.
///
/// @param path the name, such as `/proc/77/fd/1`
/// @param pipe what the name stands for, such as `pipe:[4711]`
record ProcFile(Path path, String pipe) {

  private static final Path OURS = Path.of("/proc/self/fd");

  /// Returns the pipe that a descriptor of a process is, or null if it is none, or nobody can tell.
  static @Nullable ProcFile of(String process, int descriptor) {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      return null;
    }
    Path path = Path.of("/proc", process, "fd", Integer.toString(descriptor));
    String link = link(path);
    return link != null && link.startsWith("pipe:") ? new ProcFile(path, link) : null;
  }

  FileInputStream openInput() throws IOException {
    requireThere();
    return kept(new FileInputStream(path.toFile()));
  }

  /// Opens it to write. As for appending: should the name stand for a file by now, that is not
  /// emptied, which as root might be one of the JDK's.
  FileOutputStream openOutput() throws IOException {
    requireThere();
    return kept(new FileOutputStream(path.toFile(), true));
  }

  /// Opens it to read under whatever name the process has it now, or this one, which has it open
  /// too while it uses it.
  FileChannel openToRead() throws IOException {
    ProcFile there = isThere() ? this : named(path.resolveSibling("."));
    ProcFile found = there == null ? named(OURS) : there;
    if (found == null) {
      throw new IOException(pipe + " is nowhere in " + path.getParent());
    }
    found.requireThere();
    return found.kept(FileChannel.open(found.path, StandardOpenOption.READ));
  }

  private @Nullable ProcFile named(Path folder) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path other : all) {
        if (pipe.equals(link(other))) {
          return new ProcFile(other, pipe);
        }
      }
      return null;
    } catch (IOException | DirectoryIteratorException e) {
      return null; // the process is gone, or is another user's by now
    }
  }

  private void requireThere() throws IOException {
    if (!isThere()) {
      throw new IOException(path + " is not " + pipe + " any more");
    }
  }

  /// Returns what was opened under the name, if that still stands for the pipe.
  private <T extends Closeable> T kept(T opened) throws IOException {
    if (!isThere()) {
      opened.close();
      throw new IOException(path + " was moved while it was opened");
    }
    return opened;
  }

  private boolean isThere() {
    return pipe.equals(link(path));
  }

  private static @Nullable String link(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
