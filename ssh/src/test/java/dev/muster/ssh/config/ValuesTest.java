package dev.muster.ssh.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.data.Wildcard;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web*      | web1   | true
          web*      | web    | true
          *         | ''     | true
          ?         | ''     | false
          w?b       | web    | true
          w?b       | wb     | false
          *a*b*     | xxaxxb | true
          *a*b      | xxbxxa | false
          a**b      | ab     | true
          [ab]      | a      | false
          """)
  void aPatternStandsForTexts(String pattern, String text, boolean matches) {
    assertThat(Wildcard.of(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void aHostilePatternCostsLittle() {
    Wildcard hostile = Wildcard.of("*a".repeat(500) + "b");
    assertThat(hostile.matches("a".repeat(60_000))).isFalse();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,b       | b   | true
          !a,*      | a   | false
          !a,*      | b   | true
          *,!a      | a   | false
          !a        | b   | false
          ''        | ''  | false
          a,        | ''  | false
          a,,b      | ''  | true
          """)
  void aListStandsForWhatItHasButNotForWhatItShutsOut(String list, String text, boolean matches) {
    assertThat(PatternList.of(list).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0          | 0
          90         | 90
          90s        | 90
          1h30m      | 5400
          1W2D3H4M5S | 788645
          1h30       | 3630
          ''         | -1
          5x         | -1
          -5         | -1
          s          | -1
          2147483647 | 2147483647
          2147483648 | -1
          99999999999| -1
          9999999w   | -1
          """)
  void readsTimes(String text, long seconds) {
    assertThat(Numbers.seconds(text)).isEqualTo(seconds);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4096   | 4096
          1K     | 1024
          1.5k   | 1536
          2G     | 2147483648
          .5M    | 524288
          1E     | 1152921504606846976
          8E     | -1
          1.2.3K | -1
          1KB    | -1
          K      | -1
          1X     | -1
          9999999999999999999 | -1
          """)
  void readsSizes(String text, long bytes) {
    assertThat(Numbers.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''       | a1,a2,b
          b        | b
          b,z,a1   | b,a1
          +c       | a1,a2,b,c
          +a1      | a1,a2,b
          ^b       | b,a1,a2
          ^c*      | c,a1,a2,b
          -a*      | b
          -a1,b    | a2
          a*       | a1,a2
          z        | ''
          """)
  void readsListsOfAlgorithms(String list, @Nullable String expected) {
    List<String> usual = List.of("a1", "a2", "b");
    List<String> names = AlgorithmList.resolve(list, usual, List.of("a1", "a2", "b", "c"));
    assertThat(String.join(",", names)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          80:h:81          | local  | 80 [h]:81
          a:80:h:81        | local  | [a]:80 [h]:81
          [::1]:80:[::2]:81| local  | [::1]:80 [::2]:81
          *:80:h:81        | local  | [*]:80 [h]:81
          80:/s            | local  | 80 /s
          /s:h:81          | local  | /s [h]:81
          /s:/t            | local  | /s /t
          a\\:b:80:h:81    | local  | [a:b]:80 [h]:81
          0:h:81           | remote | 0 [h]:81
          0:h:81           | local  |
          80:h:0           | local  |
          80:h             | local  |
          80               | local  |
          80:h:81:82:83    | local  |
          [::1:80:h:81     | local  |
          70000:h:81       | local  |
          1080             | socks  | 1080
          a:1080           | socks  | [a]:1080
          0                | socks  |
          1:2:3            | socks  |
          """)
  void readsForwardings(String text, String kind, @Nullable String printed) {
    Forward forward = Forward.parse(text, kind.equals("socks"), kind.equals("remote"));
    assertThat(forward == null ? null : forward.toString()).isEqualTo(printed);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host               | host
          u@host:22          | u@host:22
          a@b@host           | a@b@host
          [::1]              | [::1]
          10.0.0.1           | [10.0.0.1]
          ssh://u@h:5        | u@h:5
          ssh://u;x=y@h/     | u@h
          ssh://h/path       |
          ssh://b%ad         |
          @host              |
          host:0             |
          host:x             |
          host/x             |
          [::1               |
          :22                |
          """)
  void readsHostsToJumpThrough(String text, @Nullable String printed) {
    List<JumpHost> hops = JumpHost.parseAll(text);
    assertThat(hops == null ? null : hops.getFirst().toString()).isEqualTo(printed);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *.conf     | a.conf   | true
          *.conf     | .a.conf  | false
          .*         | .a       | true
          ?          | ab       | false
          [a-c]x     | bx       | true
          [!a-c]x    | bx       | false
          [!a-c]x    | dx       | true
          \\*        | *        | true
          \\*        | a        | false
          a[         | a[       | true
          """)
  void aFilesNameMatchesAsInAShell(String pattern, String name, boolean matches) {
    assertThat(FilePattern.matches(pattern, name)).isEqualTo(matches);
  }
}
