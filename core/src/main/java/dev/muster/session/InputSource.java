package dev.muster.session;

import dev.muster.model.Input;
import dev.muster.ssh.SshSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the commands of one run read on standard input: opened once, read by every host at its own
/// pace.
final class InputSource implements AutoCloseable {

  private static final int CHUNK_BYTES = 64 << 10;

  private final byte[] bytes;
  private final @Nullable FileChannel file;
  private final Path path;
  private final @Nullable Consumer<SshSession> writer;

  private InputSource(byte[] bytes, @Nullable FileChannel file, Path path) {
    this(bytes, file, path, null);
  }

  private InputSource(
      byte[] bytes, @Nullable FileChannel file, Path path, @Nullable Consumer<SshSession> writer) {
    this.bytes = bytes;
    this.file = file;
    this.path = path;
    this.writer = writer;
  }

  /// Returns an input that `writer` gives itself, once it is handed the session.
  static InputSource by(Consumer<SshSession> writer) {
    return new InputSource(new byte[0], null, Path.of(""), writer);
  }

  /// Opens an input.
  ///
  /// @throws IllegalArgumentException if it is a file that cannot be read
  static InputSource open(Input input) {
    Path none = Path.of("");
    if (input instanceof Input.None) {
      return new InputSource(new byte[0], null, none); // a switch costs time to set up
    }
    return switch (input) {
      case Input.None _ -> new InputSource(new byte[0], null, none);
      case Input.Bytes inMemory -> new InputSource(inMemory.toArray(), null, none);
      case Input.File(Path path) -> {
        try {
          yield new InputSource(new byte[0], FileChannel.open(path), path);
        } catch (IOException e) {
          throw new IllegalArgumentException("input file " + path + " cannot be read: " + e, e);
        }
      }
    };
  }

  /// Sends all of it to a session's command, as the other.
  void feed(SshSession session, String host, Consumer<String> trouble) {
    if (writer != null) {
      writer.accept(session);
      return;
    }
    feed(
        new InputTarget() {
          @Override
          public CompletionStage<Void> write(byte[] some) {
            return session.write(some);
          }

          @Override
          public void endInput() {
            session.endInput();
          }
        },
        host,
        trouble);
  }

  /// Sends all of it to a command and ends its input. A file is read on a thread of its own, which
  /// ends with the session at the latest.
  ///
  /// @param trouble hears in words if the file cannot be read to its end
  void feed(InputTarget session, String host, Consumer<String> trouble) {
    FileChannel source = file;
    if (source != null) {
      Thread.ofVirtual().name(host + " in").start(() -> pump(source, session, trouble));
      return;
    }
    if (bytes.length > 0) {
      session.write(bytes);
    }
    session.endInput();
  }

  private void pump(FileChannel source, InputTarget session, Consumer<String> trouble) {
    try {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      long at = 0;
      for (int read = source.read(chunk, at); read >= 0; read = source.read(chunk, at)) {
        at += read;
        session.write(Arrays.copyOf(chunk.array(), read)).toCompletableFuture().get();
        chunk.clear();
      }
      session.endInput();
    } catch (IOException e) {
      trouble.accept("input file " + path + " cannot be read: " + e);
    } catch (ExecutionException e) {
      session.endInput(); // the session is over, and says itself why
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new IllegalStateException("input file " + path + " cannot be closed: " + e, e);
      }
    }
  }
}
