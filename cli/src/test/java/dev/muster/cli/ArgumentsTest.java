package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

  private static final EnumSet<Option> KNOWN =
      EnumSet.of(Option.HOSTS, Option.TIMEOUT, Option.FOLD, Option.VERBOSE);

  private static Arguments parse(String line) throws UsageException {
    return Arguments.parse("run", List.of(line.split(" ", -1)), KNOWN, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-w a -b -v c d",
        "-wa -bv c d",
        "-bvwa c d",
        "--hosts a --fold --verbose c d",
        "--hosts=a -b -v -- c d",
        "-bvw a c d"
      })
  void readsAnOptionInAnyForm(String line) throws Exception {
    Arguments arguments = parse(line);
    assertThat(arguments.all(Option.HOSTS)).containsExactly("a");
    assertThat(arguments.has(Option.FOLD)).isTrue();
    assertThat(arguments.has(Option.VERBOSE)).isTrue();
    assertThat(arguments.has(Option.TIMEOUT)).isFalse();
    assertThat(arguments.rest()).containsExactly("c", "d");
  }

  @Test
  void keepsAllValuesAndKnowsTheLast() throws Exception {
    Arguments arguments = parse("-w a -w b --timeout=1s --timeout 2s");
    assertThat(arguments.all(Option.HOSTS)).containsExactly("a", "b");
    assertThat(arguments.last(Option.TIMEOUT)).hasValue("2s");
    assertThat(arguments.last(Option.INPUT)).isEmpty();
  }

  @Test
  void takesALoneDashForAWord() throws Exception {
    assertThat(parse("-w - -").all(Option.HOSTS)).containsExactly("-");
    assertThat(parse("-w - -").rest()).containsExactly("-");
  }

  @Test
  void leavesOptionsAfterTheFirstWordToTheCommand() throws Exception {
    assertThat(parse("c -w a --x").rest()).containsExactly("c", "-w", "a", "--x");
  }

  @Test
  void mayTakeOptionsAnywhere() throws Exception {
    Arguments arguments = Arguments.parse("hosts", List.of("c", "-w", "a", "d"), KNOWN, false);
    assertThat(arguments.rest()).containsExactly("c", "d");
    assertThat(arguments.all(Option.HOSTS)).containsExactly("a");
  }
}
