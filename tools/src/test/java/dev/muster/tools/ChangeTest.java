package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {

  private static final Change ONE = new Change(List.of("a: new"), "diff a\n", Mode.APPLY);
  private static final Change NONE = new Change(List.of(), "", Mode.APPLY);

  @Test
  void tellsWhatChanged() {
    assertThat(ONE.changed()).isTrue();
    assertThat(ONE).hasToString("changed a: new");
    assertThat(NONE.changed()).isFalse();
    assertThat(NONE).hasToString("unchanged");
    assertThat(new Change(List.of("a", "b"), "", Mode.DRY_RUN)).hasToString("would change a; b");
  }

  @Test
  void twoAreOne() {
    Change two = new Change(List.of("b: gone"), "diff b\n", Mode.APPLY);
    assertThat(ONE.and(NONE)).isEqualTo(ONE);
    assertThat(ONE.and(two))
        .isEqualTo(new Change(List.of("a: new", "b: gone"), "diff a\ndiff b\n", Mode.APPLY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ONE.and(new Change(List.of(), "", Mode.DRY_RUN)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Change(List.of(), "diff", Mode.APPLY));
  }

  @Test
  void aLogIsBounded() {
    ChangeLog log = new ChangeLog(Mode.APPLY);
    for (int i = 0; i < 1_000_000; i++) {
      log.differs("file " + i);
      log.diff("x".repeat(40));
    }
    Change change = log.done();
    assertThat(change.what()).hasSize(201).last().isEqualTo("and 999800 more");
    assertThat(change.diff()).hasSizeBetween(ChangeLog.MOST_DIFF - 40, ChangeLog.MOST_DIFF);
  }

  @Test
  void aDryRunDoesNothing() {
    assertThat(new ChangeLog(Mode.DRY_RUN).differs("a")).isFalse();
    assertThat(new ChangeLog(Mode.APPLY).differs("a")).isTrue();
  }
}
