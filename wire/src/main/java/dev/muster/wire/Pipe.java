package dev.muster.wire;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A pair of byte streams to another process, as cheap as the system has them.
///
/// One thread reads and one writes; both may be at work at once. Whoever starts the other process
/// talks to it over this before a [PipeDriver] has it, and gives what it has read too much to
/// [Mux#received] first.
public abstract class Pipe {

  Pipe() {}

  /// Returns a pipe over any two streams. A thread that is inside one of them cannot be woken: it
  /// ends when the other end does.
  public static Pipe of(InputStream in, OutputStream out) {
    return new StreamPipe(in, out);
  }

  /// Returns the pipe to a process that was just started with its standard input and output piped;
  /// those streams are not to be used any more.
  ///
  /// Where the system shows them as files (Linux, for a process of the same user), they are opened
  /// again as such: this saves copies, and lets small messages leave without a thread between.
  /// Elsewhere it is a pipe over the streams.
  public static Pipe of(Process process) {
    if (isLinux()) {
      Path files = Path.of("/proc", Long.toString(process.pid()), "fd");
      try {
        FilePipe pipe = FilePipe.open(files.resolve("1"), files.resolve("0"));
        // Ours are open beside them now; closed, they are not drained by the JDK when the process
        // ends.
        process.getInputStream().close();
        process.getOutputStream().close();
        return pipe;
      } catch (IOException e) {
        // It has ended, is another user's, or has moved its pipes away: the streams tell.
      }
    }
    return of(process.getInputStream(), process.getOutputStream());
  }

  /// Returns the pipe over two descriptors that this process was started with. Needs
  /// `java.base/java.io` to be opened to this module, or a system that shows descriptors as files.
  ///
  /// @throws IOException if there are no such descriptors or they cannot be had
  public static Pipe ofDescriptors(int in, int out) throws IOException {
    boolean knowsRoom = isLinux() && isFifo(Path.of("/proc/self/fd", Integer.toString(out)));
    FileInputStream input;
    FileOutputStream output;
    try {
      Constructor<FileDescriptor> make = FileDescriptor.class.getDeclaredConstructor(int.class);
      make.setAccessible(true);
      input = new FileInputStream(make.newInstance(in));
      output = new FileOutputStream(make.newInstance(out));
    } catch (ReflectiveOperationException | RuntimeException e) {
      input = new FileInputStream("/dev/fd/" + in);
      output = new FileOutputStream("/dev/fd/" + out);
    }
    Path again = Path.of("/proc/self/fd", Integer.toString(in));
    return new FilePipe(input, output, knowsRoom, isLinux() && isFifo(again) ? again : null);
  }

  static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }

  /// Returns whether a descriptor's file is a pipe, and no socket or terminal.
  static boolean isFifo(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /// Reads what there is, and waits until there is some.
  ///
  /// @param into backed by an array, unless it is a pipe of the system
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
  /// @param from backed by an array, unless it is a pipe of the system
  public abstract void write(ByteBuffer from) throws IOException;

  /// Returns how many bytes can be written for certain without waiting; 0 if that is not known.
  abstract int room() throws IOException;

  /// Writes up to [#room] bytes, whoever interrupts.
  abstract void writeNow(byte[] bytes, int count) throws IOException;

  /// Something that may fail where nobody can do anything about it any more.
  interface Closing {
    void close() throws IOException;
  }

  static void quietly(Closing what) {
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

  /// Returns whether direct buffers save a copy.
  abstract boolean likesDirect();
}
