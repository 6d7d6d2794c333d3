package dev.muster.ssh.forward;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Connects to something here.
final class Reach {

  private Reach() {}

  /// Connects to `target`; what this returns gives that up.
  static Runnable to(Endpoint target, Carrier carrier, Carrier.Dialled then) {
    return switch (target) {
      case Endpoint.Tcp tcp -> carrier.dial(tcp, then);
      case Endpoint.Unix(String path) -> unix(path, carrier, then);
    };
  }

  /// Looking a path up touches a disk, so a thread of its own does it; connecting never waits.
  private static Runnable unix(String path, Carrier carrier, Carrier.Dialled then) {
    Attempt attempt = new Attempt(carrier, then);
    Thread.ofVirtual()
        .name("connect " + path)
        .start(() -> {
          try {
            SocketChannel made = unix(path);
            made.configureBlocking(false);
            attempt.made(made);
          } catch (IOException | RuntimeException e) {
            attempt.failed(e);
          }
        });
    return attempt::giveUp;
  }

  /// Returns a socket that is connected to the one at `path`.
  static SocketChannel unix(String path) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(Path.of(path)));
      return socket;
    } catch (IOException | RuntimeException e) {
      Sockets.close(socket);
      throw e;
    }
  }

  /// What another thread brings to the loop, unless nobody wants it any more.
  static final class Attempt {

    private final Carrier carrier;
    private final Carrier.Dialled then;
    private boolean givenUp; // the loop's

    Attempt(Carrier carrier, Carrier.Dialled then) {
      this.carrier = carrier;
      this.then = then;
    }

    /// For the thread that made it.
    void made(SocketChannel socket) {
      carrier
          .loop()
          .execute(() -> {
            if (givenUp) {
              Sockets.close(socket);
            } else {
              carrier.step(() -> then.made(socket));
            }
          });
    }

    /// For the thread that could not make it.
    void failed(Exception why) {
      String cause = why instanceof IOException e ? Sockets.cause(e) : why.toString();
      carrier
          .loop()
          .execute(() -> {
            if (!givenUp) {
              carrier.step(() -> then.failed(cause));
            }
          });
    }

    void giveUp() {
      givenUp = true;
    }
  }
}
