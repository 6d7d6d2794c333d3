package dev.muster.ssh.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScratchTest {

  private final Scratch scratch = new Scratch(Crypto.system());

  @Test
  void growsForALargeStepAndKeepsWhatWasSaid() {
    scratch.room(3).put(new byte[] {1, 2, 3});
    ByteBuffer grown = scratch.room(1 << 20);

    assertThat(grown).isSameAs(scratch.out());
    assertThat(grown.remaining()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(grown.position()).isEqualTo(3);
    assertThat(new byte[] {grown.get(0), grown.get(1), grown.get(2)}).containsExactly(1, 2, 3);
  }

  @Test
  void givesUpTheBufferOfALargeStep() {
    int capacity = scratch.out().capacity();
    scratch.room(1 << 20);
    scratch.clearOut();

    assertThat(scratch.out().capacity()).isEqualTo(capacity);
    assertThat(scratch.out().position()).isZero();
  }

  @Test
  void neverRepeatsRandomBytes() {
    byte[] first = new byte[2000];
    for (int at = 0; at < first.length; at += 100) {
      scratch.random(first, at, 100);
    }
    long distinct =
        IntStream.range(0, 20)
            .mapToObj(i -> HexFormat.of().formatHex(first, 100 * i, 100 * i + 100))
            .distinct()
            .count();
    assertThat(distinct).isEqualTo(20);
  }

  @Test
  void lendsOneEmptyWriter() {
    scratch.message().putInt(1);

    assertThat(scratch.message().length()).isZero();
  }
}
