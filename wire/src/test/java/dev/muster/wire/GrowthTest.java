package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Who may go on: the budget, the one that is free of it, and those that wait.
class GrowthTest {

  private final Growth growth = new Growth(100);
  private final Mux mux = Peer.of(Settings.Side.AGENT).mux();
  private final Channel a = Channel.theirs(mux, 1, 0, 1024);
  private final Channel b = Channel.theirs(mux, 3, 0, 1024);
  private final Channel c = Channel.theirs(mux, 5, 0, 1024);

  @Test
  void whatTheBudgetHasNoRoomForIsFreeOrWaits() {
    assertThat(growth.grow(a, 60)).isTrue();
    assertThat(growth.grow(b, 40)).as("to the last byte").isTrue();
    assertThat(growth.grow(a, 1)).as("is free from now on").isTrue();
    assertThat(growth.grow(a, 1000)).isTrue();
    assertThat(growth.grow(b, 60)).as("in the room that it had").isTrue();
    assertThat(growth.grow(b, 1)).isFalse();
    assertThat(growth.grow(c, 1)).isFalse();
    assertThat(growth.next()).isNull();

    growth.settled(a);
    assertThat(growth.next()).isEqualTo(b);
    assertThat(growth.grow(b, 1)).isTrue();
    assertThat(growth.next()).isEqualTo(c);
    assertThat(growth.grow(c, 100)).isTrue();
    assertThat(growth.grow(c, 1)).isFalse();
  }

  /// What waits goes on in the room that others leave, though another is still free.
  @Test
  void roomInTheBudgetIsForThoseThatWait() {
    assertThat(growth.setFree(a)).isTrue();
    assertThat(growth.grow(b, 100)).isTrue();
    assertThat(growth.grow(c, 1)).isFalse();
    assertThat(growth.next()).isNull();
    growth.settled(b);
    assertThat(growth.next()).isEqualTo(c);
    assertThat(growth.grow(c, 100)).isTrue();
    assertThat(growth.next()).isNull();
  }

  @Test
  void oneIsFreeAtATime() {
    assertThat(growth.grow(a, 70)).isTrue();
    assertThat(growth.setFree(a)).isTrue();
    assertThat(growth.setFree(a)).isTrue();
    assertThat(growth.setFree(b)).isFalse();
    assertThat(growth.grow(b, 100)).as("the free one is not counted").isTrue();
    growth.settled(a);
    assertThat(growth.grow(a, 1)).as("nor what it had before, once it has ended").isTrue();
    assertThat(growth.setFree(b)).isFalse();
  }

  @Test
  void whoHasEndedWaitsNoMore() {
    growth.setFree(a);
    growth.grow(b, 100);
    assertThat(growth.grow(c, 1)).isFalse();
    growth.settled(c);
    growth.settled(a);
    assertThat(growth.next()).isNull();
  }
}
