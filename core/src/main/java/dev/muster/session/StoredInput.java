package dev.muster.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Bytes in memory or in a file as standard input: opened once, read by every host at its own pace.
final class StoredInput implements InputSource {

  private static final int CHUNK_BYTES = 64 << 10;

  private final byte[] bytes;
  private final @Nullable FileChannel file;
  private final Path path;

  private StoredInput(byte[] bytes, @Nullable FileChannel file, Path path) {
    this.bytes = bytes;
    this.file = file;
    this.path = path;
  }

  static StoredInput of(byte[] bytes) {
    return new StoredInput(bytes, null, Path.of(""));
  }

  /// @throws IllegalArgumentException if it cannot be read
  static StoredInput of(Path path) {
    try {
      return new StoredInput(new byte[0], FileChannel.open(path), path);
    } catch (IOException e) {
      throw new IllegalArgumentException("input file " + path + " cannot be read: " + e, e);
    }
  }

  /// A file is read on a thread of its own, which ends with the session at the latest.
  @Override
  public Runnable feed(InputTarget session, String host, Consumer<String> trouble) {
    FileChannel source = file;
    if (source != null) {
      Thread.ofVirtual().name(host + " in").start(() -> pump(source, session, trouble));
      return InputSource.NOTHING_TO_STOP;
    }
    if (bytes.length > 0) {
      session.write(bytes);
    }
    session.endInput();
    return InputSource.NOTHING_TO_STOP;
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
