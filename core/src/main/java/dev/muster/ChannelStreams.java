package dev.muster;

import dev.muster.model.ChannelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Channels of byte arrays as streams of bytes.
///
/// A stream is for one thread at a time. Closing it leaves the channel to whoever opened it. Code
/// on hosts has `ByteStreams` of the tools for the other end.
public final class ChannelStreams {

  /// More bytes than this go as several items.
  private static final int LARGEST = 64 << 10;

  private ChannelStreams() {}

  /// Returns the bytes that come on a channel, one item after the other. They end where its items
  /// end in order; if it ends otherwise, reading throws an [IOException] that says how. An
  /// interrupt while it waits throws an [InterruptedIOException], and the thread stays interrupted.
  public static InputStream input(Channel<?, byte[]> channel) {
    return new Input(channel);
  }

  /// Returns what sends bytes on a channel. They are sent at once, without a buffer; writing waits
  /// while the other end is slow. Closing it says that no more come ([Channel#end]).
  public static OutputStream output(Channel<byte[], ?> channel) {
    return new Output(channel);
  }

  private static final class Input extends InputStream {

    private final Channel<?, byte[]> channel;
    private @Nullable Iterator<byte[]> items;
    private byte[] current = {};
    private int at;
    private boolean closed;

    Input(Channel<?, byte[]> channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      return fill() ? current[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      Objects.checkFromIndexSize(from, most, into.length);
      if (most == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(most, current.length - at);
      System.arraycopy(current, at, into, from, count);
      at += count;
      return count;
    }

    @Override
    public int available() {
      return current.length - at;
    }

    private boolean fill() throws IOException {
      if (closed) {
        throw new IOException("the stream is closed");
      }
      try {
        while (at == current.length) {
          if (items == null) {
            items = channel.iterator();
          }
          if (!items.hasNext()) {
            return false;
          }
          current = items.next();
          at = 0;
        }
        return true;
      } catch (ChannelException e) {
        if (Thread.currentThread().isInterrupted()) {
          InterruptedIOException interrupted = new InterruptedIOException(e.getMessage());
          interrupted.initCause(e);
          throw interrupted;
        }
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Output extends OutputStream {

    private final Channel<byte[], ?> channel;
    private boolean closed;

    Output(Channel<byte[], ?> channel) {
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      send(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, bytes.length);
      for (int done = 0; done < count; done += LARGEST) {
        int end = Math.min(count, done + LARGEST);
        send(Arrays.copyOfRange(bytes, from + done, from + end));
      }
    }

    private void send(byte[] item) throws IOException {
      if (closed) {
        throw new IOException("the stream is closed");
      }
      try {
        channel.send(item);
      } catch (ChannelException e) {
        throw new IOException(e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
            new InterruptedIOException("interrupted while sending");
        interrupted.initCause(e);
        throw interrupted;
      }
    }

    @Override
    public void close() {
      closed = true;
      channel.end();
    }
  }
}
