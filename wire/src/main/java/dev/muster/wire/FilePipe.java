package dev.muster.wire;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A pipe of the system: its channels take direct buffers as they are, and closing them wakes who waits in
/// them.
final class FilePipe extends Pipe {

  /// What an empty pipe takes at once on every system, and an array of which the JDK does not allocate for.
  private static final int ROOM_WHEN_EMPTY = 4096;

  private final FileInputStream in;
  private final FileOutputStream out;
  private final FileChannel input;
  private final FileChannel output;
  private final boolean knowsRoom;

  /// Asks how much is still unread in what we write: on Linux a pipe tells that at both of its ends.
  private final FileInputStream unread;

  FilePipe(FileInputStream in, FileOutputStream out, boolean knowsRoom) throws IOException {
    this.in = in;
    this.out = out;
    this.input = in.getChannel();
    this.output = out.getChannel();
    this.knowsRoom = knowsRoom;
    this.unread = new FileInputStream(out.getFD());
  }

  /// Opens the two ends that another process holds of two pipes.
  static FilePipe open(Path input, Path output) throws IOException {
    if (!isFifo(input) || !isFifo(output)) {
      throw new IOException(input + " or " + output + " is no pipe");
    }
    FileInputStream in = new FileInputStream(input.toFile());
    try {
      return new FilePipe(in, new FileOutputStream(output.toFile()), true);
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
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      output.write(from);
    }
  }

  @Override
  int room() throws IOException {
    return knowsRoom && unread.available() == 0 ? ROOM_WHEN_EMPTY : 0;
  }

  /// Not through the channel, which would be closed by an interrupt that was meant for something else.
  @Override
  void writeNow(byte[] bytes, int count) throws IOException {
    out.write(bytes, 0, count);
  }

  @Override
  void closeInput() throws IOException {
    in.close();
  }

  @Override
  void closeOutput() throws IOException {
    out.close();
  }

  @Override
  boolean closingWakes() {
    return true;
  }

  @Override
  boolean likesDirect() {
    return true;
  }
}
