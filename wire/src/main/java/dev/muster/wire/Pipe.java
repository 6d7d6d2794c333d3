package dev.muster.wire;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A pair of byte streams to another process, as cheap as the system has them.
///
/// One thread reads and one writes; both may be at work at once. Whoever starts the other process
/// talks to it over this before a [PipeDriver] has it, and gives what it has read too much to
/// [Mux#received] first.
public abstract class Pipe {

  private static final String SELF = "self";
  private static final String DESCRIPTORS = "/dev/fd/";

  Pipe() {}

  /// Returns a pipe over any two streams. A thread that is inside one of them cannot be woken: it
  /// ends when the other end does.
  public static Pipe of(InputStream in, OutputStream out) {
    return new StreamPipe(in, out);
  }

  /// Returns a pipe over a socket, which does not block any more. The pipe owns it from now on,
  /// also if this throws.
  public static Pipe of(SocketChannel socket) throws IOException {
    return new SocketPipe(socket);
  }

  /// Returns the pipe to a process that was just started with its standard input and output piped;
  /// those streams are not to be used any more.
  ///
  /// Where the system shows them as files (Linux, for a process of the same user), they are opened
  /// again as such: this saves copies, and lets small messages leave without a thread between.
  /// Elsewhere it is a pipe over the streams.
  public static Pipe of(Process process) {
    FilePipe files = files(process);
    if (files == null) {
      return of(process.getInputStream(), process.getOutputStream());
    }
    // Ours are open beside these now. Closed, they are not drained by the JDK when the process
    // ends.
    quietly(process.getInputStream());
    quietly(process.getOutputStream());
    return files;
  }

  /// A process that moves its pipes away moves them from 0 and 1 to 3 and 4, and may have done so
  /// by now.
  private static @Nullable FilePipe files(Process process) {
    String id = Long.toString(process.pid());
    ProcFile errors = ProcFile.of(id, 2);
    ProcFile saidByIt = ProcFile.of(id, 1);
    if (saidByIt == null || (errors != null && errors.pipe().equals(saidByIt.pipe()))) {
      saidByIt = ProcFile.of(id, 4);
    }
    ProcFile heardByIt = ProcFile.of(id, 0);
    if (heardByIt == null) {
      heardByIt = ProcFile.of(id, 3);
    }
    if (heardByIt == null || saidByIt == null) {
      return null;
    }
    try {
      FilePipe pipe = FilePipe.open(saidByIt, heardByIt);
      if (process.isAlive()) { // else its number may be another's by now
        return pipe;
      }
      pipe.closeInput();
      pipe.closeOutput();
    } catch (IOException e) {
      // It has ended, is another user's, or has moved its pipes away: the streams tell.
    }
    return null;
  }

  /// Returns the pipe over two descriptors that this process was started with.
  ///
  /// Where the system shows them as pipes that may be opened by name, they are; then what was given
  /// stays open beside that until the process ends. Anything else needs `java.base/java.io` to be
  /// opened to this module, or a system whose `/dev/fd` has it.
  ///
  /// @throws IOException if there are no such descriptors or they cannot be had; if what is to be
  ///   written is a file too: a JVM that was not started with them has files of its own there
  public static Pipe ofDescriptors(int in, int out) throws IOException {
    Path output = Path.of(DESCRIPTORS + out);
    if (Files.isRegularFile(output)) {
      throw new IOException("descriptor " + out + " is a file, not a pipe");
    }
    ProcFile heard = ProcFile.of(SELF, in);
    ProcFile said = ProcFile.of(SELF, out);
    if (heard != null && said != null) {
      try {
        return FilePipe.open(heard, said);
      } catch (IOException e) {
        // Another user's: the descriptors themselves are ours all the same.
      }
    }
    FileInputStream input;
    FileOutputStream written;
    try {
      Constructor<FileDescriptor> make = FileDescriptor.class.getDeclaredConstructor(int.class);
      make.setAccessible(true);
      input = new FileInputStream(make.newInstance(in));
      written = new FileOutputStream(make.newInstance(out));
    } catch (ReflectiveOperationException | RuntimeException e) {
      input = new FileInputStream(DESCRIPTORS + in);
      written = new FileOutputStream(output.toFile(), true);
    }
    return new FilePipe(input, written, said != null, heard);
  }

  /// Reads what there is, and waits until there is some.
  ///
  /// @param into any kind; a direct one saves a copy where the pipe is one of the system
  /// @return how many bytes, or -1 at the end
  public abstract int read(ByteBuffer into) throws IOException;

  /// Returns whether a thread that is not the driver's may read: then it can be interrupted and
  /// woken without harm.
  boolean canBorrow() {
    return false;
  }

  /// As [#read], by such a thread; 0 if it was interrupted, or woken by [#wakeBorrower].
  int readBorrowed(ByteBuffer into) throws IOException {
    throw new IOException("read by another thread");
  }

  /// Wakes who is in [#readBorrowed].
  void wakeBorrower() {}

  /// Writes all of it, and waits as long as that takes.
  ///
  /// @param from any kind, as for [#read]
  public abstract void write(ByteBuffer from) throws IOException;

  /// Returns how many bytes can be written without waiting, as far as that is known; 0 if it is
  /// not.
  abstract int room() throws IOException;

  /// Writes up to [#room] bytes without waiting, whoever interrupts.
  ///
  /// @return how many were written: fewer than `count` if there was less room after all
  abstract int writeNow(byte[] bytes, int count) throws IOException;

  /// Closes what is read, if that can still be done.
  public final void endInput() {
    try {
      closeInput();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /// Closes what is written, if that can still be done.
  public final void endOutput() {
    try {
      closeOutput();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  static void quietly(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /// Closes what is read.
  public abstract void closeInput() throws IOException;

  /// Closes what is written.
  public abstract void closeOutput() throws IOException;

  /// Returns whether closing from another thread wakes who reads or writes; if not, closing might
  /// wait for them.
  abstract boolean closingWakes();

  /// Returns a new buffer of the kind and size that are cheapest to read into and to write from.
  abstract ByteBuffer buffer();
}
