package dev.muster.ssh.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {

  private static final long START = 1_000_003; // clocks begin anywhere
  private static final int TICK = TimerWheel.TICK_MILLIS;

  private static final class Recorded extends TimerWheel.Timer {
    private final List<Recorded> fired;
    private Runnable then = () -> {};

    Recorded(List<Recorded> fired) {
      this.fired = fired;
    }

    @Override
    protected void fire() {
      fired.add(this);
      then.run();
    }
  }

  private final List<Recorded> fired = new ArrayList<>();
  private final TimerWheel wheel = new TimerWheel(START);

  private Recorded set(long delay, long now) {
    Recorded timer = new Recorded(fired);
    wheel.set(timer, delay, now);
    return timer;
  }

  @ParameterizedTest(name = "{0} ms")
  @ValueSource(longs = {0, 1, 7, 8, 9, 100, 8191, 8192, 8193, 60_000, 3_600_000})
  void firesOnceNeverBeforeItsTimeAndSoonAfter(long delay) {
    Recorded timer = set(delay, START);
    assertThat(timer.isSet()).isTrue();
    long step = Math.max(1, delay / 500);
    for (long now = START; fired.isEmpty(); now += step) {
      wheel.advance(now);
      assertThat(fired.isEmpty() || now >= START + delay).isTrue();
      assertThat(now).isLessThanOrEqualTo(START + delay + TICK + step);
    }
    assertThat(timer.isSet()).isFalse();
    wheel.advance(START + delay + 100_000);
    assertThat(fired).containsExactly(timer);
  }

  @ParameterizedTest(name = "{0} ms after {1}")
  @CsvSource(
      textBlock =
          """
          -5,                   0
          -9223372036854775808, 0
          0,                    12345
          """)
  void takesTimesThatHavePassedAsNow(long delay, long after) {
    wheel.advance(START + after);
    set(delay, START + after);
    wheel.advance(START + after + TICK);

    assertThat(fired).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1000, Long.MAX_VALUE / 2})
  void neverFiresWhatIsFartherThanTheClockGoes(long delay) {
    wheel.advance(START + 50_000);
    Recorded timer = set(delay, START + 50_000);
    wheel.advance(START + 10_000_000);

    assertThat(fired).isEmpty();
    assertThat(timer.isSet()).isTrue();
  }

  @Test
  void forgetsWhatIsCancelled() {
    Recorded first = set(10, START);
    Recorded second = set(10, START);
    Recorded third = set(10, START);
    wheel.cancel(second);
    wheel.cancel(second);
    wheel.cancel(new Recorded(fired));
    wheel.advance(START + 100);

    assertThat(fired).containsExactlyInAnyOrder(first, third);
    assertThat(wheel.idleMillis(START + 100)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void setsATimerAnewInsteadOfTwice() {
    Recorded timer = set(10, START);
    wheel.set(timer, 1000, START);
    wheel.advance(START + 900);
    assertThat(fired).isEmpty();
    wheel.advance(START + 1010);
    assertThat(fired).containsExactly(timer);
    wheel.set(timer, 10, START + 1010);
    wheel.advance(START + 1030);
    assertThat(fired).containsExactly(timer, timer);
  }

  @Test
  void letsATimerSetAndCancelOthersAndItself() {
    long late = START + 500;
    Recorded victim = set(100, START);
    Recorded killer = set(90, START);
    killer.then = () -> wheel.cancel(victim);
    Recorded again = set(10, START);
    again.then =
        () -> {
          if (fired.size() < 5) {
            wheel.set(again, 0, late);
          }
        };
    for (long now = START; now < late + 100; now++) {
      wheel.advance(now);
    }
    assertThat(fired).contains(killer, again).doesNotContain(victim);
    assertThat(again.isSet()).isFalse();
  }

  @Test
  void firesInOneLeapWhatCameDueMeanwhile() {
    for (int i = 0; i < 100; i++) {
      set(i * 1000L, START);
    }
    wheel.advance(START + 50_500);
    assertThat(fired).hasSize(51);
    wheel.advance(START + 200_000);
    assertThat(fired).hasSize(100);
  }

  @Test
  void losesNoTimerWhenAnotherFails() {
    Recorded bad = set(10, START);
    List<Recorded> others = List.of(set(10, START), set(10, START), set(20, START));
    Recorded worse = set(10, START);
    bad.then = () -> fail("bad");
    worse.then = () -> fail("worse");
    long now = START + 100;

    assertThatIllegalStateException().isThrownBy(() -> wheel.advance(now)).withMessage("worse");
    assertThat(wheel.idleMillis(now)).isZero();
    assertThatIllegalStateException().isThrownBy(() -> wheel.advance(now)).withMessage("bad");
    wheel.advance(now);
    assertThat(fired).containsAll(others).hasSize(5);
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  /// A fixed sequence of random steps against a plain map from timers to their times.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void doesWhatAMapOfTimesDoes(long seed) {
    Random random = new Random(seed);
    Map<Recorded, Long> model = new HashMap<>();
    List<Recorded> timers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      timers.add(new Recorded(fired));
    }
    long now = START;
    for (int step = 0; step < 20_000; step++) {
      Recorded timer = timers.get(random.nextInt(timers.size()));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long delay = random.nextInt(random.nextInt(20) == 0 ? 100_000 : 300);
          wheel.set(timer, delay, now);
          model.put(timer, now + delay);
        }
        case 2 -> {
          wheel.cancel(timer);
          model.remove(timer);
        }
        default -> {
          long idle = wheel.idleMillis(now);
          assertThat(idle == Long.MAX_VALUE).isEqualTo(model.isEmpty());
          int passed = random.nextInt(random.nextInt(50) == 0 ? 20_000 : 60);
          now += passed;
          advance(model, now, passed < idle);
        }
      }
      assertThat(timer.isSet()).isEqualTo(model.containsKey(timer));
    }
  }

  private void advance(Map<Recorded, Long> model, long now, boolean nothing) {
    fired.clear();
    wheel.advance(now);
    assertThat(fired).doesNotHaveDuplicates();
    assertThat(fired.isEmpty() || !nothing).as("nothing within the idle time").isTrue();
    for (Recorded timer : fired) {
      Long due = model.remove(timer);
      assertThat(due).isNotNull().isLessThanOrEqualTo(now);
    }
    for (long due : model.values()) {
      assertThat(now).as("still waiting").isLessThan(due + TICK);
    }
  }

  @Test
  void isIdleExactlyUntilSomethingHappens() {
    Random random = new Random(5);
    long now = START;
    for (int round = 0; round < 2000; round++) {
      set(random.nextInt(5000), now);
      long idle = wheel.idleMillis(now);
      assertThat(idle).isBetween(0L, 5000L + TICK);
      fired.clear();
      wheel.advance(now + Math.max(0, idle - 1));
      assertThat(fired).isEmpty();
      now += idle;
      wheel.advance(now);
    }
    assertThat(fired).hasSizeLessThan(2000);
  }
}
