package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Gateway;
import dev.muster.Kept;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.Result;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Objects kept on hosts between calls: E13.
@Tag("peers")
@Timeout(120)
class KeptTest {

  /// Could not travel.
  static final class Ledger {

    static final List<WeakReference<Ledger>> MADE = Collections.synchronizedList(new ArrayList<>());

    private final Thread maker = Thread.currentThread();
    private final List<String> lines = new ArrayList<>();

    Ledger(String first) {
      lines.add(first);
      MADE.add(new WeakReference<>(this));
    }

    synchronized int add(String line) {
      if (line.isEmpty()) {
        throw new IllegalArgumentException("an empty line by " + maker.getName());
      }
      lines.add(line);
      return lines.size();
    }

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }

    static boolean isThere() {
      System.gc();
      return MADE.stream().anyMatch(made -> made.get() != null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsGoToTheObjectThatIsKept(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      String word = "captured";
      try (Kept<Ledger> kept = gateway.keep(Ledger::new, "one").orThrow();
          Kept<Ledger> other = gateway.keep(() -> new Ledger(word)).orThrow()) {
        assertThat(kept.call(Ledger::add, "two").orThrow()).isEqualTo(2);
        kept.call(
                ledger -> {
                  ledger.add(word);
                })
            .orThrow();
        assertThat(kept.call((ledger, times) -> ledger.add(word.repeat(times)), 2).orThrow())
            .isEqualTo(4);
        assertThat(kept.call(Ledger::lines).orThrow())
            .containsExactly("one", "two", "captured", "capturedcaptured");
        assertThat(other.call(Ledger::lines).orThrow()).containsExactly("captured");
        assertThat(kept.call(Ledger::add, "").message()).contains("an empty line by");
        assertThat(kept.gateway()).isEqualTo(gateway);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsClosedIsFreed(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Kept<Ledger> kept = gateway.keep(Ledger::new, "one").orThrow();
      assertThat(gateway.call(Ledger::isThere).orThrow()).isTrue();
      kept.close();
      kept.close();
      assertThatThrownBy(() -> kept.call(Ledger::lines))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("t1: the object is no longer kept");
      Soon.that("it is freed", () -> !gateway.call(Ledger::isThere).orThrow());
    }
  }

  /// A caller that loses patience just when the answer is on its way leaves nothing there.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH", "VIA"})
  void nothingIsKeptForACallerThatHasGone(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      for (int i = 0; i < 200; i++) { // until calls are quick
        gateway.keep(Ledger::new, "warm").orThrow().close();
      }
      int gone = 0;
      int kept = 0;
      for (int i = 0; i < 400; i++) {
        Duration patience = Duration.ofNanos(20_000 + 2_000L * i);
        if (gateway.within(patience).keep(Ledger::new, "late")
            instanceof Result.Done<Kept<Ledger>> done) {
          done.value().close();
          kept++;
        } else {
          gone++;
        }
      }
      assertThat(gone).as("callers that have gone; %d had an answer", kept).isPositive();
      Soon.that("all are freed", () -> !gateway.call(Ledger::isThere).orThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsTroubleIsAResult(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Result<Kept<Ledger>> threw = gateway.keep((String text) -> thrown(text), "no ledger");
      assertThat(threw).isInstanceOf(Result.Threw.class);
      assertThat(threw.message()).contains("no ledger");
      assertThat(gateway.keepOf(nothing(), List.of()).message()).contains("returned null");
      Kept<Ledger> kept = gateway.keep(Ledger::new, "one").orThrow();
      reached.group().terminate(Duration.ofSeconds(5));
      assertThat(kept.call(Ledger::lines)).isInstanceOf(Result.Unreached.class);
      kept.close();
      assertThat(gateway.call(() -> 1).orThrow()).isEqualTo(1);
    }
  }

  private static Ledger thrown(String text) {
    throw new IllegalStateException(text);
  }

  private static dev.muster.wire.remote.Function0<@Nullable Object> nothing() {
    return () -> null;
  }
}
