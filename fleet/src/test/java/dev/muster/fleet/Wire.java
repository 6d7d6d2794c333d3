package dev.muster.fleet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/// The bytes between a scripted client and its server.
interface Wire extends AutoCloseable {

  void write(byte[] bytes) throws IOException;

  /// Returns what came, at least one byte; none at the end.
  byte[] read() throws IOException;

  @Override
  void close() throws IOException;

  /// Connects to one host of a fleet; a read waits at most `patienceMillis`.
  static Wire connect(String host, int port, int patienceMillis) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(host, port), 10_000);
    socket.setSoTimeout(patienceMillis);
    socket.setTcpNoDelay(true);
    byte[] buffer = new byte[1 << 16];
    return new Wire() {
      @Override
      public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
      }

      @Override
      public byte[] read() throws IOException {
        int count = socket.getInputStream().read(buffer);
        return Arrays.copyOf(buffer, Math.max(count, 0));
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
