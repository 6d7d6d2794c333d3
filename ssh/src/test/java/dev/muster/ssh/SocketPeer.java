package dev.muster.ssh;

import dev.muster.ssh.transport.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;

/// The engine at the other end of a socket.
record SocketPeer(Socket socket) implements Peer {

  @Override
  public void receive(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for something, and returns what there is; nothing at the end.
  @Override
  public byte[] said() {
    try {
      InputStream in = socket.getInputStream();
      byte[] first = in.readNBytes(1);
      byte[] more = in.readNBytes(in.available());
      byte[] all = new byte[first.length + more.length];
      System.arraycopy(first, 0, all, 0, first.length);
      System.arraycopy(more, 0, all, first.length, more.length);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
