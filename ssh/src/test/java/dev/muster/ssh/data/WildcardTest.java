package dev.muster.ssh.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''       | ''        | true
          ''       | a         | false
          *        | ''        | true
          *        | abc       | true
          ?        | ''        | false
          ?        | a         | true
          a*c      | ac        | true
          a*c      | abbc      | true
          a*c      | abcd      | false
          a*b*c    | aXbXbXc   | true
          a*b*c    | aXcXb     | false
          **a      | a         | true
          a**      | a         | true
          *.lan    | a.b.lan   | true
          a?c*     | abcdef    | true
          a?c*     | acdef     | false
          abc      | abcd      | false
          abcd     | abc       | false
          """)
  void matches(String pattern, String name, boolean expected) {
    assertThat(Wildcard.matches(pattern, name)).isEqualTo(expected);
  }

  @Test
  void doesNotTakeForEverWhateverThePattern() {
    String name = "a".repeat(1000);
    assertThat(Wildcard.matches("*a".repeat(500) + "b", name)).isFalse();
    assertThat(Wildcard.matches("*a".repeat(500), name)).isTrue();
  }
}
