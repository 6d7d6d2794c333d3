package dev.muster.wire;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A pipe of the system: its channels take direct buffers as they are, and closing them wakes who
/// waits in them.
final class FilePipe extends Pipe {

  /// Half of what a pipe of Linux holds: one end reads one half of it while the other end writes
  /// the other. With all of it they wait for each other.
  private static final int BUFFER = 32 << 10;

  /// What an empty pipe takes at once on every system, and an array of which the JDK does not
  /// allocate for.
  static final int ROOM_WHEN_EMPTY = 4096;

  private final FileInputStream in;
  private final FileOutputStream out;
  private final FileChannel input;
  private final FileChannel output;
  private final boolean knowsRoom;

  /// Asks how much is still unread in what we write: on Linux a pipe tells that at both of its
  /// ends.
  private final FileInputStream unread;

  /// Where what we read can be opened again, or null.
  private final @Nullable ProcFile again;

  /// The same pipe as [#input], for threads that are not ours: an interrupt closes it and nothing
  /// else.
  private volatile @Nullable FileChannel spare;

  /// Of who borrows, one at a time.
  private final Glance glance = new Glance();

  private volatile boolean canBorrow;
  private volatile boolean closed;

  FilePipe(FileInputStream in, FileOutputStream out, boolean knowsRoom, @Nullable ProcFile again)
      throws IOException {
    this.in = in;
    this.out = out;
    this.input = in.getChannel();
    this.output = out.getChannel();
    this.knowsRoom = knowsRoom;
    this.unread = new FileInputStream(out.getFD());
    this.again = again;
    this.canBorrow = again != null;
  }

  /// Opens the two ends that another process holds of two pipes.
  static FilePipe open(ProcFile input, ProcFile output) throws IOException {
    FileInputStream in = input.openInput();
    try {
      return new FilePipe(in, output.openOutput(), true, input);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return input.read(into);
  }

  @Override
  boolean canBorrow() {
    return canBorrow;
  }

  @Override
  int readBorrowed(ByteBuffer into) throws IOException {
    glance.begin();
    int start = into.position();
    try {
      while (glance.looks() && in.available() == 0) {
        Thread.onSpinWait();
      }
      int count = spare().read(into);
      glance.came(count);
      return count;
    } catch (AsynchronousCloseException e) {
      if (closed) {
        throw e;
      }
      return into.position() - start; // it may have been too late
    } catch (ClosedChannelException e) {
      if (closed) {
        throw e;
      }
      return 0;
    }
  }

  /// The process by whose file it is opened may be gone, or have moved it: then nobody borrows any
  /// more.
  private FileChannel spare() throws IOException {
    FileChannel open = spare;
    if (open == null || !open.isOpen()) {
      try {
        open = Objects.requireNonNull(again).openToRead();
      } catch (IOException e) {
        canBorrow = false;
        throw new ClosedChannelException();
      }
      spare = open;
      if (closed) {
        open.close();
      }
    }
    return open;
  }

  @Override
  void wakeBorrower() {
    FileChannel open = spare;
    if (open != null) {
      quietly(open);
    }
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      output.write(from);
    }
  }

  @Override
  int room() throws IOException {
    return knowsRoom && unread.available() == 0 ? ROOM_WHEN_EMPTY : 0;
  }

  /// Not through the channel, which would be closed by an interrupt that was meant for something
  /// else.
  @Override
  int writeNow(byte[] bytes, int count) throws IOException {
    out.write(bytes, 0, count);
    return count;
  }

  @Override
  public void closeInput() throws IOException {
    closed = true;
    wakeBorrower();
    in.close();
  }

  @Override
  public void closeOutput() throws IOException {
    out.close();
  }

  @Override
  boolean closingWakes() {
    return true;
  }

  @Override
  ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BUFFER);
  }
}
