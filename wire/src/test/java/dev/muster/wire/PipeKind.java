package dev.muster.wire;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which pipe is between two ends.
enum PipeKind {
  /// In memory: it knows its room and can be read by anybody, as files can.
  FILE,
  /// In memory: it does not, as streams.
  STREAM,
  /// As [#FILE], and takes half of what it is given at once, which a socket may do.
  HALF,
  /// A socket of the system.
  SOCKET;

  /// Returns both ends.
  ///
  /// @param capacity bytes that it holds each way, about
  Pipe[] pair(int capacity) throws IOException {
    return this == SOCKET ? sockets(capacity) : MemoryPipe.pair(capacity, this);
  }

  private static Pipe[] sockets(int capacity) throws IOException {
    Path folder = Files.createTempDirectory("muster-pair-");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(address);
      SocketChannel near = SocketChannel.open(address);
      SocketChannel far = listening.accept();
      Pipe[] ends = {Pipe.of(near), Pipe.of(far)};
      near.setOption(StandardSocketOptions.SO_SNDBUF, capacity);
      far.setOption(StandardSocketOptions.SO_SNDBUF, capacity);
      return ends;
    } finally {
      Files.delete(address.getPath());
      Files.delete(folder);
    }
  }
}
