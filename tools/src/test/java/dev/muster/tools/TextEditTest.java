package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextEditTest {

  @ParameterizedTest(name = "{1} into {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # text                 | line | pattern | all   | result
          ``                     | a    | ``      | false | a\\n
          a\\n                   | a    | ``      | false | a\\n
          b\\n                   | a    | ``      | false | b\\na\\n
          b                      | a    | ``      | false | b\\na\\n
          b\\na                  | a    | ``      | false | b\\na
          b\\r\\nc\\r\\n         | a    | ``      | false | b\\r\\nc\\r\\na\\r\\n
          a \\n                  | a    | ``      | false | a \\na\\n
          x=1\\ny=2\\n           | x=3  | ^x=     | false | x=3\\ny=2\\n
          x=1\\nx=2\\n           | x=3  | ^x=     | false | x=3\\nx=2\\n
          x=1\\nx=2\\n           | x=3  | ^x=     | true  | x=3\\nx=3\\n
          x=1\\r\\n              | x=3  | ^x=1$   | false | x=3\\r\\n
          #x=1\\n#x=2\\n         | x=3  | ^#x=    | false | x=3\\n#x=2\\n
          x=3\\n#x=2\\n          | x=3  | ^#x=    | false | x=3\\n#x=2\\n
          y=2\\n                 | x=3  | ^x=     | false | y=2\\nx=3\\n
          x=1                    | x=3  | ^x=     | false | x=3
          """)
  void putsALineIn(String text, String line, String pattern, boolean all, String result) {
    LineEdit edit = LineEdit.of(line);
    if (!pattern.isEmpty()) {
      edit = all ? edit.replacingAll(pattern) : edit.replacing(pattern);
    }
    String after = TextEdit.withLine(text.translateEscapes(), edit);

    assertThat(after).isEqualTo(result.translateEscapes());
    assertThat(TextEdit.withLine(after, edit)).as("once more").isEqualTo(after);
  }

  @Test
  void anEditMadeTwiceIsTheSameAsMadeOnce() throws IOException {
    Random random = new Random(3);
    String[] pieces = {"x=1\n", "#x=1\n", "y\n", "x=3\n", "\n", "# m begin\n", "# m end\n"};
    String[] patterns = {"^x=", "^#x=", "x", "^$", "y"};
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i > 0; i--) {
        text.append(pieces[random.nextInt(5)]);
      }
      String pattern = patterns[random.nextInt(patterns.length)];
      LineEdit first = LineEdit.of("x=3").replacing(pattern);
      LineEdit all = LineEdit.of("x=3").replacingAll(pattern);
      String before = text.toString();

      String once = TextEdit.withLine(before, first);
      assertThat(TextEdit.withLine(once, first)).isEqualTo(once).contains("x=3");
      String every = TextEdit.withLine(before, all);
      assertThat(TextEdit.withLine(every, all)).isEqualTo(every).contains("x=3");
      String block = TextEdit.withBlock(before, "# m", "one\ntwo");
      assertThat(TextEdit.withBlock(block, "# m", "one\ntwo")).isEqualTo(block);
      assertThat(TextEdit.withBlock(block, "# m", "")).isEqualTo(before);
    }
  }

  @Test
  void takesLinesOut() {
    assertThat(TextEdit.withoutLines("a\n#b\nc", "^#|c")).isEqualTo("a\n");
  }

  @Test
  void replacesABlockWhereItStands() throws IOException {
    String text = "a\n# m begin\nold\n# m end\nz\n";
    assertThat(TextEdit.withBlock(text, "# m", "new\nlines\n"))
        .isEqualTo("a\n# m begin\nnew\nlines\n# m end\nz\n");
    assertThat(TextEdit.withBlock(text, "# m", "")).isEqualTo("a\nz\n");
    assertThat(TextEdit.withBlock("a\r\n", "# m", "b"))
        .isEqualTo("a\r\n# m begin\r\nb\r\n# m end\r\n");
  }

  @ParameterizedTest
  @CsvSource({"'# m begin\nx\n'", "'# m end\n'", "'# m end\n# m begin\n'"})
  void refusesHalfABlock(String text) {
    assertThatIOException()
        .isThrownBy(() -> TextEdit.withBlock(text, "# m", "b"))
        .withMessage("the lines \"# m begin\" and \"# m end\" are no pair; mend them by hand");
  }

  @Test
  void refusesALineThatIsTwo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LineEdit.of("a\nb"))
        .withMessage("the line holds the end of a line; give it one by one");
  }
}
