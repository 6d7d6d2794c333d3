package dev.muster.ssh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlgorithmListTest {

  private static final List<String> STANDARD = List.of("a1", "a2", "b");
  private static final List<String> KNOWN = List.of("a1", "a2", "b", "c1", "c2");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''       | a1,a2,b
          b        | b
          b,a1     | b,a1
          c1,c1    | c1
          c*       | c1,c2
          ?2,c*    | a2,c2,c1
          +c1      | a1,a2,b,c1
          +a1      | a1,a2,b
          +c?      | a1,a2,b,c1,c2
          ^b       | b,a1,a2
          ^c2,a2   | c2,a2,a1,b
          -a*      | b
          -a1,b    | a2
          -zz      | a1,a2,b
          -c1,?1   | a2,b
          """)
  void readsAListAsOpenSshDoes(String text, String expected) {
    assertThat(AlgorithmList.chosen("Ciphers", text, STANDARD, KNOWN))
        .containsExactly(expected.split(",", -1));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          d       | Ciphers "d" is not known here; choose from [a1, a2, b, c1, c2]
          a1,d*   | Ciphers "d*" is not known here; choose from [a1, a2, b, c1, c2]
          +d      | Ciphers "d" is not known here; choose from [a1, a2, b, c1, c2]
          ^!a1    | Ciphers "!a1" is not known here; choose from [a1, a2, b, c1, c2]
          a1,     | Ciphers "" is not known here; choose from [a1, a2, b, c1, c2]
          +       | Ciphers "" is not known here; choose from [a1, a2, b, c1, c2]
          -*      | Ciphers "-*" leaves nothing; the standard list is [a1, a2, b]
          """)
  void refusesWhatComesToNothing(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlgorithmList.chosen("Ciphers", text, STANDARD, KNOWN))
        .withMessage(message);
  }
}
