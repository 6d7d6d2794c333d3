package dev.muster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSetRefusalTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          web[1-           | bracket opened at column 4 is never closed
          web[1-3,db1      | bracket opened at column 4 is never closed
          web[             | bracket opened at column 4 is never closed
          web{a,           | brace opened at column 4 is never closed
          [fe80::1         | bracket opened at column 1 is never closed
          web1]            | ']' at column 5 closes nothing
          web}             | '}' at column 4 closes nothing
          web[1-3,db[1-2]  | '[' at column 11 opens a list inside the one opened at column 4
          web{a,b]         | ']' at column 8 does not close the list opened at column 4
          web[]            | list member at column 5 is empty; write at least one character
          web[1,,3]        | list member at column 7 is empty; write at least one character
          web[1,]          | list member at column 7 is empty; write at least one character
          web[3-1]         | range 3-1 at column 5 runs backwards
          web[1,10-9]      | range 10-9 at column 7 runs backwards
          web[1-3/0]       | range 1-3/0 at column 5 has step 0; a step is 1 or more
          web[01-100]      | range 01-100 at column 5 mixes widths; pad both ends to the same number of digits
          web[1-02]        | range 1-02 at column 5 mixes widths; pad both ends to the same number of digits
          web[1-1234567890123456]   | number of 16 digits at column 7 is too long; at most 15 are allowed
          web[1-2/99999999999999999999] | number of 20 digits at column 9 is too long; at most 15 are allowed
          web[1..3]        | "1..3" at column 5 is no range; write a range as 1-3
          web{1..3}        | "1..3" at column 5 is no range; write a range as 1-3
          web[a-c]         | "a-c" at column 5 is neither a number, nor a range such as 1-9 or 1-9/2, nor a word; a word with '-', '/' or ':' goes in braces
          web[1:3]         | "1:3" at column 5 is neither a number, nor a range such as 1-9 or 1-9/2, nor a word; a word with '-', '/' or ':' goes in braces
          web[::1]         | "::1" at column 5 is neither a number, nor a range such as 1-9 or 1-9/2, nor a word; a word with '-', '/' or ':' goes in braces
          web[5/2]         | "5/2" at column 5 is neither a number, nor a range such as 1-9 or 1-9/2, nor a word; a word with '-', '/' or ':' goes in braces
          web[1-2-3]       | "1-2-3" at column 5 is neither a number, nor a range such as 1-9 or 1-9/2, nor a word; a word with '-', '/' or ':' goes in braces
          web[1 - 3]       | blank at column 6 stands inside a list member; write ',' between members
          web[1!2]         | '!' at column 6 cannot stand in a list
          ,web1            | operator ',' at column 1 has no host before it
          !web1            | operator '!' at column 1 has no host before it
          web1,,web2       | operator ',' at column 6 has no host before it
          web1!,web2       | operator ',' at column 6 has no host before it
          web1,&web2       | operator '&' at column 6 has no host before it
          web1,            | operator ',' at column 5 has no host after it
          web1 &           | operator '&' at column 6 has no host after it
          web1,!           | operator '!' at column 6 has no host after it
          web1 web2        | blank at column 5 stands inside a name; write ',' between hosts
          -oProxyCommand=x | host name at column 1 begins with '-' and would be taken for an option by the programs it is given to
          web1,-w          | host name at column 6 begins with '-' and would be taken for an option by the programs it is given to
          {a,-b}1          | host name at column 1 begins with '-' and would be taken for an option by the programs it is given to
          web1!-w          | host name at column 6 begins with '-' and would be taken for an option by the programs it is given to
          me@-oX=y         | the host after '@' in the name at column 1 begins with '-' and would be taken for an option by the programs it is given to
          {me@,you@}-x     | the host after '@' in the name at column 1 begins with '-' and would be taken for an option by the programs it is given to
          web1,@db         | '@' at column 6 begins the name of a group, and a host set holds hosts only
          web$(id)         | '$' at column 4 cannot stand in a host name
          web*             | '*' at column 4 cannot stand in a host name
          web1;id          | ';' at column 5 cannot stand in a host name
          web[1-10000001]  | expression at column 1 stands for 10,000,001 hosts; a set holds at most 10,000,000
          db1,a[1-99999]b[1-99999] | expression at column 5 stands for 9,999,800,001 hosts; a set holds at most 10,000,000
          """)
  void refuses(String text, String trouble) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse(text))
        .withMessage("host set \"" + text + "\": " + trouble);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          10   | host set "web\\n1": line break at column 4 cannot stand in a host name
          13   | host set "web\\r1": line break at column 4 cannot stand in a host name
          27   | host set "web\\u{1B}1": character U+001B at column 4 cannot stand in a host name
          0    | host set "web\\u{0}1": character U+0000 at column 4 cannot stand in a host name
          160  | host set "web\\u{A0}1": character U+00A0 at column 4 cannot stand in a host name
          8238 | host set "web\\u{202E}1": character U+202E at column 4 cannot stand in a host name
          55296| host set "web\\u{D800}1": character U+D800 at column 4 cannot stand in a host name
          34   | host set "web\\"1": '"' at column 4 cannot stand in a host name
          """)
  void refusesWhatCannotBeSeenAndShowsIt(int codePoint, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse("web" + Character.toString(codePoint) + "1"))
        .withMessage(message);
  }

  @Test
  void refusesALineBreakBetweenHosts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse("web1 \nweb2"))
        .withMessage(
            "host set \"web1 \\nweb2\": line break at column 6 cannot stand in a host name");
  }

  @Test
  void showsOnlyTheNeighbourhoodOfTroubleInALongText() {
    var text = "web1,".repeat(100) + "web[3-1]" + ",web1".repeat(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse(text))
        .withMessage(
            "host set \"…,web1,web1,web1,web1,web1,web[3-1],web1,web1,web1,web1,web1,…\":"
                + " range 3-1 at column 505 runs backwards");
  }

  @Test
  void refusesAProductTooLargeToCount() {
    var text = "[1-999999]".repeat(20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse(text))
        .withMessageEndingWith(
            "expression at column 1 stands for 2^63 or more hosts; a set holds at most 10,000,000");
  }

  @Test
  void countsTheHostsOfOneExpressionTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse("db[1-20],a[1-9999981]"))
        .withMessage(
            "host set \"db[1-20],a[1-9999981]\": expression at column 10 adds 9,999,981 hosts to"
                + " 20; a set holds at most 10,000,000");
  }

  @Test
  void refusesANameTooLong() {
    var longest = "x".repeat(1023);
    assertThat(HostSet.parse(longest + "[1-2]").size()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.parse(longest + "[9-10]"))
        .withMessageEndingWith(
            "name of 1025 characters at column 1 is too long; at most 1024 are allowed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          web[1-3] | host name "web[1-3]": '[' at column 4 cannot stand in a host name
          a,b      | host name "a,b": ',' at column 2 cannot stand in a host name
          a b      | host name "a b": blank at column 2 cannot stand in a host name
          -a       | host name "-a": host name at column 1 begins with '-' and would be taken for an option by the programs it is given to
          ~~       | host name "": a name has one character at least
          """)
  void refusesNamesThatAreNotWhole(String name, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.of(List.of("web1", name)))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          get      | host set: no host at index 3 in a set of 3
          slice    | host set: no slice from 2 to 1 in a set of 3
          split    | host set: cannot split into 0 parts; at least 1 is needed
          shard    | host set: no shard 0/4; shards are counted from 1
          shard5   | host set: no shard 5/4; shards are counted from 1
          pick     | host set: cannot pick -1 hosts
          """)
  void refusesWhatIsNotThere(String method, String message) {
    var hosts = HostSet.parse("web[1-3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          switch (method) {
            case "get" -> hosts.get(3);
            case "slice" -> hosts.slice(2, 1);
            case "split" -> hosts.split(0);
            case "shard" -> hosts.shard(0, 4);
            case "shard5" -> hosts.shard(5, 4);
            case "pick" -> hosts.pick(-1, new Random(1));
            default -> throw new AssertionError(method);
          }
        })
        .withMessage(message);
  }
}
