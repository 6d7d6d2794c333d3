package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          uname          | uname
          -r             | -r
          /opt/a-b_c.d   | /opt/a-b_c.d
          a@b:22,c%d+e   | a@b:22,c%d+e
          ``             | ''
          a b            | 'a b'
          `$HOME`        | `'$HOME'`
          a;rm -rf ~     | 'a;rm -rf ~'
          `x$(id)`       | `'x$(id)'`
          it's           | 'it'\\''s'
          '              | ''\\'''
          "              | '"'
          a\\b           | 'a\\b'
          *              | '*'
          ~              | '~'
          A=b            | 'A=b'
          #x             | '#x'
          !!             | '!!'
          {a,b}          | '{a,b}'
          [x]            | '[x]'
          if             | 'if'
          done           | 'done'
          iffy           | iffy
          ünï            | 'ünï'
          """)
  void quotesAWordOnlyWhereTheShellWouldChangeIt(String word, String quoted) {
    assertThat(Command.of("echo", word).line("h", 0)).isEqualTo("echo " + quoted);
  }

  @Test
  void quotesTabsAndLineEnds() {
    assertThat(Command.of("echo", "a\nb\tc").line("h", 0)).isEqualTo("echo 'a\nb\tc'");
  }

  @Test
  void leavesAShellCommandAsItIs() {
    assertThat(Command.shell("a | b; $C {host}").line("web1", 3)).isEqualTo("a | b; $C {host}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cp x /bak/{host}.{rank}  | cp x /bak/web1.3
          {host}{host}             | web1web1
          {rank}                   | 3
          {other}                  | {other}
          """)
  void fillsHostWordsWhenAsked(String text, String line) {
    assertThat(Command.shell(text).withHostWords().line("web1", 3)).isEqualTo(line);
  }

  @Test
  void quotesWhatHostWordsBecome() {
    assertThat(Command.of("echo", "{host}").withHostWords().line("a b", 0)).isEqualTo("echo 'a b'");
  }

  @Test
  void refusesWhatCannotBeRun() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.of())
        .withMessage("the command is empty; say what to run");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.shell("  "))
        .withMessage("the command is empty; say what to run");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.of("echo", "a\0b"))
        .withMessage("the command holds a NUL character; no program can take it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.of("x").withEnvironment("A-B", "c"))
        .withMessageStartingWith("\"A-B\" is no name of an environment variable");
  }

  @Test
  void keepsTheOrderOfTheEnvironment() {
    Command command = Command.of("x").withEnvironment("B", "1").withEnvironment("A", "2");
    assertThat(command.environment())
        .containsExactly(java.util.Map.entry("B", "1"), java.util.Map.entry("A", "2"));
  }

  @Test
  void doesNotShowItsInput() {
    assertThat(Command.of("x").withInput(Input.of(new byte[] {65, 66})).toString())
        .contains("2 bytes")
        .doesNotContain("AB");
  }
}
