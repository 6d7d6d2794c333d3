package dev.muster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostSetTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1                     | web1
          web[1-3]                 | web1 web2 web3
          web[08-10]               | web08 web09 web10
          web[0-2]                 | web0 web1 web2
          web[9-11]                | web9 web10 web11
          web[01-03,30]            | web01 web02 web03 web30
          db[1,3-4].lan            | db1.lan db3.lan db4.lan
          web[1-10/3]              | web1 web4 web7 web10
          web[01-05/2]             | web01 web03 web05
          web[5-5]                 | web5
          web[1-3,2]               | web1 web2 web3
          web[3,1]                 | web3 web1
          a[1-2]b[1-2]             | a1b1 a1b2 a2b1 a2b2
          a[1-2][3-4]              | a13 a14 a23 a24
          [1-3]                    | 1 2 3
          web[1-2]4                | web14 web24
          {db,web}1                | db1 web1
          [db,web]1                | db1 web1
          {us-east,us-west}-[1-2]  | us-east-1 us-east-2 us-west-1 us-west-2
          {1-2,a}                  | 1 2 a
          rack[a,b,7-8]            | racka rackb rack7 rack8
          web{1:22,2:2222}         | web1:22 web2:2222
          web1,db1,web1            | web1 db1
          web2 , web1              | web2 web1
          web[ 1-2 , 4 ]           | web1 web2 web4
          127.1.0.[1-3]            | 127.1.0.1 127.1.0.2 127.1.0.3
          10.[0-1].0.[1-2]         | 10.0.0.1 10.0.0.2 10.1.0.1 10.1.0.2
          ::1                      | ::1
          fe80::[1-2]              | fe80::1 fe80::2
          [::1]                    | [::1]
          [::1],[::2]:22           | [::1] [::2]:22
          [fe80::1%eth0]:22        | [fe80::1%eth0]:22
          me@[::ffff:1.2.3.4]:22   | me@[::ffff:1.2.3.4]:22
          web1,[::1]:[22-23]       | web1 [::1]:22 [::1]:23
          ssh:[::1]:22             | ssh:[::1]:22
          user@web1:2222           | user@web1:2222
          user@web[1-2]:22         | user@web1:22 user@web2:22
          docker:name              | docker:name
          ssh:u@h:22//chdir=/srv   | ssh:u@h:22//chdir=/srv
          CORP\\jo@web1            | CORP\\jo@web1
          bücher.example           | bücher.example
          """)
  void expands(String text, String names) {
    assertThat(HostSet.parse(text).names()).containsExactly(names.split(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web[1-4]!web3            | web1 web2 web4
          web[1-4],!web3           | web1 web2 web4
          web[1-4], ! web3         | web1 web2 web4
          web[1-4]!web3,web3       | web1 web2 web4 web3
          web[1-4]!web2!web3       | web1 web4
          web1!web[1-9]            | ''
          web1!db1                 | web1
          web[1-4]&web[3-6]        | web3 web4
          web[4,2]&web[1-4]        | web4 web2
          a[1-3]&a[2-5],b1         | a2 a3 b1
          b1,a[1-3]&a[2-5]         | a2 a3
          web[1-2]^web[2-3]        | web1 web3
          web[1-2]^{web3,web3}     | web1 web2 web3
          web[1-5],web[3-9]^web4   | web1 web2 web3 web5 web6 web7 web8 web9
          web[1-5]!web2&web[1-3]   | web1 web3
          """)
  void workOutOperatorsFromLeftToRight(String text, String names) {
    assertThat(HostSet.parse(text).names()).isEqualTo(words(names));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t "})
  void readsBlankTextAsTheEmptySet(String text) {
    assertThat(HostSet.parse(text)).isEqualTo(HostSet.empty());
    assertThat(HostSet.parse(text).isEmpty()).isTrue();
    assertThat(HostSet.parse(text).fold()).isEmpty();
  }

  @Test
  void readsSeveralExpressionsEachByItself() {
    assertThat(HostSet.parse(List.of("web[1-2]", "", "db1,web[1-3]!web2")).names())
        .containsExactly("web1", "web2", "db1", "web3");
  }

  @Test
  void takesNamesAsTheyStand() {
    assertThat(HostSet.of(List.of("b", "a", "b", "[::1]:22")).names())
        .containsExactly("b", "a", "[::1]:22");
  }

  @Test
  void readsHostFiles() {
    var lines =
        """
        # the web tier
        web[1-3]!web2

           db1   # the old one
        #web9
        admin@[::1]:22,web1
        """;
    assertThat(HostSet.read(lines.lines(), "hosts.txt").names())
        .containsExactly("web1", "web3", "db1", "admin@[::1]:22");
  }

  @Test
  void saysWhichLineOfAHostFileIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSet.read(Stream.of("web1", "# none", "web[1-"), "hosts.txt"))
        .withMessage(
            "hosts.txt:3: host set \"web[1-\": bracket opened at column 4 is never closed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b1,a1,a10,a2                 | a[1-2,10],b1
          web[9-10],web08              | web[9,08,10]
          a[9-11],a08                  | a[9,08,10-11]
          a[8-9],a09,a10               | a[8-9,09-10]
          a08,a9,a10,a011              | a[9,08,10,011]
          a0,a1,a00,a01                | a[0-1,00-01]
          web[01-20,30]                | web[01-20,30]
          web[1-3],web[001-003]        | web[1-3,001-003]
          web[98-101]                  | web[98-101]
          web[098-101]                 | web[098-101]
          web[08-99],web[100-200]      | web[08-99,100-200]
          web[1-9/2]                   | web[1,3,5,7,9]
          web1,web,web2                | web,web[1-2]
          web[1-2]-ib,web[1-2]         | web[1-2],web[1-2]-ib
          1,2,3                        | [1-3]
          {db,web}1                    | db1,web1
          web[1-2]4                    | web[14,24]
          a1-1,a1-2,a2-1,a2-2          | a[1-2]-[1-2]
          a1b1,a2b2                    | a1b1,a2b2
          a1b1,a1b2,a2b1               | a1b[1-2],a2b1
          n1c1,n1c2,n2c1,n2c2,n3c1     | n[1-2]c[1-2],n3c1
          n[1-4]c[1-4]!n2c3            | n[1,3-4]c[1-4],n2c[1-2,4]
          n[1-3]c1,n1c[2-3]            | n1c[1-3],n[2-3]c1
          r[1-2]n[1-2]p[1-2]           | r[1-2]n[1-2]p[1-2]
          r[1-2]n[1-2]p[1-2]!r1n1p1    | r1n1p2,r1n2p[1-2],r2n[1-2]p[1-2]
          10.0.[0-1].[1-3]             | 10.0.[0-1].[1-3]
          fe80::1,fe80::2              | fe80::[1-2]
          [::1]:22,[::2]:22            | [::1]:22,[::2]:22
          [::1]:22,[::1]:23            | [::1]:[22-23]
          user@web[1-2]:22             | user@web[1-2]:22
          a1234567890123456,a2         | a2,a1234567890123456
          a123456789012345,a123456789012346 | a[123456789012345-123456789012346]
          """)
  void folds(String text, String folded) {
    assertThat(HostSet.parse(text).fold()).isEqualTo(folded);
    assertThat(HostSet.parse(text)).hasToString(folded);
  }

  @Test
  void foldsAlongTheAxisThatGivesTheShorterText() {
    var columns = HostSet.parse("n[1-9]c1,n[2-8]c2,n[1-5,7]c3");
    assertThat(columns.fold()).isEqualTo("n[1-9]c1,n[1-5,7]c3,n[2-8]c2");
  }

  @Test
  void keepsTheOrderGivenAndFoldsInItsOwn() {
    var hosts = HostSet.parse("web10,db1,web9");
    assertThat(hosts.names()).containsExactly("web10", "db1", "web9");
    assertThat(hosts.fold()).isEqualTo("db1,web[9-10]");
    assertThat(hosts.sorted().names()).containsExactly("db1", "web9", "web10");
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
  }
}
