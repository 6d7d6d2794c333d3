package dev.muster.ssh.forward;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A Unix-domain socket that is listened on. What touches the file system is done by a thread of
/// its own.
final class UnixServer {

  private static final int BACKLOG = 128;

  /// One that is bound.
  ///
  /// @param unlink removes its path, if that is still its own; touches the disk
  record Bound(ServerSocketChannel server, Runnable unlink) {}

  /// What comes of binding, on the loop.
  interface Then {

    /// Takes what is bound, or null and why it is not.
    void come(@Nullable Bound bound, String trouble);
  }

  private UnixServer() {}

  /// Binds `path`, for this user alone. What is there already is left alone, and is trouble.
  static void bind(String path, Carrier carrier, Then then) {
    Thread.ofVirtual()
        .name("listen " + path)
        .start(() -> {
          try {
            Bound bound = bound(Path.of(path));
            carrier.loop().execute(() -> then.come(bound, ""));
          } catch (IOException e) {
            carrier.loop().execute(() -> then.come(null, Sockets.cause(e)));
          } catch (RuntimeException | Error e) {
            carrier.loop().execute(() -> then.come(null, e.toString()));
          }
        });
  }

  private static Bound bound(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Runnable unlink = () -> {};
    try {
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Object own = key(path);
      unlink = () -> unlink(path, own);
      keepToOwner(server, path);
      return new Bound(server, unlink);
    } catch (IOException | RuntimeException e) {
      Sockets.close(server);
      unlink.run();
      throw e;
    }
  }

  /// Lets nobody in but this user. To connect, one has to be allowed to write to the path; its mode
  /// is the umask's in the moment between its making and this, so whoever came before is let go of.
  /// What is left is a call that the system allowed before and put in the queue after all this.
  static void keepToOwner(ServerSocketChannel server, Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    server.configureBlocking(false);
    for (SocketChannel early = server.accept(); early != null; early = server.accept()) {
      Sockets.close(early);
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /// Somebody may have put another one there meanwhile.
  private static void unlink(Path path, @Nullable Object own) {
    try {
      if (Objects.equals(key(path), own)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // it is gone already, or not ours to remove
    }
  }
}
