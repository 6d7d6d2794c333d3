package dev.muster.tools.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A channel of byte arrays as streams of bytes, for code on a host: what is larger than one item
/// may be, of any length, passes in parts.
///
/// ```java
/// gateway.open((Remote<byte[], byte[]> ch) -> {
///   try (InputStream in = ByteStreams.input(ch); OutputStream out = ByteStreams.output(ch::send, ch::end)) {
///     new GZIPInputStream(in).transferTo(out);
///   }
/// });
/// ```
///
/// A stream is for one thread at a time. Sent to the hosts that use it.
public final class ByteStreams {

  /// More bytes than this go as several items.
  private static final int LARGEST = 64 << 10;

  private ByteStreams() {}

  /// Takes an item, waiting while there is no room for it.
  @FunctionalInterface
  public interface Sender {

    /// Sends one item.
    ///
    /// @throws InterruptedException if the thread is interrupted; the item was not sent
    void send(byte[] item) throws InterruptedException;
  }

  /// Returns the bytes of these items, one after the other, up to the last. If they end otherwise
  /// than in order, reading throws an [IOException] that says how. An interrupt while it waits
  /// throws an [InterruptedIOException], and the thread stays interrupted. Closing it leaves what
  /// is left to others.
  ///
  /// @param items such as a `Remote<byte[], ?>`; asked when something is read
  public static InputStream input(Iterable<byte[]> items) {
    return new Input(items);
  }

  /// Returns what sends bytes. They are sent at once, without a buffer; writing waits while the
  /// other end is slow. An interrupt meanwhile throws an [InterruptedIOException], and the thread
  /// stays interrupted.
  ///
  /// @param sender such as `channel::send`
  /// @param end run once, by closing; such as `channel::end`, which says that no more come
  public static OutputStream output(Sender sender, Runnable end) {
    return new Output(sender, end);
  }

  private static IOException failed(Throwable why, boolean interrupted) {
    String message = String.valueOf(why.getMessage());
    if (!interrupted) {
      return new IOException(message, why);
    }
    InterruptedIOException told = new InterruptedIOException(message);
    told.initCause(why);
    return told;
  }

  private static final class Input extends InputStream {

    private final Iterable<byte[]> all;
    private @Nullable Iterator<byte[]> items;
    private byte[] current = {};
    private int at;
    private boolean closed;

    Input(Iterable<byte[]> all) {
      this.all = all;
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
        Iterator<byte[]> from = items;
        if (from == null) {
          from = all.iterator();
          items = from;
        }
        while (at == current.length) {
          if (!from.hasNext()) {
            return false;
          }
          current = from.next();
          at = 0;
        }
        return true;
      } catch (RuntimeException e) {
        throw failed(e, Thread.currentThread().isInterrupted());
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Output extends OutputStream {

    private final Sender sender;
    private final Runnable end;
    private boolean closed;

    Output(Sender sender, Runnable end) {
      this.sender = sender;
      this.end = end;
    }

    @Override
    public void write(int b) throws IOException {
      send(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, bytes.length);
      for (int done = 0; done < count; done += LARGEST) {
        int until = Math.min(count, done + LARGEST);
        send(Arrays.copyOfRange(bytes, from + done, from + until));
      }
    }

    private void send(byte[] item) throws IOException {
      if (closed) {
        throw new IOException("the stream is closed");
      }
      try {
        sender.send(item);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed(e, true);
      } catch (RuntimeException e) {
        throw failed(e, false);
      }
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        end.run();
      } catch (RuntimeException e) {
        throw failed(e, false);
      }
    }
  }
}
