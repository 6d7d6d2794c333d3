package dev.muster.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null                          | null
          ` true `                      | true
          -0.5e+10                      | -5.0E9
          12345678901234567890          | 12345678901234567890
          3000000000                    | 3000000000
          1e400                         | 1E+400
          []                            | []
          [1, [2], {}]                  | [1,[2],{}]
          {"b":1, "a" : [ "x" ]}        | {"b":1,"a":["x"]}
          "\\u00e9\\ud83d\\ude00\\n\\/" | "é😀\\n/"
          "\\ud800"                     | "\\ud800"
          """)
  void whatIsReadAndWrittenIsTheSame(String text, String written) throws Exception {
    Object value = new ValueReader(List.of()).read(JsonParser.parse(text), Object.class);
    assertThat(JsonWriter.write(value)).isEqualTo(written);
  }

  @Test
  void whatATerminalWouldObeyIsEscaped() throws Exception {
    String text = "a" + (char) 0x202e + "b" + (char) 0x1b + "c" + (char) 0x7f + (char) 0x2028;
    String written = JsonWriter.write(text);
    assertThat(written).isEqualTo("\"a\\u202eb\\u001bc\\u007f\\u2028\"");
    assertThat(JsonParser.parse(written)).isEqualTo(new JsonValue.Text(0, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``               | column 1: no JSON: wanted a value, got the end of the text
          nul              | column 1: no JSON: wanted a value; a text stands between double quotes, got 'n'
          truex            | column 1: no JSON: wanted a value; a text stands between double quotes, got 't'
          1 2              | column 3: no JSON: wanted nothing after the value, got '2'
          01               | column 2: no JSON: wanted the end of the number, got '1'
          1.               | column 3: no JSON: wanted a digit, got the end of the text
          -                | column 2: no JSON: wanted a digit, got the end of the text
          1e+              | column 4: no JSON: wanted a digit, got the end of the text
          0x1              | column 2: no JSON: wanted the end of the number, got 'x'
          [1,]             | column 4: no JSON: wanted a value; a text stands between double quotes, got ']'
          [1               | column 3: no JSON: wanted ']', got the end of the text
          {"a":1,}         | column 8: no JSON: wanted a name between double quotes, got '}'
          {a:1}            | column 2: no JSON: wanted a name between double quotes, got 'a'
          {"a" 1}          | column 6: no JSON: wanted ':', got '1'
          {"a":1,"a":2}    | column 8: the name "a" stands twice
          "abc             | column 1: the text that begins here does not end; a " is missing
          "\\x"            | column 3: no JSON: wanted one of " \\ / b f n r t u after the \\, got 'x'
          "\\u12g4"        | column 6: no JSON: wanted four hexadecimal digits after \\u, got 'g'
          "😀" x           | column 5: no JSON: wanted nothing after the value, got 'x'
          """)
  void whatIsWrongIsSaidWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> JsonParser.parse(text))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.in(text)).isEqualTo(message));
  }

  @Test
  void linesAreCounted() {
    String text = "{\n  \"a\": 1,\n  \"b\": ?\n}";
    assertThatThrownBy(() -> JsonParser.parse(text))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.in(text)).startsWith("line 3, column 8: "));
  }

  @Test
  void whatIsTooDeepIsRefused() throws Exception {
    assertThat(JsonParser.parse("[".repeat(100) + "]".repeat(100))).isNotNull();
    assertThatThrownBy(() -> JsonParser.parse("[".repeat(100_000)))
        .hasMessage("more than 100 values within one another");
  }
}
