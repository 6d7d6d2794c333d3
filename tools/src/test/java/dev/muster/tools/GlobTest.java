package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          *.log        | a.log     | true
          *.log        | .log      | true
          *.log        | a.logs    | false
          *.log        | axlog     | false
          ?.log        | a.log     | true
          ?.log        | .log      | false
          [a-c]x       | bx        | true
          [a-c]x       | dx        | false
          [!a-c]x      | dx        | true
          [!a-c]x      | ax        | false
          []]x         | ]x        | true
          [^a]         | ^         | true
          [a&&b]       | &         | true
          {one,two}.c  | two.c     | true
          {one,two}.c  | three.c   | false
          a{,b}        | a         | true
          a,b          | a,b       | true
          a}b          | a}b       | true
          a\\*         | a*        | true
          a\\*         | ab        | false
          (a)+$^       | (a)+$^    | true
          """)
  void matchesNames(String pattern, String name, boolean matches) {
    assertThat(Glob.parse(pattern).get(0).matcher(name).matches()).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``     | "" is no pattern: it is read from the folder on and starts with no /
          /a     | "/a" is no pattern: it is read from the folder on and starts with no /
          a/../b | "a/../b" is no pattern: a segment of it is empty, . or ..
          a/     | "a/" is no pattern: a segment of it is empty, . or ..
          [a     | "[a" is no pattern: [ is never closed
          {a     | "{a" is no pattern: { is never closed
          {a{b}} | "{a{b}}" is no pattern: { within {
          """)
  void refuses(String pattern, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> Glob.parse(pattern)).withMessage(message);
  }
}
