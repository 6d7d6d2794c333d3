package dev.muster.ssh.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The bytes of one connection, both ways, never waiting: a socket, or something that behaves like
/// one and fails at will.
public interface Link {

  /// Reads what is there.
  ///
  /// @return how many bytes, 0 if none for now, -1 at the end
  int read(ByteBuffer into) throws IOException;

  /// Writes what can be taken now.
  ///
  /// @return how many bytes
  int write(ByteBuffer from) throws IOException;

  /// Returns the link over `socket`.
  static Link of(SocketChannel socket) {
    return new Link() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        return socket.read(into);
      }

      @Override
      public int write(ByteBuffer from) throws IOException {
        return socket.write(from);
      }
    };
  }
}
