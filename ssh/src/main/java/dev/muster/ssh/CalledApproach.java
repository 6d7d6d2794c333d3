package dev.muster.ssh;

import dev.muster.ssh.loop.Link;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// From the host: it called, and plays the server on its own TCP connection.
final class CalledApproach implements Approach {

  private final Connection connection;
  private final SshClient client;
  private final InetSocketAddress caller;
  private @Nullable SocketChannel socket;

  CalledApproach(
      Connection connection, SshClient client, SocketChannel socket, InetSocketAddress caller) {
    this.connection = connection;
    this.client = client;
    this.socket = socket;
    this.caller = caller;
  }

  @Override
  public String address() {
    return Dial.text(caller.getAddress(), caller.getPort());
  }

  @Override
  public void begin() throws IOException, GeneralSecurityException {
    SocketChannel made = socket;
    socket = null;
    if (made != null) {
      Link link = client.decorate(Link.of(made));
      connection.wired(new SocketWire(made, link, connection.loop(), connection));
    }
  }

  /// We cannot call back.
  @Override
  public boolean canGoAgain() {
    return false;
  }

  @Override
  public void again(Wire reached) {
    throw new IllegalStateException("nobody can connect again to who has called");
  }

  @Override
  public void close() {
    SocketChannel open = socket;
    socket = null;
    if (open != null) {
      SocketWire.closeQuietly(open);
    }
  }
}
