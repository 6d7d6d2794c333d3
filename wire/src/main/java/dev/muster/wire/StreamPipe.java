package dev.muster.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// A pipe over any two streams.
final class StreamPipe extends Pipe {

  private static final int BUFFER = 32 << 10;

  private final InputStream in;
  private final OutputStream out;

  StreamPipe(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasArray()) {
      byte[] some = new byte[into.remaining()];
      int copied = in.read(some);
      into.put(some, 0, Math.max(copied, 0));
      return copied;
    }
    int count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
    if (count > 0) {
      into.position(into.position() + count);
    }
    return count;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    if (from.hasArray()) {
      out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
      from.position(from.limit());
    } else {
      byte[] all = new byte[from.remaining()];
      from.get(all);
      out.write(all);
    }
    out.flush();
  }

  @Override
  int room() {
    return 0;
  }

  @Override
  int writeNow(byte[] bytes, int count) throws IOException {
    throw new IOException("no room is known");
  }

  @Override
  public void closeInput() throws IOException {
    in.close();
  }

  @Override
  public void closeOutput() throws IOException {
    out.close();
  }

  @Override
  boolean closingWakes() {
    return false;
  }

  @Override
  ByteBuffer buffer() {
    return ByteBuffer.allocate(BUFFER);
  }
}
