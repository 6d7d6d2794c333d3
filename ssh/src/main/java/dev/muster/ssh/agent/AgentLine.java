package dev.muster.ssh.agent;

import dev.muster.ssh.data.SshWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The one connection to an agent, and the questions on their way over it.
///
/// A few questions are under way at once, so that the agent never waits for the next; it answers in
/// order. Two threads of its own write and read: whoever asks may be interrupted, and an interrupt
/// in the middle of an operation would close the socket for everybody. Safe for use by many
/// threads.
final class AgentLine implements AutoCloseable {

  /// The largest answer that is read; as in OpenSSH.
  static final int MAX_ANSWER = 1 << 18;

  /// How many questions are under way at once.
  static final int UNDER_WAY = 8;

  /// How many wait to be written at most: those of askers who went away count until they are.
  private static final int MAX_QUESTIONS = 1024;

  private final Path socket;
  private final String name;
  private final long limitNanos;
  private final Semaphore turns = new Semaphore(UNDER_WAY, true);
  private @Nullable Call call; // guarded by this
  private boolean closed; // guarded by this

  AgentLine(Path socket, String name, Duration limit) {
    this.socket = socket;
    this.name = name;
    this.limitNanos = limit.toNanos();
  }

  /// Asks, and waits for the answer: a message without its length.
  byte[] ask(byte[] question) throws AgentException, InterruptedException {
    turns.acquire(); // those before are let go when the agent is given up, so this ends
    try {
      Asked asked = new Asked(question);
      Call current = put(asked);
      return current.await(asked);
    } finally {
      turns.release();
    }
  }

  private synchronized Call put(Asked asked) throws AgentException {
    if (closed) {
      throw gone();
    }
    Call current = call;
    if (current == null || !current.put(asked)) {
      current = new Call(asked);
      call = current;
      current.start();
    }
    return current;
  }

  @Override
  public void close() {
    Call current;
    synchronized (this) {
      closed = true;
      current = call;
    }
    if (current != null) {
      current.end(gone());
    }
  }

  private AgentException gone() {
    return new AgentException(name + " is not used any more");
  }

  /// A question and its answer to come.
  private static final class Asked {
    private final byte[] question;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final long since = System.nanoTime();

    Asked(byte[] question) {
      this.question = question;
    }
  }

  /// One socket from its opening to its end.
  private final class Call {

    private final Thread writer = Thread.ofVirtual().name(name + " out").unstarted(this::write);
    private final LinkedBlockingQueue<Asked> questions = new LinkedBlockingQueue<>(MAX_QUESTIONS);
    private final Queue<Asked> expected = new ArrayDeque<>(); // guarded by this
    private @Nullable SocketChannel channel; // guarded by this
    private @Nullable AgentException end; // guarded by this
    private volatile long heard = System.nanoTime();

    Call(Asked first) {
      questions.add(first);
    }

    void start() {
      writer.start();
    }

    /// Takes a question, unless it is over.
    synchronized boolean put(Asked asked) throws AgentException {
      if (end == null && !questions.offer(asked)) {
        throw new AgentException(name + " has " + MAX_QUESTIONS + " questions before it");
      }
      return end == null;
    }

    /// Waits as long as the agent says something now and then.
    byte[] await(Asked asked) throws AgentException, InterruptedException {
      while (true) {
        long silence = System.nanoTime() - Math.max(asked.since, heard);
        try {
          return asked.answer.get(limitNanos - silence, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
          throw new AgentException(reason(), e);
        } catch (InterruptedException e) {
          questions.remove(asked); // a signature in vain, if it has not left yet
          throw e;
        } catch (TimeoutException e) {
          if (System.nanoTime() - Math.max(asked.since, heard) >= limitNanos) {
            long millis = TimeUnit.NANOSECONDS.toMillis(limitNanos);
            throw ended(new AgentException(name + " gave no answer within " + millis + " ms", e));
          }
        }
      }
    }

    private synchronized String reason() {
      return end == null ? name + " has gone" : String.valueOf(end.getMessage());
    }

    private void write() {
      try (SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        opened.connect(UnixDomainSocketAddress.of(socket));
        if (opened(opened)) {
          Thread.ofVirtual().name(name + " in").start(() -> read(opened));
          while (true) {
            write(questions.take(), opened);
          }
        }
      } catch (InterruptedException e) {
        // it is over
      } catch (IOException | RuntimeException | Error e) {
        end(new AgentException(name + " cannot be reached: " + e.getMessage(), e));
      }
    }

    private synchronized boolean opened(SocketChannel opened) {
      channel = opened;
      return end == null;
    }

    private void write(Asked asked, SocketChannel to) throws IOException {
      synchronized (this) {
        if (end != null) {
          asked.answer.completeExceptionally(end); // it was taken just before everybody was told
          return;
        }
        expected.add(asked);
      }
      byte[] question = asked.question;
      ByteBuffer out =
          ByteBuffer.wrap(new SshWriter(question.length + 4).putString(question).toBytes());
      while (out.hasRemaining()) {
        to.write(out);
      }
    }

    private void read(SocketChannel from) {
      try {
        ByteBuffer length = ByteBuffer.allocate(4);
        while (fill(length.clear(), from)) {
          ByteBuffer bytes = ByteBuffer.allocate(checked(length.getInt(0)));
          if (!fill(bytes, from)) {
            break;
          }
          deliver(bytes.array());
        }
        end(new AgentException(name + " has closed the connection"));
      } catch (IOException e) {
        end(new AgentException(name + " has gone: " + e.getMessage(), e));
      } catch (AgentException e) {
        end(e);
      }
    }

    private int checked(int size) throws AgentException {
      if (size < 1 || size > MAX_ANSWER) {
        throw new AgentException(
            "%s gives an answer of %s bytes where 1 to %d are taken"
                .formatted(name, Integer.toUnsignedString(size), MAX_ANSWER));
      }
      return size;
    }

    private boolean fill(ByteBuffer buffer, SocketChannel from) throws IOException {
      while (buffer.hasRemaining()) {
        if (from.read(buffer) < 0) {
          return false;
        }
        heard = System.nanoTime();
      }
      return true;
    }

    private void deliver(byte[] bytes) throws AgentException {
      Asked next;
      synchronized (this) {
        next = expected.poll();
      }
      if (next == null) {
        throw new AgentException(name + " gives answers to nothing");
      }
      next.answer.complete(bytes);
    }

    private AgentException ended(AgentException why) {
      end(why);
      return why;
    }

    /// Ends it, and tells everybody who waits. The first reason stands.
    void end(AgentException why) {
      List<Asked> left;
      SocketChannel open;
      synchronized (this) {
        if (end != null) {
          return;
        }
        end = why;
        left = new ArrayList<>(expected);
        questions.drainTo(left);
        expected.clear();
        open = channel;
      }
      for (Asked asked : left) {
        asked.answer.completeExceptionally(why);
      }
      writer.interrupt();
      closeQuietly(open);
    }
  }

  private static void closeQuietly(@Nullable SocketChannel open) {
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      // it is over in any case, and nobody could act on it
    }
  }
}
