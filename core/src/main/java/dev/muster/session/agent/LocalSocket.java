package dev.muster.session.agent;

import dev.muster.wire.Pipe;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A socket at which an agent on this machine may call before it says that it is ready: frames go
/// over it then, and not over the pipes of the start, through which the system moves half as much.
///
/// The agent decides, by calling. It is told the place, in a new folder that nobody but its user
/// can enter, and says its nonce first, so that nothing else that the user runs is taken for it.
///
/// For one thread.
final class LocalSocket implements Closeable {

  /// What an address has room for on every system.
  private static final int MOST_BYTES = 100;

  private static final String NAME = "s";
  private static final int ROOT = 0;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 022;

  private final Path folder;
  private final ServerSocketChannel listening;

  private LocalSocket(Path folder, ServerSocketChannel listening) {
    this.folder = folder;
    this.listening = listening;
  }

  /// Opens one in the folder for temporary files; empty if this system or that folder do not allow
  /// it.
  static Optional<LocalSocket> open() {
    return in(System.getProperty("java.io.tmpdir", ""));
  }

  /// As [#open], in a folder inside of `parent`.
  static Optional<LocalSocket> in(String parent) {
    Path folder = null;
    ServerSocketChannel listening = null;
    try {
      folder =
          Files.createTempDirectory(
              Path.of(parent).toRealPath(),
              "muster-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (isSafe(folder) && canBeNamed(folder.resolve(NAME).toString())) {
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(folder.resolve(NAME)));
        listening.configureBlocking(false);
        return Optional.of(new LocalSocket(folder, listening));
      }
    } catch (IOException | RuntimeException e) {
      // Then it is the pipes.
    }
    close(folder, listening);
    return Optional.empty();
  }

  /// The attack: where others may rename what is ours, in a folder that they own or in one without
  /// the sticky bit, somebody puts a socket of theirs in the place of ours, and commands the agent
  /// that calls there.
  private static boolean isSafe(Path folder) throws IOException {
    int ours = (Integer) Files.getAttribute(folder, "unix:uid");
    for (Path each = folder.getParent(); each != null; each = each.getParent()) {
      int owner = (Integer) Files.getAttribute(each, "unix:uid");
      int mode = (Integer) Files.getAttribute(each, "unix:mode");
      boolean shared = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
      if (shared || (owner != ours && owner != ROOT)) {
        return false;
      }
    }
    return true;
  }

  private static boolean canBeNamed(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
        && path.chars().noneMatch(Character::isISOControl);
  }

  /// Returns where to call.
  String path() {
    return folder.resolve(NAME).toString();
  }

  /// Returns the connection of the agent that has said that it is ready; empty if it has not
  /// called.
  ///
  /// @param nonce what it has said first
  Optional<Pipe> accepted(String nonce) throws IOException {
    byte[] wanted = nonce.getBytes(StandardCharsets.US_ASCII);
    for (SocketChannel caller = listening.accept(); caller != null; caller = listening.accept()) {
      if (said(caller, wanted.length).equals(ByteBuffer.wrap(wanted))) {
        return Optional.of(Pipe.of(caller));
      }
      caller.close();
    }
    return Optional.empty();
  }

  /// Returns what somebody has said, up to so many bytes, and waits for nothing.
  private static ByteBuffer said(SocketChannel caller, int most) {
    ByteBuffer said = ByteBuffer.allocate(most);
    try {
      caller.configureBlocking(false);
      caller.read(said);
    } catch (IOException e) {
      // It has gone.
    }
    return said.flip();
  }

  @Override
  public void close() {
    close(folder, listening);
  }

  private static void close(@Nullable Path folder, @Nullable ServerSocketChannel listening) {
    try {
      if (listening != null) {
        listening.close();
      }
      if (folder != null) {
        Files.deleteIfExists(folder.resolve(NAME));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // A folder of ours is left, and nobody listens there.
    }
  }
}
