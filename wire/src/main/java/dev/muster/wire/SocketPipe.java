package dev.muster.wire;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A stream socket of this machine. On Linux both of its ends copy at once, where those of a pipe
/// wait for each other.
///
/// It never blocks in the socket itself, where an interrupt of any thread would close it, but in
/// selectors: one for who reads, one for who writes.
final class SocketPipe extends Pipe {

  private static final int BUFFER = 64 << 10;

  private final SocketChannel channel;
  private final Selector incoming;
  private final Glance glance = new Glance();

  /// Made when somebody has to wait.
  private volatile @Nullable Selector outgoing;

  private volatile boolean inputClosed;
  private volatile boolean outputClosed;

  /// @param socket owned by this from now on, also if it throws
  SocketPipe(SocketChannel socket) throws IOException {
    channel = socket;
    try {
      socket.configureBlocking(false);
      incoming = selecting(SelectionKey.OP_READ);
    } catch (IOException e) {
      quietly(socket);
      throw e;
    }
  }

  private Selector selecting(int what) throws IOException {
    Selector made = Selector.open();
    try {
      channel.register(made, what);
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = receive(into);
    while (count == 0 && into.hasRemaining()) {
      await(incoming);
      Thread.interrupted(); // not for who reads for all: it would never sleep again
      count = receive(into);
    }
    return count;
  }

  @Override
  boolean canBorrow() {
    return true;
  }

  @Override
  int readBorrowed(ByteBuffer into) throws IOException {
    glance.begin();
    int count = receive(into);
    while (count == 0 && glance.looks()) {
      Thread.onSpinWait();
      count = receive(into);
    }
    if (count == 0) {
      await(incoming);
      count = receive(into);
    }
    glance.came(count);
    return count;
  }

  @Override
  void wakeBorrower() {
    incoming.wakeup();
  }

  /// An end that goes before it has read all that we wrote resets the connection. Which bytes it
  /// has not read is nothing that a pipe would tell.
  private int receive(ByteBuffer into) throws IOException {
    if (inputClosed) {
      throw new AsynchronousCloseException();
    }
    try {
      return channel.read(into);
    } catch (SocketException e) {
      return -1;
    }
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      if (channel.write(from) == 0) {
        await(outgoing());
        Thread.interrupted(); // as in read
      }
    }
  }

  private Selector outgoing() throws IOException {
    Selector made = outgoing;
    if (made == null) {
      made = selecting(SelectionKey.OP_WRITE);
      outgoing = made;
      if (outputClosed) {
        made.close();
      }
    }
    return made;
  }

  /// Nobody tells how much room there is; mostly it is more than enough.
  @Override
  int room() {
    return FilePipe.ROOM_WHEN_EMPTY;
  }

  @Override
  int writeNow(byte[] bytes, int count) throws IOException {
    return channel.write(ByteBuffer.wrap(bytes, 0, count));
  }

  private static void await(Selector selector) throws IOException {
    try {
      selector.select();
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new AsynchronousCloseException();
    }
  }

  @Override
  public void closeInput() throws IOException {
    inputClosed = true;
    try {
      if (channel.isConnected()) {
        channel.shutdownInput();
      }
    } finally {
      incoming.wakeup();
      closeIfOver();
    }
  }

  @Override
  public void closeOutput() throws IOException {
    outputClosed = true;
    try {
      if (channel.isConnected()) {
        channel.shutdownOutput();
      }
    } finally {
      Selector waits = outgoing;
      if (waits != null) {
        quietly(waits);
      }
      closeIfOver();
    }
  }

  private void closeIfOver() {
    if (inputClosed && outputClosed) {
      quietly(channel);
      quietly(incoming);
    }
  }

  @Override
  boolean closingWakes() {
    return true;
  }

  @Override
  ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BUFFER);
  }
}
