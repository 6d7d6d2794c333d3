package dev.muster.fleet;

import dev.muster.ssh.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A connection to a port of a host, which a channel carries: what is read from the socket is its
/// output, and what comes on the channel is written to the socket.
final class SocketProgram implements Program, EventLoop.Handler {

  private static final int PIECE = 32 << 10;

  private final SocketChannel socket;
  private final EventLoop loop;
  private final Console console;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private @Nullable SelectionKey key;
  private boolean reading = true;
  private boolean readEnded;
  private boolean inputEnded;
  private boolean over;

  SocketProgram(SocketChannel socket, EventLoop loop, Console console) {
    this.socket = socket;
    this.loop = loop;
    this.console = console;
  }

  @Override
  public void start() {
    try {
      key = loop.register(socket, SelectionKey.OP_READ, this);
    } catch (IOException e) {
      end();
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    ready.interestOps(0); // until it was served, in a step of the connection
    console.soon(this::serve);
  }

  private void serve() {
    try {
      write();
      if (reading && !readEnded) {
        read();
      }
    } catch (IOException e) {
      end();
    }
    await();
  }

  private void read() throws IOException {
    ByteBuffer in = ByteBuffer.allocate(PIECE);
    int count = socket.read(in);
    if (count < 0) {
      readEnded = true;
      console.endOutput();
      endIfBoth();
    } else if (count > 0) {
      reading = false;
      console.print(
          false,
          in.array(),
          0,
          count,
          () -> {
            reading = true;
            await();
          });
    }
  }

  @Override
  public void input(byte[] bytes) {
    waiting.add(ByteBuffer.wrap(bytes));
    serve();
  }

  @Override
  public void inputEnded() {
    inputEnded = true;
    serve();
  }

  private void write() throws IOException {
    ByteBuffer first = waiting.peek();
    while (first != null) {
      console.consumed(socket.write(first));
      if (first.hasRemaining()) {
        return;
      }
      waiting.remove();
      first = waiting.peek();
    }
    if (inputEnded && !over) {
      socket.shutdownOutput();
      endIfBoth();
    }
  }

  private void endIfBoth() {
    if (readEnded && inputEnded && waiting.isEmpty()) {
      end();
    }
  }

  private void end() {
    kill();
    console.exit(new Exit.Unsaid());
  }

  @Override
  public void kill() {
    over = true;
    waiting.clear();
    ServerConnection.close(socket, false);
  }

  @Override
  public void abandon() {
    kill();
  }

  private void await() {
    SelectionKey now = key;
    if (now != null && now.isValid()) {
      now.interestOps(
          (reading && !readEnded ? SelectionKey.OP_READ : 0)
              | (waiting.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }
  }
}
