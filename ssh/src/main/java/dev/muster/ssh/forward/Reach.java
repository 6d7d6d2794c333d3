package dev.muster.ssh.forward;

import dev.muster.ssh.loop.TimerWheel;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Connects to something here.
final class Reach {

  /// Between one try and the next where a listener's queue is full: nothing tells when it is not.
  private static final Duration PAUSE = Duration.ofMillis(20);

  /// What is said first, on the thread that made the connection and may wait.
  interface Greeting {

    /// Says it on `socket`, which blocks.
    void say(SocketChannel socket) throws IOException;
  }

  private Reach() {}

  /// Connects to `target` within the time that connecting may take; what this returns gives that
  /// up.
  static Runnable to(Endpoint target, Carrier carrier, Carrier.Dialled then) {
    return switch (target) {
      case Endpoint.Tcp tcp -> carrier.dial(tcp, then);
      case Endpoint.Unix(String path) -> unix(path, _ -> {}, carrier, then);
    };
  }

  /// Connects to the socket at `path` and says `greeting` to it, both within the time that
  /// connecting may take; what this returns gives that up.
  static Runnable unix(String path, Greeting greeting, Carrier carrier, Carrier.Dialled then) {
    UnixDial dial = new UnixDial(carrier, then);
    dial.begin(path, greeting);
    return dial::giveUp;
  }

  /// Returns a socket that is connected to the one at `path`.
  ///
  /// Where too many wait for its listener the system refuses at once; this tries again until there
  /// is room, or until the thread is interrupted. For a virtual thread: a path is on a disk.
  private static SocketChannel unix(String path) throws IOException {
    while (true) {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        socket.connect(UnixDomainSocketAddress.of(Path.of(path)));
        return socket;
      } catch (IOException | RuntimeException e) {
        Sockets.close(socket);
        if (!e.getClass().equals(SocketException.class) || !isSocket(path)) {
          throw e;
        }
      }
      pause();
    }
  }

  /// Whether a socket is there, so that what is wrong has no exception of its own as "refused" has:
  /// in words of the user's language, the queue is full.
  private static boolean isSocket(String path) {
    try {
      return Files.readAttributes(Path.of(path), BasicFileAttributes.class).isOther();
    } catch (IOException e) {
      return false; // what connecting said of it tells more
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  /// The way to a socket at a path, which a thread of its own makes. Confined to the loop, but for
  /// that thread.
  private static final class UnixDial extends TimerWheel.Timer {

    private final Carrier carrier;
    private final Carrier.Dialled then;
    private @Nullable Thread thread;
    private boolean over;

    UnixDial(Carrier carrier, Carrier.Dialled then) {
      this.carrier = carrier;
      this.then = then;
    }

    void begin(String path, Greeting greeting) {
      carrier.loop().set(this, carrier.connectLimit());
      thread =
          Thread.ofVirtual()
              .name(carrier.address() + " to " + path)
              .start(() -> run(path, greeting));
    }

    private void run(String path, Greeting greeting) {
      SocketChannel made = null;
      try {
        made = unix(path);
        greeting.say(made);
        made.configureBlocking(false);
        SocketChannel socket = made;
        carrier.loop().execute(() -> made(socket));
      } catch (IOException | RuntimeException | Error e) {
        if (made != null) {
          Sockets.close(made);
        }
        String cause = e instanceof IOException failure ? Sockets.cause(failure) : e.toString();
        carrier.loop().execute(() -> end(() -> then.failed(cause)));
      }
    }

    private void made(SocketChannel socket) {
      if (over) {
        Sockets.close(socket); // nobody wants it any more
      } else {
        end(() -> then.made(socket));
      }
    }

    private void end(Carrier.Step told) {
      if (!over) {
        over = true;
        carrier.loop().cancel(this);
        carrier.step(told);
      }
    }

    @Override
    protected void fire() {
      giveUp();
      carrier.step(() -> then.failed("nobody took the connection in time"));
    }

    /// An interrupt closes the socket that the thread waits for.
    void giveUp() {
      over = true;
      carrier.loop().cancel(this);
      Thread waiting = thread;
      if (waiting != null) {
        waiting.interrupt();
      }
    }
  }
}
