package dev.muster.ssh.agent;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.SshPrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An agent that does what it is told, right or wrong. Each connection is served on a thread of its
/// own, one question at a time.
final class FakeAgent implements AutoCloseable {

  /// What it does with one question.
  interface Script {

    /// Returns the bytes to send, length included, or none to close the connection.
    byte[] answer(byte[] question) throws Exception;
  }

  private final Path socket;
  private final ServerSocketChannel server;
  private final Script script;
  private final List<Thread> threads = new ArrayList<>(); // guarded by this
  private final AtomicInteger connections = new AtomicInteger();

  FakeAgent(Path socket, Script script) throws IOException {
    this.socket = socket;
    this.script = script;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    start(this::accept);
  }

  /// Returns one that holds keys, and answers as it should.
  static FakeAgent holding(Path socket, List<SshPrivateKey> keys) throws IOException {
    return new FakeAgent(socket, question -> framed(answer(question, keys)));
  }

  static byte[] framed(SshWriter answer) {
    return new SshWriter().putString(answer.toBytes()).toBytes();
  }

  static SshWriter answer(byte[] question, List<SshPrivateKey> keys) throws ProtocolException {
    SshReader reader = new SshReader(question);
    return switch (reader.readByte()) {
      case AgentMessage.REQUEST_IDENTITIES -> {
        SshWriter list = new SshWriter().putByte(AgentMessage.IDENTITIES_ANSWER);
        list.putInt(keys.size());
        for (SshPrivateKey key : keys) {
          list.putString(key.publicKey().blob()).putString("of a test");
        }
        yield list;
      }
      case AgentMessage.SIGN_REQUEST -> signed(reader, keys);
      default -> new SshWriter().putByte(AgentMessage.FAILURE);
    };
  }

  private static SshWriter signed(SshReader reader, List<SshPrivateKey> keys)
      throws ProtocolException {
    byte[] blob = reader.readString();
    byte[] data = reader.readString();
    int flags = reader.readInt();
    for (SshPrivateKey key : keys) {
      if (key.publicKey().hasBlob(blob)) {
        String algorithm =
            flags == AgentMessage.FLAG_RSA_SHA2_256 ? "rsa-sha2-256" : key.algorithms().getFirst();
        return new SshWriter()
            .putByte(AgentMessage.SIGN_RESPONSE)
            .putString(key.sign(algorithm, data));
      }
    }
    return new SshWriter().putByte(AgentMessage.FAILURE);
  }

  Path socket() {
    return socket;
  }

  /// Returns how many connections were made to it.
  int connections() {
    return connections.get();
  }

  private synchronized void start(Runnable work) {
    threads.add(Thread.ofVirtual().start(work));
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        connections.incrementAndGet();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      while (true) {
        ByteBuffer length = ByteBuffer.allocate(4);
        fill(client, length);
        ByteBuffer question = ByteBuffer.allocate(length.getInt(0));
        fill(client, question);
        byte[] answer = script.answer(question.array());
        if (answer.length == 0) {
          return;
        }
        ByteBuffer out = ByteBuffer.wrap(answer);
        while (out.hasRemaining()) {
          client.write(out);
        }
      }
    } catch (Exception e) {
      // the client left, or the test is over
    }
  }

  private static void fill(SocketChannel from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        throw new IOException("the client has gone");
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    synchronized (this) {
      threads.forEach(Thread::interrupt);
    }
  }
}
