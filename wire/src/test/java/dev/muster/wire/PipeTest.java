package dev.muster.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
}
