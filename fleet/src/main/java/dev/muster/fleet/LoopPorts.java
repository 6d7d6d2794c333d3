package dev.muster.fleet;

import dev.muster.ssh.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Ports of one host, on the loop of the connection that asks for them. Whatever address is asked
/// for, it is the host's own: every host of a fleet has all ports to itself, and none is to be
/// reached from elsewhere.
record LoopPorts(EventLoop loop, Driver driver, InetAddress address) implements Ports {

  private static final int BACKLOG = 64;

  @Override
  public Port listen(int port, Taker taker) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      server.configureBlocking(false);
      server.bind(new InetSocketAddress(address, port), BACKLOG);
      OnLoop made = new OnLoop(server, taker, driver);
      loop.register(server, SelectionKey.OP_ACCEPT, made);
      return made;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public Program program(SocketChannel socket, Console console) {
    return new SocketProgram(socket, loop, console);
  }

  private record OnLoop(ServerSocketChannel server, Taker taker, Driver driver)
      implements Port, EventLoop.Handler {

    @Override
    public int number() {
      return server.socket().getLocalPort();
    }

    @Override
    public void ready(SelectionKey key) {
      key.interestOps(0); // until it was served, in a step of the connection
      driver.soon(() -> {
        SocketChannel socket = server.isOpen() ? server.accept() : null;
        while (socket != null) {
          socket.configureBlocking(false);
          taker.take(socket);
          socket = server.accept();
        }
        if (key.isValid()) {
          key.interestOps(SelectionKey.OP_ACCEPT);
        }
      });
    }

    @Override
    public void abandon() {
      close();
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        // nothing depends on how it is closed
      }
    }
  }
}
