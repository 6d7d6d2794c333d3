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

  private static final SudoMarks MARKS = new SudoMarks("ask:", "aabb");

  private static final String BEGINNING =
      "sudo -S -p ask: -u root -- /bin/sh -c 'printf %s%s%s. aa bb $$ >&2 && exec \"$@\"' sh ";

  private static String line(Command command) {
    return command.line("web1", 3, MARKS);
  }

  @Test
  void anotherShellTakesAText() {
    assertThat(line(Command.shell("echo $0; it's").by("/bin/bash", "-lc")))
        .isEqualTo("/bin/bash -lc 'echo $0; it'\\''s'");
    assertThat(line(Command.shell("a {host}").by("my shell", "-c").withHostWords()))
        .isEqualTo("'my shell' -c 'a web1'");
  }

  @Test
  void errorsGoWhereTheRestGoes() {
    assertThat(line(Command.of("ls", "a b").withMergedErrors()))
        .isEqualTo("/bin/sh -c 'exec \"$@\" 2>&1' sh ls 'a b'");
    assertThat(line(Command.shell("ls; ls").withMergedErrors()))
        .as("the login shell reads the text all the same")
        .isEqualTo("/bin/sh -c 'exec \"${SHELL:-/bin/sh}\" -c \"$1\" 2>&1' sh 'ls; ls'");
    assertThat(line(Command.shell("ls").by("bash", "-c").withMergedErrors()))
        .isEqualTo("/bin/sh -c 'exec \"$@\" 2>&1' sh bash -c ls");
  }

  /// C5, P10: the exact text.
  @Test
  void sudoBecomesTheCommand() {
    assertThat(line(Command.of("touch", "a b", "{host}").withHostWords().sudo()))
        .isEqualTo(BEGINNING + "touch 'a b' web1");
    assertThat(line(Command.shell("cd /srv && ls").sudo()))
        .isEqualTo(BEGINNING + "/bin/sh -c 'cd /srv && ls'");
    assertThat(line(Command.shell("ls").by("bash", "-lc").sudo()))
        .isEqualTo(BEGINNING + "bash -lc ls");
    assertThat(line(Command.of("ls").sudo("the user").withMergedErrors()))
        .isEqualTo(BEGINNING.replace("root", "'the user'").replace("$@\"", "$@\" 2>&1") + "ls");
  }

  @Test
  void sudoKeepsVariablesWithoutShowingThem() {
    Command command = Command.of("x").withEnvironment("B", "secret").withEnvironment("A", "");
    assertThat(line(command.sudo()))
        .isEqualTo(BEGINNING.replace("-u root", "-u root '--preserve-env=B,A'") + "x");
  }

  @Test
  void marksAreOfOneRunOnly() {
    Command command = Command.of("x").sudo();
    assertThat(command.line("a", 0)).isNotEqualTo(command.line("a", 0));
    assertThat(command.marks().begun()).hasSize(32);
    SudoMarks marks = command.marks();
    assertThat(command.line("a", 0, marks)).contains(marks.prompt()).doesNotContain(marks.begun());
    assertThat(Command.of("x").marks()).isEqualTo(SudoMarks.none());
  }

  @Test
  void refusesWhatCannotBeWrapped() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.of("ls").by("bash", "-c"))
        .withMessage("words need no shell, got [bash, -c]; use Command.shell for a text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.shell("ls").by("", "-c"))
        .withMessage("the shell has no name; wanted one such as /bin/bash -c");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.of("ls").sudo(" "))
        .withMessage("the user for sudo has no name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Command.of("ls").sudo("a\0b"))
        .withMessage("the user for sudo holds a NUL character; no program can take it");
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
