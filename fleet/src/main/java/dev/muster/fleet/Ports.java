package dev.muster.fleet;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// The ports that a client may have its host listen on.
interface Ports {

  /// A host on which nothing is listened to.
  Ports NONE =
      new Ports() {
        @Override
        public Port listen(int port, Taker taker) throws IOException {
          throw new IOException("nothing is forwarded here");
        }

        @Override
        public Program program(SocketChannel socket, Console console) {
          throw new IllegalStateException("nothing was taken here");
        }
      };

  /// Takes a connection; the socket does not block and belongs to the callee. Called as a step.
  interface Taker {
    void take(SocketChannel socket) throws IOException;
  }

  /// A port that is listened on.
  interface Port {
    int number();

    void close();
  }

  /// Listens on a port of the host's own address; 0: on a free one.
  ///
  /// @throws IOException if it is taken
  Port listen(int port, Taker taker) throws IOException;

  /// Returns what carries a connection that was taken.
  Program program(SocketChannel socket, Console console);
}
