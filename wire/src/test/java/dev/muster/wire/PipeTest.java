package dev.muster.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pipes to processes and over streams, with buffers of every kind.
@Timeout(60)
class PipeTest {

  private static final byte[] TEXT = "carried over".getBytes(US_ASCII);

  private static ByteBuffer buffer(boolean direct, int size) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  private static String read(Pipe pipe, boolean direct) throws Exception {
    ByteBuffer all = buffer(direct, 100);
    while (pipe.read(all) >= 0) {
      assertThat(all.hasRemaining()).isTrue();
    }
    return US_ASCII.decode(all.flip()).toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void streamsTakeBuffersOfEveryKind(boolean direct) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Pipe pipe = Pipe.of(new ByteArrayInputStream(TEXT), out);
    ByteBuffer text = buffer(direct, 20).put(TEXT).flip();
    pipe.write(text);
    assertThat(text.hasRemaining()).isFalse();
    assertThat(out.toByteArray()).isEqualTo(TEXT);
    assertThat(read(pipe, direct)).isEqualTo("carried over");
  }

  /// A process may have ended before anyone looks at its pipes: then there are its streams.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcessThatEndedAtOnceIsReadToItsEnd(boolean direct) throws Exception {
    Process process = new ProcessBuilder("echo", "carried over").start();
    process.waitFor();
    Pipe pipe = Pipe.of(process);
    assertThat(read(pipe, direct)).isEqualTo("carried over\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcessThatLivesIsReadToItsEnd(boolean direct) throws Exception {
    Process process = new ProcessBuilder("cat").start();
    Pipe pipe = Pipe.of(process);
    pipe.write(buffer(direct, 20).put(TEXT).flip());
    pipe.closeOutput();
    assertThat(read(pipe, direct)).isEqualTo("carried over");
    pipe.closeInput();
  }

  /// Nobody holds the other end any more: what opens this one again must not wait for one.
  @Test
  void whoBorrowsFromAProcessThatEndedHearsOfTheEnd() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    Pipe pipe = Pipe.of(process);
    if (pipe.canBorrow()) { // where the system shows pipes as files
      process.destroyForcibly().waitFor();
      assertThat(pipe.readBorrowed(ByteBuffer.allocateDirect(10))).isEqualTo(-1);
    }
    pipe.closeInput();
    pipe.closeOutput();
    process.destroyForcibly();
  }

  /// A borrower looks for a moment where answers come at once. Then a late one costs the moment and
  /// no more.
  @Test
  void whoBorrowsSleepsUntilALateAnswer() throws Exception {
    String answers = "while read x; do case $x in late) sleep 0.3;; esac; echo $x; done";
    Process process = new ProcessBuilder("sh", "-c", answers).start();
    Pipe pipe = Pipe.of(process);
    if (pipe.canBorrow()) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
          assertThat(asked(pipe, "soon\n")).isEqualTo("soon\n");
        }
        long before = threads.getCurrentThreadCpuTime();
        assertThat(asked(pipe, "late\n")).isEqualTo("late\n");
        assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(100_000_000);
      }
    }
    pipe.closeOutput();
    pipe.closeInput();
    process.destroyForcibly();
  }

  private static String asked(Pipe pipe, String line) throws IOException {
    pipe.write(buffer(true, 20).put(line.getBytes(US_ASCII)).flip());
    ByteBuffer into = ByteBuffer.allocateDirect(20);
    while (into.position() < line.length() && pipe.readBorrowed(into) >= 0) {
      // More may come.
    }
    byte[] bytes = new byte[into.flip().remaining()];
    into.get(bytes);
    return new String(bytes, US_ASCII);
  }
}
