package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Appends lines to a `known_hosts` file that other processes append to as well.
///
/// A lock on the file keeps our own processes apart. OpenSSH takes none, but it appends each line
/// with one write, and so does this. One thread at a time.
final class KnownHostsFile {

  /// How long other processes are waited for.
  static final Duration LOCK_LIMIT = Duration.ofSeconds(10);

  private static final Duration LOCK_PAUSE = Duration.ofMillis(10);

  /// Locks on files are held by processes, so threads of one need this besides.
  private static final Semaphore PROCESS = new Semaphore(1);

  private final Path file;
  private final boolean hashed;
  private final Duration lockLimit;
  private KnownHosts onFile = KnownHosts.none();
  private long seenBytes = -1;
  private int lines;
  private boolean endsInLine;

  /// @param hashed whether names are written hashed, so that who reads the file learns no names
  KnownHostsFile(Path file, boolean hashed, Duration lockLimit) {
    this.file = file;
    this.hashed = hashed;
    this.lockLimit = lockLimit;
  }

  /// Makes the file if there is none, and appends a line for each name and key that `choose` picks.
  ///
  /// @param choose is told what the file holds now, apart from lines this object appended
  /// @return where each name stands now
  Map<String, KnownHostKey> append(Function<KnownHosts, Map<String, SshPublicKey>> choose)
      throws KnownHostsException {
    boolean locked = false;
    try {
      locked = PROCESS.tryAcquire(lockLimit.toMillis(), TimeUnit.MILLISECONDS);
      if (!locked) {
        throw lockedByOther();
      }
      create();
      // Closing any channel on a file drops this process's locks on it: the reader is closed last.
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
          FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND);
          FileLock _ = lock(out)) {
        readAgain(in);
        return write(out, choose.apply(onFile));
      }
    } catch (IOException e) {
      throw KnownHostsException.unwritable(file.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lockedByOther();
    } finally {
      if (locked) {
        PROCESS.release();
      }
    }
  }

  private KnownHostsException lockedByOther() {
    return new KnownHostsException(
        file.toString(),
        "is locked by another process for more than "
            + lockLimit.toMillis()
            + " ms, so no new host can be put on file; end that process");
  }

  private void create() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, only("rwx------"));
    }
    if (!Files.exists(file)) {
      try {
        Files.createFile(file, only("rw-------"));
      } catch (FileAlreadyExistsException e) {
        return; // another process was faster
      }
    }
  }

  private FileAttribute<?>[] only(String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private FileLock lock(FileChannel channel) throws IOException, KnownHostsException {
    long start = System.nanoTime();
    for (FileLock lock = channel.tryLock(); ; lock = channel.tryLock()) {
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - start > lockLimit.toNanos()) {
        throw lockedByOther();
      }
      LockSupport.parkNanos(LOCK_PAUSE.toNanos());
    }
  }

  /// Reads the file if it is not what it was after our last write.
  private void readAgain(FileChannel in) throws IOException, KnownHostsException {
    long size = in.size();
    if (size == seenBytes) {
      return;
    }
    if (size > KnownHosts.MAX_BYTES) {
      throw new KnownHostsException(
          file.toString(), "has more than " + KnownHosts.MAX_BYTES + " bytes; name another file");
    }
    byte[] bytes = Channels.newInputStream(in).readNBytes(KnownHosts.MAX_BYTES);
    onFile = KnownHosts.of(file.toString(), bytes);
    seenBytes = bytes.length;
    lines = 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    endsInLine = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    lines += endsInLine ? 1 : 0;
  }

  private Map<String, KnownHostKey> write(FileChannel out, Map<String, SshPublicKey> keys)
      throws IOException {
    Map<String, KnownHostKey> places = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder(endsInLine ? "\n" : "");
    keys.forEach((name, key) -> {
      text.append(hashed ? HostHash.of(name) : name).append(' ').append(key.line("")).append('\n');
      int line = lines + places.size() + 1;
      String type = key.type().wireName();
      places.put(name, new KnownHostKey(file.toString(), line, type, key.blob()));
    });
    if (places.isEmpty()) {
      return places;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    int count = bytes.remaining();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
    if (Files.isRegularFile(file)) {
      out.force(true);
    }
    lines += places.size();
    endsInLine = false;
    seenBytes += count;
    return places;
  }

  /// Returns the file's name as it was given.
  @Override
  public String toString() {
    return file.toString();
  }
}
