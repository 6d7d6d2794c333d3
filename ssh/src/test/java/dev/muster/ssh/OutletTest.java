package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.packet.Scratch;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// The way out of a connection whose socket takes what it likes.
class OutletTest {

  private final Scratch scratch = new Scratch(Crypto.jdk());
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private int takes;
  private final Outlet outlet =
      new Outlet(
          new Link() {
            @Override
            public int read(ByteBuffer into) {
              throw new AssertionError("nothing is read here");
            }

            @Override
            public int write(ByteBuffer from) {
              int count = Math.min(takes, from.remaining());
              byte[] bytes = new byte[count];
              from.get(bytes);
              sent.writeBytes(bytes);
              takes -= count;
              return count;
            }
          },
          scratch);

  private void say(int from, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      scratch.out().put((byte) (from + i));
    }
    outlet.flush();
  }

  @Test
  void sendsInOrderWhatHadToWait() throws Exception {
    int said = 0;
    for (int step = 0; step < 2000; step++) {
      takes = step % 7 == 0 ? step % 50 : 0;
      outlet.drain();
      int count = 1 + step * 31 % 90;
      say(said, count);
      said += count;
    }
    takes = Integer.MAX_VALUE;
    outlet.drain();
    assertThat(outlet.isBlocked()).isFalse();
    byte[] bytes = sent.toByteArray();
    assertThat(bytes).hasSize(said);
    for (int i = 0; i < said; i++) {
      assertThat(bytes[i]).isEqualTo((byte) i);
    }
  }

  /// A peer that asks for small answers, one at a time, and reads none of them costs what they are
  /// long, and not their number times that: others wait for the same loop.
  @Test
  void copiesNotAllThatWaitsForEachAnswer() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 29_000; i++) {
      say(i, 36);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(16 << 20);
  }

  @Test
  void endsWhereTooMuchWaits() throws Exception {
    for (int i = 0; i < 1 << 10; i++) {
      say(i, 1 << 10);
    }
    assertThatIOException()
        .isThrownBy(() -> say(0, 1))
        .withMessage("it does not read the answers it asks for");
  }
}
