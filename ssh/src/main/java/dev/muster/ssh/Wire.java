package dev.muster.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What the bytes of one connection come and go through, and what it can do at the moment.
///
/// Confined to the loop.
interface Wire {

  /// Returns the way out.
  Outlet out();

  /// Reads what is there.
  ///
  /// @return how many bytes, 0 if none for now, -1 at the end
  int read(ByteBuffer into) throws IOException;

  /// Returns whether there is room to write since something had to wait for it.
  boolean isWritable();

  /// Returns whether there is something to read.
  boolean isReadable();

  /// Says what to wait for: room to write while something waits for it, input unless `paused`.
  void await(boolean paused);

  /// Returns the address at the other end, if it is known here.
  Optional<InetAddress> peer();

  /// Returns our own address, if it is known here.
  default Optional<InetAddress> self() {
    return Optional.empty();
  }

  /// Has packets sent in another class of service, where there are such; -1: as they are.
  default void serve(int serviceClass) {}

  /// Tells the other end at once that what it sent has come, where there is somebody to tell: the
  /// system would wait for something of ours to say so with.
  default void acknowledge() {}

  void close();
}
