package dev.muster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A10, A11, A13, X8: targets as text.
class SpecTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssh:user@host:22//chdir=/srv//nice=10//id=web1//via=bastion | SSH     | user@host:22      | web1
          ssh:[::1]:22                                                | SSH     | [::1]:22          | [::1]:22
          web1//nice=5                                                | SSH     | web1              | web1
          local:                                                      | LOCAL   | ''                | local
          local:worker//env:A=b=c                                     | LOCAL   | worker            | worker
          docker:example//colour=red//flag                            | DOCKER  | example           | example
          podman:p                                                    | PODMAN  | p                 | p
          command:kubectl exec -i pod --//id=k                        | COMMAND | kubectl exec -i pod -- | k
          serial:/dev/ttyS0                                           | TRANSPORT | /dev/ttyS0      | /dev/ttyS0
          mem:                                                        | TRANSPORT | ''              | mem
          x-y+1:a:b//id=t                                             | TRANSPORT | a:b             | t
          """)
  void isReadAndPrintedBack(String text, Spec.Kind kind, String target, String label) {
    Spec spec = Spec.parse(text);
    assertThat(spec.kind()).isEqualTo(kind);
    assertThat(spec.target()).isEqualTo(target);
    assertThat(spec.label()).isEqualTo(label);
    assertThat(spec).hasToString(text).isEqualTo(Spec.parse(text));
  }

  @Test
  void optionsAreReadInOrderAndFreeKeysAreKept() {
    Spec spec = Spec.parse("local:x//chdir=a b//env:HOME=/h//colour=red//flag");
    assertThat(spec.options().keySet()).containsExactly("chdir", "env:HOME", "colour", "flag");
    assertThat(spec.environment()).containsExactly(java.util.Map.entry("HOME", "/h"));
    assertThat(spec.option("colour")).contains("red");
    assertThat(spec.option("flag")).contains("");
    assertThat(spec.option("other")).isEmpty();
    assertThat(spec.with("nice", "3").with("colour", "blue"))
        .hasToString("local:x//chdir=a b//env:HOME=/h//colour=blue//flag//nice=3");
  }

  @Test
  void wordsAreDividedAtBlanksButNotBetweenQuotes() {
    assertThat(Spec.parse("command:a  'b c' \"d'e\" f").words())
        .containsExactly("a", "b c", "d'e", "f");
    assertThat(Spec.parse("command:/usr/bin/ssh host").joinsWords()).isTrue();
    assertThat(Spec.parse("command:sudo -u x").joinsWords()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssh:                  | wants a name after ssh:
          docker:-x             | wants a name after docker:
          command:              | wants a command after command:
          command:a 'b          | is never closed
          local:x//id           | id wants a value
          local:x//nice=much    | nice wants a number from -20 to 20, got "much"
          local:x//nice=21      | nice wants a number from -20 to 20, got 21
          local:x//a=1//a=2     | "a" is said twice
          local:x////a=1        | there is no key
          local:x//env:1A=b     | wants env: and the name of a variable
          mem:x//via=b          | a transport reaches its targets from here
          """)
  void whatCannotBeUnderstoodIsNamed(String text, String why) {
    assertThatThrownBy(() -> Spec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spec \"" + text + "\": ")
        .hasMessageContaining(why);
  }

  @Test
  void tellsASpecFromAHost() {
    assertThat(Spec.isMoreThanAHost("web1:22")).isFalse();
    assertThat(Spec.isMoreThanAHost("user@[::1]:22")).isFalse();
    assertThat(Spec.isMoreThanAHost("local:")).isTrue();
    assertThat(Spec.isMoreThanAHost("web1//nice=1")).isTrue();
    assertThat(Spec.isMoreThanAHost("web1.lan:x")).isFalse();
    assertThat(Spec.isMoreThanAHost("user@web1:x")).isFalse();
    assertThat(Spec.isMoreThanAHost("fe80::1%eth0")).isFalse();
    assertThat(Spec.isMoreThanAHost("dead:beef::1")).isFalse();
    assertThat(Spec.isMoreThanAHost("serial:1a")).isTrue();
  }

  /// A17.
  @ParameterizedTest
  @CsvSource({
    "serial, true",
    "x1, true",
    "a+b-c, true",
    "local, false",
    "ssh, false",
    "cafe, false",
    "b2, false",
    "x, false",
    "2x, false",
    "Serial, false",
    "a.b, false",
    "'', false"
  })
  void saysWhatMayBeTheNameOfATransport(String word, boolean may) {
    assertThat(Spec.isScheme(word)).isEqualTo(may);
    if (may) {
      assertThat(Spec.parse(word + ":t").scheme()).isEqualTo(word);
    }
  }
}
