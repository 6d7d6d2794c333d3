package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.SudoMarks;
import dev.muster.session.SudoDialogue.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SudoDialogueTest {

  private static final SudoMarks MARKS = SudoMarks.fresh();

  private final SudoDialogue dialogue = new SudoDialogue(MARKS);
  private final List<Step> steps = new ArrayList<>();
  private final StringBuilder passed = new StringBuilder();
  private int removed;

  /// What comes after the beginning passes it by.
  private void take(String text) {
    if (dialogue.isBegun()) {
      passed.append(text);
      return;
    }
    dialogue.add(text.getBytes(StandardCharsets.UTF_8));
    for (Step step = dialogue.next(); step != Step.NOTHING; step = dialogue.next()) {
      steps.add(step);
    }
    passed.append(new String(dialogue.released(), StandardCharsets.UTF_8));
    removed += dialogue.removed();
  }

  /// `P` a question, `B` the beginning of process 17, `n` and `r` line ends.
  private static String said(String text) {
    return text.replace('n', '\n')
        .replace('r', '\r')
        .replace("P", MARKS.prompt())
        .replace("B", MARKS.begun() + "17.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what comes  | the steps          | what is passed on
          B             | BEGUN              | ``
          Bout          | BEGUN              | out
          PB            | ASKED BEGUN        | ``
          PrnBout       | ASKED BEGUN        | out
          motdnPB err   | ASKED BEGUN        | motdn err
          n B x         | BEGUN              | n  x
          motdn         |                    | ``
          PPB           | ASKED ASKED_AGAIN BEGUN | ``
          PnnotnPn      | ASKED ASKED_AGAIN  | ``
          BPB           | BEGUN              | PB
          """)
  void findsMarksWhereverTheyAreCut(String text, @Nullable String expected, String rest) {
    String all = said(text);
    List<Step> wanted =
        expected == null
            ? List.of()
            : Arrays.stream(expected.split(" ", -1)).map(Step::valueOf).toList();
    for (int cut = 0; cut <= all.length(); cut++) {
      SudoDialogueTest fresh = new SudoDialogueTest();
      fresh.take(all.substring(0, cut));
      fresh.take(all.substring(cut));
      assertThat(fresh.steps).as("cut at %d", cut).isEqualTo(wanted);
      assertThat(fresh.passed.toString()).as("cut at %d", cut).isEqualTo(said(rest));
    }
    SudoDialogueTest slow = new SudoDialogueTest();
    all.chars().forEach(c -> slow.take(Character.toString(c)));
    assertThat(slow.steps).isEqualTo(wanted);
    assertThat(slow.passed.toString()).isEqualTo(said(rest));
  }

  @Test
  void everyByteIsPassedOnOrCountedAsTakenOut() {
    String all = said("motdnPrnBoutn");
    take(all);
    assertThat(removed + passed.length()).isEqualTo(all.length());
    assertThat(dialogue.process()).isEqualTo("17");
    assertThat(dialogue.isBegun()).isTrue();
  }

  /// `sudo` repeats the command that it refuses.
  @Test
  void theCommandLineIsNoBeginning() {
    take("Sorry, user amy may not execute '/bin/sh -c " + MARKS.saying() + " && exec' as root.\n");
    take(MARKS.begun() + ".");
    take(MARKS.begun() + "-1.");
    take(MARKS.begun() + "9".repeat(30) + ".");
    assertThat(steps).isEmpty();
    assertThat(passed).isEmpty();
  }

  @Test
  void keepsTheLastWords() {
    take("1\n2\r\n\n 3 \n4");
    assertThat(dialogue.words()).isEqualTo("2; 3; 4");
    take(said("P"));
    assertThat(dialogue.isAsked()).isTrue();
    take("\nSorry, no.\n" + MARKS.prompt() + "\n");
    assertThat(dialogue.complaint()).isEqualTo("Sorry, no.");
  }

  @Test
  void passesOnWhatIsMoreThanItKeeps() {
    String line = "a".repeat(99) + "\n";
    for (int i = 0; i < 1000; i++) {
      take(line);
    }
    assertThat(passed.length()).isGreaterThan(1000 * 100 - SudoDialogue.MOST_HELD - 100);
    take(said("PB"));
    assertThat(steps).containsExactly(Step.ASKED, Step.BEGUN);
    assertThat(passed.toString()).isEqualTo(line.repeat(1000));
  }
}
