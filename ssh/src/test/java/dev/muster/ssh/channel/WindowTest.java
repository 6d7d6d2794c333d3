package dev.muster.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.data.ProtocolException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  @Test
  void givesCreditBackInHalves() throws Exception {
    Window window = new Window(10);
    window.received(6);

    assertThat(window.consumed(4)).isZero();
    assertThat(window.consumed(1)).isEqualTo(5);
    assertThat(window.consumed(1)).isZero();
    window.received(9);
    assertThat(window.consumed(9)).isEqualTo(10);
  }

  @Test
  void refusesMoreThanItAllows() throws Exception {
    Window window = new Window(10);
    window.received(7);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> window.received(4))
        .withMessage("4 bytes on a channel whose window has 3 left");
    window.received(3);
    window.received(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void refusesToCountWhatNeverCame(int count) throws Exception {
    Window window = new Window(10);
    window.received(5);

    assertThatIllegalArgumentException().isThrownBy(() -> window.consumed(count));
    assertThat(window.consumed(5)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000, 2 << 20, Integer.MAX_VALUE})
  void neverLetsMoreBeUnderWayThanItsSize(int size) throws Exception {
    Random random = new Random(size);
    Window window = new Window(size);
    long peerMaySend = size;
    long unread = 0;
    for (int step = 0; step < 5000; step++) {
      if (random.nextBoolean()) {
        int count = (int) Math.min(peerMaySend, random.nextInt(Math.max(1, size / 3)) + 1L);
        window.received(count);
        peerMaySend -= count;
        unread += count;
      } else {
        int count = (int) Math.min(unread, random.nextInt(Math.max(1, size / 3)) + 1L);
        peerMaySend += window.consumed(count);
        unread -= count;
      }
      assertThat(peerMaySend + unread).isLessThanOrEqualTo(size);
      if (unread == 0) {
        assertThat(peerMaySend).as("a reader that keeps up never stops the peer").isPositive();
      }
    }
  }

  @Test
  void letsMoreComeOnceItHasGrown() throws Exception {
    Window window = new Window(100);
    window.received(100);
    window.grow(50);
    window.received(50);
    assertThat(window.size()).isEqualTo(150);
    assertThat(window.consumed(74)).isZero();
    assertThat(window.consumed(1)).isEqualTo(75);
    window.received(75);
    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> window.received(1));
  }
}
