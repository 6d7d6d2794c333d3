package dev.muster.it.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A TCP relay that makes a server on this machine look far away, from `bench/peers/delay`.
///
/// It listens on every IPv4 address and goes on to the same address at the server's port.
public final class DelayRelay implements AutoCloseable {

  private final Daemon daemon;

  private DelayRelay(Daemon daemon) {
    this.daemon = daemon;
  }

  /// Starts one in front of a server.
  ///
  /// @param eachWay half of a round trip
  public static DelayRelay before(RealServer server, Duration eachWay) {
    Path program = GoPrograms.build("delay");
    return new DelayRelay(
        Daemon.start(
            WorkFolder.make("delay"),
            "listening ",
            port ->
                List.of(
                    program.toString(),
                    "-listen",
                    "0.0.0.0:" + port,
                    "-to",
                    Integer.toString(server.port()),
                    "-delay",
                    eachWay.toNanos() + "ns")));
  }

  /// The port to connect to in place of the server's.
  public int port() {
    return daemon.port();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
