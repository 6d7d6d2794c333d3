package dev.muster.tools;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Paths from text, and trouble with files in words.
final class Place {

  /// Work with files.
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /// Folders are not followed deeper: each level is a frame of the stack, and an open folder.
  private static final int MOST_DEPTH = 250;

  private Place() {}

  /// Returns the path that a caller names; one that is not absolute starts in the agent's working
  /// folder.
  ///
  /// @throws IllegalArgumentException if it names nothing
  static Path of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the path is empty; name a file or folder");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" cannot be a path here: "
              + e.getReason()
              + "; letters beyond ASCII need an agent that runs with LC_ALL=C.UTF-8",
          e);
    }
  }

  /// Does the work; what the system says of trouble in a code gets words, and stays of its type.
  static <T> T explaining(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (FileSystemException e) {
      throw explained(e);
    }
  }

  private static FileSystemException explained(FileSystemException e) {
    String file = e.getFile();
    String other = e.getOtherFile();
    if (e.getReason() != null || file == null) {
      return e;
    }
    FileSystemException said;
    if (e instanceof NoSuchFileException) {
      said = new NoSuchFileException(file, other, "no such file or folder");
    } else if (e instanceof AccessDeniedException) {
      String user = System.getProperty("user.name");
      said = new AccessDeniedException(file, other, "user " + user + " may not do that here");
    } else if (e instanceof FileAlreadyExistsException) {
      said = new FileAlreadyExistsException(file, other, "is there already");
    } else if (e instanceof NotDirectoryException) {
      said = new FileSystemException(file, other, "is no folder");
    } else if (e instanceof DirectoryNotEmptyException) {
      said = new FileSystemException(file, other, "is a folder with something in it");
    } else if (e instanceof FileSystemLoopException) {
      said = new FileSystemException(file, other, "symbolic links lead back to it");
    } else {
      return e;
    }
    said.initCause(e);
    return said;
  }

  static FileSystemException trouble(Path file, String reason) {
    return new FileSystemException(file.toString(), null, reason);
  }

  static void checkDepth(Path folder, int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw trouble(folder, "is more than " + MOST_DEPTH + " folders deep");
    }
  }

  /// Ends long work of a call that was cancelled; the thread stays interrupted.
  static void checkInterrupt() throws ClosedByInterruptException {
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
  }
}
