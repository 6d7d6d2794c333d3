package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  @Test
  void aFragmentCostsMoreThanItsBytes() {
    assertThat(ReceiveWindow.cost(0)).isEqualTo(64);
    assertThat(ReceiveWindow.cost(1000)).isEqualTo(1064);
  }

  @Test
  void creditComesBackInHalves() throws Exception {
    ReceiveWindow window = new ReceiveWindow(2000);
    window.received(600);
    window.received(600);
    assertThat(window.taken(600)).isZero();
    assertThat(window.taken(600)).isEqualTo(1200);
    assertThat(window.taken(0)).isZero();
  }

  @Test
  void moreThanTheWindowIsRefused() throws Exception {
    ReceiveWindow window = new ReceiveWindow(1024);
    window.received(1000);
    window.received(24);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> window.received(9))
        .withMessage("fragment that costs 9 on a channel whose window has 0 left");
  }

  @Test
  void moreThanWasHeldCannotBeTaken() throws Exception {
    ReceiveWindow window = new ReceiveWindow(1024);
    window.received(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window.taken(101))
        .withMessage("cost 101 taken where 100 is held");
  }

  @Test
  void aLongItemIsCreditedInAdvanceOnceNothingIsBeforeIt() throws Exception {
    ReceiveWindow window = new ReceiveWindow(1024);
    window.received(300); // an item before it
    window.received(700); // the first fragment
    assertThat(window.needed(700)).isZero();
    assertThat(window.taken(300)).isZero();
    assertThat(window.needed(700)).isEqualTo(700);
    assertThat(window.advance()).isEqualTo(1000);
    assertThat(window.needed(700)).isZero();

    window.received(400); // the last one
    assertThat(window.taken(1100)).as("700 were given before").isZero();
    window.received(624);
    assertThat(window.taken(624)).isEqualTo(1024);
  }

  @Test
  void whatNobodyWillReadIsGivenBack() throws Exception {
    ReceiveWindow window = new ReceiveWindow(1024);
    window.received(1000);
    assertThat(window.needed(1000)).isEqualTo(1000);
    assertThat(window.advance()).isEqualTo(1000);
    window.received(500);
    assertThat(window.takenAll()).isEqualTo(500);
    assertThat(window.takenAll()).isZero();
  }

  @ParameterizedTest(name = "{1} bytes with {0} left")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # left | bytes   | most  | fragment
          0      | 0       | 32768 | -1
          63     | 0       | 32768 | -1
          64     | 0       | 32768 | 0
          64     | 1       | 32768 | -1
          164    | 100     | 32768 | 100
          163    | 100     | 32768 | -1
          319    | 1000    | 32768 | -1
          320    | 1000    | 32768 | 256
          1063   | 1000    | 32768 | 999
          1064   | 1000    | 32768 | 1000
          100000 | 1000000 | 32768 | 32768
          20000  | 1000000 | 32768 | 19936
          20000  | 1000000 | 100   | 100
          """)
  void isCutToTheWindow(int left, int bytes, int most, int fragment) {
    SendWindow window = new SendWindow();
    window.begin(left);
    assertThat(window.fragment(bytes, most)).isEqualTo(fragment);
  }

  @ParameterizedTest(name = "{1} on top of {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0          | 0           | credit of 0 on top of 0
          5          | -1          | credit of 4294967295 on top of 5
          1          | 2147483647  | credit of 2147483647 on top of 1
          2147483647 | 1           | credit of 1 on top of 2147483647
          """)
  void refusesCredit(int left, int credit, String message) {
    SendWindow window = new SendWindow();
    window.begin(left);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> window.grant(credit))
        .withMessage(message);
  }

  @Test
  void takesCreditUpToTheLimit() throws Exception {
    SendWindow window = new SendWindow();
    window.begin(1);
    window.grant(Integer.MAX_VALUE - 1);
    assertThat(window.fragment(10, 10)).isEqualTo(10);
  }

  /// A sender with items of any size and a receiver that takes them whenever it likes: the sender
  /// can always go on in the end, and what is held is never more than the window and one item.
  @ParameterizedTest
  @ValueSource(ints = {1024, 1025, 1500, 4096, 65536})
  void neverComesToAStandstill(int size) throws Exception {
    Random random = new Random(size);
    for (int round = 0; round < 300; round++) {
      int largest = 1 + random.nextInt(4 * size);
      long costOfOne = largest + ReceiveWindow.OVERHEAD * (largest / 256 + 2L);
      SendWindow out = new SendWindow();
      out.begin(size);
      ReceiveWindow in = new ReceiveWindow(size);
      ArrayDeque<Long> held = new ArrayDeque<>();
      long heldCost = 0;
      for (int i = 0; i < 20; i++) {
        int rest = random.nextInt(largest + 1);
        long partial = 0;
        boolean whole = false;
        while (!whole) {
          int bytes = out.fragment(rest, 32 << 10);
          if (bytes < 0) { // only the receiver can help: by taking, or by an advance
            assertThat(held).as("window %d, item %d", size, i).isNotEmpty();
            long cost = held.remove();
            heldCost -= cost;
            grant(out, in.taken(cost));
            advance(out, in, partial);
            continue;
          }
          out.sent(bytes);
          int cost = ReceiveWindow.cost(bytes);
          in.received(cost);
          whole = bytes == rest;
          rest -= bytes;
          partial += cost;
          if (!whole) {
            advance(out, in, partial);
          }
          assertThat(heldCost + partial).isLessThanOrEqualTo(size + costOfOne);
        }
        held.add(partial);
        heldCost += partial;
        while (!held.isEmpty() && random.nextInt(3) == 0) {
          long cost = held.remove();
          heldCost -= cost;
          grant(out, in.taken(cost));
        }
      }
    }
  }

  private static void advance(SendWindow out, ReceiveWindow in, long partial) throws Exception {
    if (in.needed(partial) > 0) {
      grant(out, in.advance());
    }
  }

  private static void grant(SendWindow out, int credit) throws Exception {
    if (credit > 0) {
      out.grant(credit);
    }
  }
}
