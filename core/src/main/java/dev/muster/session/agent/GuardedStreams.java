package dev.muster.session.agent;

import dev.muster.model.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The streams of a [Transport.Connection], which may be anybody's code: whatever they throw leaves
/// here as an [IOException], and what was thrown first is kept, to be told.
final class GuardedStreams {

  /// How long a stream is left alone that has read nothing, which it may not do.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Transport.Connection connection;
  private final In in;
  private final Out out;
  private final Runnable broke;
  private final AtomicReference<String> trouble = new AtomicReference<>("");
  private final AtomicBoolean closed = new AtomicBoolean();

  private GuardedStreams(
      Transport.Connection connection, InputStream in, OutputStream out, Runnable broke) {
    this.connection = connection;
    this.in = new In(in);
    this.out = new Out(out);
    this.broke = broke;
  }

  /// Returns the streams of a connection; null if there are not both.
  ///
  /// @param connection may be null, like its streams: not everybody compiles with null marks
  /// @param broke run when a stream has thrown and it was not closed before; does not block
  static @Nullable GuardedStreams of(Transport.@Nullable Connection connection, Runnable broke) {
    @Nullable InputStream in = connection == null ? null : connection.input();
    @Nullable OutputStream out = connection == null ? null : connection.output();
    return connection == null || in == null || out == null
        ? null
        : new GuardedStreams(connection, in, out, broke);
  }

  Transport.Connection connection() {
    return connection;
  }

  InputStream input() {
    return in;
  }

  OutputStream output() {
    return out;
  }

  /// Returns whether nobody has asked before.
  boolean mayClose() {
    return closed.compareAndSet(false, true);
  }

  /// Returns what the streams threw first, in words; empty if nothing, or only after it was closed.
  String trouble() {
    return trouble.get();
  }

  /// Returns what was thrown, as one line.
  static String words(Throwable thrown) {
    String said = thrown instanceof IOException ? thrown.getMessage() : thrown.toString();
    return HostText.line(said == null || said.isBlank() ? thrown.getClass().getName() : said);
  }

  private IOException failed(String what, Throwable thrown) {
    String said = "the transport's " + what + " failed: " + words(thrown);
    if (!closed.get()) {
      trouble.compareAndSet("", said);
      broke.run();
    }
    return new IOException(said, thrown);
  }

  private final class In extends InputStream {

    private final InputStream from;

    In(InputStream from) {
      this.from = from;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// One that reads nothing although there is room, as those of serial ports do after a time, is
    /// asked again.
    @Override
    public int read(byte[] into, int at, int most) throws IOException {
      Objects.checkFromIndexSize(at, most, into.length);
      try {
        int count = from.read(into, at, most);
        while (count == 0 && most > 0 && !closed.get()) {
          LockSupport.parkNanos(this, PAUSE_NANOS);
          count = from.read(into, at, most);
        }
        if (count > most) {
          throw new IOException("it read " + count + " bytes where there is room for " + most);
        }
        return count == 0 && most > 0 ? -1 : count;
      } catch (IOException | RuntimeException | Error e) {
        throw failed("input", e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        from.close();
      } catch (IOException | RuntimeException | Error e) {
        throw failed("input", e);
      }
    }
  }

  private final class Out extends OutputStream {

    private final OutputStream to;

    Out(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int at, int count) throws IOException {
      try {
        to.write(bytes, at, count);
      } catch (IOException | RuntimeException | Error e) {
        throw failed("output", e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        to.flush();
      } catch (IOException | RuntimeException | Error e) {
        throw failed("output", e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        to.close();
      } catch (IOException | RuntimeException | Error e) {
        throw failed("output", e);
      }
    }
  }
}
