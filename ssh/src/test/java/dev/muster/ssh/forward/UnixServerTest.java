package dev.muster.ssh.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixServerTest {

  @TempDir private Path folder;

  /// Between the making of a path and its mode, anybody may connect whom the umask lets in.
  @Test
  void whoCameBeforeTheModeWasSetIsLetGoOf() throws Exception {
    Path path = folder.resolve("socket");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      try (SocketChannel first = SocketChannel.open(address);
          SocketChannel second = SocketChannel.open(address)) {
        UnixServer.keepToOwner(server, path);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo("rw-------");
        assertThat(first.read(ByteBuffer.allocate(1))).as("it is closed").isEqualTo(-1);
        assertThat(second.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(server.accept()).as("nobody waits any more").isNull();
      }
      try (SocketChannel _ = SocketChannel.open(address);
          SocketChannel later = server.accept()) {
        assertThat(later).as("who comes now is taken").isNotNull();
      }
    }
  }
}
