package dev.muster.ssh.forward;

import dev.muster.ssh.data.ProtocolException;
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

  private Reach() {}

  /// Connects to `target` within the time that connecting may take; what this returns gives that
  /// up.
  static Runnable to(Endpoint target, Carrier carrier, Carrier.Dialled then) {
    return switch (target) {
      case Endpoint.Tcp tcp -> carrier.dial(tcp, then);
      case Endpoint.Unix(String path) -> {
        UnixDial dial = new UnixDial(carrier, then);
        dial.begin(path);
        yield dial::giveUp;
      }
    };
  }

  /// Returns a socket that is connected to the one at `path`.
  ///
  /// Where too many wait for its listener the system refuses at once; this tries again until there
  /// is room, or until the thread is interrupted. For a virtual thread: a path is on a disk.
  static SocketChannel unix(String path) throws IOException {
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

  /// The way to a socket at a path, which a thread of its own makes. Confined to the loop.
  private static final class UnixDial extends TimerWheel.Timer implements Carrier.Dialled {

    private final Carrier carrier;
    private final Carrier.Dialled then;
    private final Attempt attempt;
    private @Nullable Thread thread;

    UnixDial(Carrier carrier, Carrier.Dialled then) {
      this.carrier = carrier;
      this.then = then;
      this.attempt = new Attempt(carrier, this);
    }

    void begin(String path) {
      carrier.loop().set(this, carrier.connectLimit());
      thread = Thread.ofVirtual().name("connect " + path).start(() -> run(path));
    }

    private void run(String path) {
      SocketChannel made = null;
      try {
        made = unix(path);
        made.configureBlocking(false);
        attempt.made(made);
      } catch (IOException | RuntimeException | Error e) {
        if (made != null) {
          Sockets.close(made);
        }
        attempt.failed(e);
      }
    }

    @Override
    public void made(SocketChannel socket) throws ProtocolException {
      carrier.loop().cancel(this);
      then.made(socket);
    }

    @Override
    public void failed(String why) throws ProtocolException {
      carrier.loop().cancel(this);
      then.failed(why);
    }

    @Override
    protected void fire() {
      giveUp();
      carrier.step(() -> then.failed("nobody took the connection in time"));
    }

    /// An interrupt closes the socket that the thread waits for.
    void giveUp() {
      carrier.loop().cancel(this);
      attempt.giveUp();
      Thread waiting = thread;
      if (waiting != null) {
        waiting.interrupt();
      }
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
    void failed(Throwable why) {
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
