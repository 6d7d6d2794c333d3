package dev.muster.ssh.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TraceWriterTest {

  private final List<String> troubles = new CopyOnWriteArrayList<>();

  /// A stream that somebody reads only once the gate is open.
  private static final class Gated extends OutputStream {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      throw new AssertionError("lines are written whole");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reached.countDown();
      try {
        if (!gate.await(30, TimeUnit.SECONDS)) {
          throw new IOException("the gate stayed shut");
        }
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
      taken.write(bytes, offset, length);
    }
  }

  @Test
  void writesEveryLineInOrderBeforeItIsClosed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TraceWriter writer = new TraceWriter(out, troubles::add)) {
      for (int i = 0; i < 5000; i++) {
        writer.line("line " + i);
      }
    }
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(5000).startsWith("line 0").endsWith("line 4999");
    assertThat(troubles).isEmpty();
  }

  @Test
  void dropsWhatComesTooFastAndSaysHowMuch() throws Exception {
    Gated out = new Gated();
    int more = 500;
    try (TraceWriter writer = new TraceWriter(out, troubles::add)) {
      writer.line("first");
      assertThat(out.reached.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < TraceWriter.MOST_WAITING + more; i++) {
        writer.line("line " + i);
      }
      out.gate.countDown();
    }
    List<String> lines = out.taken.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines)
        .hasSize(1 + TraceWriter.MOST_WAITING + 1)
        .startsWith("first")
        .contains("        (500 lines dropped: they came too fast)");
  }

  @Test
  void aStreamThatTakesNoMoreIsToldOfOnce() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    TraceWriter writer = new TraceWriter(full, troubles::add);
    writer.line("first");
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (troubles.isEmpty() && System.nanoTime() < end) {
      writer.line("more");
    }
    writer.close();
    writer.line("late");
    writer.close();
    assertThat(troubles)
        .containsExactly("the trace ends here, for it cannot be written: No space left on device");
  }

  @Test
  void closesThoughNobodyReads() throws Exception {
    Gated out = new Gated();
    TraceWriter writer = new TraceWriter(out, troubles::add);
    writer.line("first");
    assertThat(out.reached.await(30, TimeUnit.SECONDS)).isTrue();
    long begun = System.nanoTime();
    writer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }
}
