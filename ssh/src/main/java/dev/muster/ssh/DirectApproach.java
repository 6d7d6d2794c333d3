package dev.muster.ssh;

import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// To the host by a TCP connection of our own.
final class DirectApproach implements Approach, Dial.User {

  private final Connection connection;
  private final SshClient client;
  private final Dial dial;

  DirectApproach(Connection connection, SshClient client, PhaseClock clock) {
    this.connection = connection;
    this.client = client;
    Destination destination = connection.destination();
    this.dial = new Dial(connection, client, clock, this, destination.host(), destination.port());
  }

  @Override
  public String address() {
    return dial.address();
  }

  @Override
  public void begin() throws IOException, GeneralSecurityException {
    dial.begin();
  }

  @Override
  public void again(Wire reached) throws IOException, GeneralSecurityException {
    Optional<InetAddress> peer = reached.peer();
    if (peer.isPresent()) {
      dial.to(List.of(peer.get()));
    } else {
      begin();
    }
  }

  @Override
  public void dialled(SocketChannel socket) throws IOException, GeneralSecurityException {
    Link link = client.decorate(Link.of(socket));
    connection.wired(new SocketWire(socket, link, connection.loop(), connection));
  }

  @Override
  public void notDialled(String why) {
    connection.fail(new Failure.NotConnected(address(), why));
  }

  @Override
  public Failure late(Duration limit) {
    return dial.late(limit);
  }

  @Override
  public void close() {
    dial.close();
  }
}
