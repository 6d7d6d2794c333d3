package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which order the next server is met with.
class GuessesTest {

  @ParameterizedTest(name = "{0} after {1}, host key {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a b c | a b | true  | a b c
          a b c | b c | true  | b a c
          a b c | b   | false | a b c
          a b c | b a | true  | a b c
          a b c | x b | true  | a b c
          a b c | c   | true  | c a b
          a b c | x   | true  | a b c
          """)
  void putsFirstWhatCouldNotBeGuessedOtherwise(
      String ours, String theirs, boolean hostKeyHolds, String next) {
    Guesses guesses = new Guesses();
    assertThat(guesses.ordered(words(ours))).isEqualTo(words(ours));
    guesses.learn(words(ours), words(theirs), hostKeyHolds);
    assertThat(guesses.ordered(words(ours))).isEqualTo(words(next));
    assertThat(guesses.ordered(List.of("y", "z")))
        .as("who does not offer it keeps his order")
        .containsExactly("y", "z");
    guesses.learn(words(ours), List.of("other"), true);
    assertThat(guesses.ordered(words(ours))).as("forgotten again").isEqualTo(words(ours));
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" "));
  }
}
