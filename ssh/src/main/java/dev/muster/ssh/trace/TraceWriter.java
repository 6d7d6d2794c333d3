package dev.muster.ssh.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes lines from a thread of its own, so that whoever has one never waits: what comes faster
/// than it can be written is dropped, and a line in its place says how much. A stream that takes no
/// more ends the trace and nothing else.
///
/// Safe for use by many threads. Owns its thread; the stream belongs to the caller, who closes it
/// after this.
public final class TraceWriter implements PacketTrace, AutoCloseable {

  /// A few MiB at most, for a line has 400 characters at most.
  static final int MOST_WAITING = 1 << 13;

  private static final int BATCH_CHARS = 1 << 14;
  private static final long TURN_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final OutputStream out;
  private final Consumer<String> trouble;
  private final ArrayBlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicInteger dropped = new AtomicInteger();
  private final Thread thread;
  private volatile boolean broken;
  private volatile boolean closing;

  /// Starts one.
  ///
  /// @param trouble hears once, in a line, that nothing more can be written; on the writer's thread
  public TraceWriter(OutputStream out, Consumer<String> trouble) {
    this.out = out;
    this.trouble = trouble;
    this.thread = Thread.ofPlatform().daemon().name("muster-trace").unstarted(this::run);
    thread.start();
  }

  @Override
  public void line(String line) {
    if (!broken && !waiting.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  /// Writes what is waiting and ends the thread; waits for two seconds at most. Idempotent.
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    try {
      if (!thread.join(PATIENCE)) {
        thread.interrupt(); // whoever reads the stream has stopped: what waits is lost
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      boolean more = true;
      while (more) {
        boolean last = closing;
        String line = waiting.poll(TURN_MILLIS, TimeUnit.MILLISECONDS);
        write(line);
        more = !last || line != null;
      }
    } catch (IOException e) {
      broken = true;
      waiting.clear();
      trouble.accept("the trace ends here, for it cannot be written: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close was not willing to wait any longer
    }
  }

  private void write(@Nullable String first) throws IOException {
    StringBuilder batch = new StringBuilder();
    for (String line = first; line != null; line = waiting.poll()) {
      batch.append(line).append('\n');
      if (batch.length() > BATCH_CHARS) {
        break;
      }
    }
    int lost = dropped.getAndSet(0);
    if (lost > 0) {
      batch.append("        (").append(lost).append(" lines dropped: they came too fast)\n");
    }
    if (!batch.isEmpty()) {
      out.write(batch.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
