package dev.muster.ssh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocksDialogueTest {

  private static SocksDialogue to(String host, String user) {
    boolean literal = Character.isDigit(host.charAt(0)) || host.contains(":");
    byte[] address =
        literal ? InetAddress.ofLiteral(host.split("%", 2)[0]).getAddress() : new byte[0];
    return new SocksDialogue(host, address, 22, user);
  }

  private static List<byte[]> words(String hex) {
    List<byte[]> words = new ArrayList<>();
    for (String word : hex.split(" ", -1)) {
      words.add(HexFormat.of().parseHex(word));
    }
    return words;
  }

  /// `5353` is what the host says: it must be left alone wherever the proxy's words are cut.
  @ParameterizedTest(name = "{0}, user {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # host       | user | the proxy says                                | said to it
          web1         | -    | 0500 050000010000000000005353                 | 050100 0501000304776562310016
          10.0.0.7     | -    | 0500 050000010a0000070016 5353                | 050100 050100010a0000070016
          2001:db8::5  | -    | 0500 0500000420010db800000000000000000000000500165353 | 050100 0501000420010db80000000000000000000000050016
          web1         | -    | 0500 050000030378797a00165353                 | 050100 0501000304776562310016
          web1         | amy  | 0500 050000010000000000005353                 | 05020002 0501000304776562310016
          web1         | amy  | 0502 0100 050000010000000000005353            | 05020002 0103616d79036b6579 0501000304776562310016
          web1         | amy  | 0502 0500 050000010000000000005353            | 05020002 0103616d79036b6579 0501000304776562310016
          """)
  void connects(String host, String user, String proxy, String said) {
    for (int atOnce : new int[] {1, 2, 3, 5, 100}) {
      Talk talk = new Talk(to(host, user.equals("-") ? "" : user), "key");
      assertThat(talk.hear(words(proxy), atOnce)).isEqualTo("connected");
      assertThat(talk.saidInHex()).isEqualTo(said);
      assertThat(talk.ofTheHost()).isEqualTo("SS");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the proxy says        | user | what is told
          05ff                    | -    | it wants a user and a password; name a user for it
          05ff                    | amy  | it lets nobody in by user and password
          0502                    | -    | it chose method 2 to log in, which was not offered
          0501                    | amy  | it chose method 1 to log in, which was not offered
          0502 0101               | amy  | it refused user amy with this password
          0502 0700               | amy  | it does not speak SOCKS 5: a version of 5 was wanted, got 7
          4854                    | -    | it does not speak SOCKS 5: a version of 5 was wanted, got 72
          0400                    | -    | it does not speak SOCKS 5: a version of 5 was wanted, got 4
          0500 0100               | -    | it does not speak SOCKS 5: a version of 5 was wanted, got 1
          0500 0501               | -    | it answered: general failure
          0500 0502               | -    | it answered: not allowed by its rules
          0500 0503               | -    | it answered: network unreachable
          0500 0504               | -    | it answered: host unreachable
          0500 0505               | -    | it answered: connection refused
          0500 0506               | -    | it answered: time to live expired
          0500 0507               | -    | it answered: command not known
          0500 0508               | -    | it answered: type of address not known
          0500 05fe               | -    | it answered: failure 254
          0500 0500000900         | -    | its reply has an address of type 9, no SOCKS 5
          0500 0500000000         | -    | its reply has an address of type 0, no SOCKS 5
          05                      | -    | waits
          0500 0500               | -    | waits
          0500 05000003ff         | -    | waits
          0500 05000001000000     | -    | waits
          """)
  void tellsWhyNot(String proxy, String user, String told) {
    for (int atOnce : new int[] {1, 2, 100}) {
      Talk talk = new Talk(to("web1", user.equals("-") ? "" : user), "key");
      assertThat(talk.hear(words(proxy), atOnce)).isEqualTo(told);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wéb         | the host's name "wéb" has characters that no proxy is sent; write it in ASCII, as xn--…
          a b         | the host's name "a b" has characters that no proxy is sent; write it in ASCII, as xn--…
          fe80::1%lo  | fe80::1%lo is an address of one network interface here, which no proxy knows
          """)
  void saysNothingOfAHostThatCannotBeNamed(String host, String told) {
    Talk talk = new Talk(to(host, ""), "");
    assertThat(talk.hear(List.of(), 1)).isEqualTo(told);
    assertThat(talk.saidInHex()).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThat(new Talk(to("x".repeat(255), ""), "").hear(List.of(), 1)).isEqualTo("waits");
    assertThat(new Talk(to("x".repeat(256), ""), "").hear(List.of(), 1))
        .isEqualTo("the host's name has 256 characters; SOCKS takes 255");
    String tooMuch = "user and password must have 1 to 255 bytes each for SOCKS";
    for (String password : List.of("", "é".repeat(128))) {
      Talk talk = new Talk(to("web1", "amy"), password);
      assertThat(talk.hear(words("0502"), 2)).isEqualTo(tooMuch);
      assertThat(talk.saidInHex()).isEqualTo("05020002");
    }
    assertThat(new Talk(to("web1", "u".repeat(256)), "key").hear(words("0502"), 2))
        .isEqualTo(tooMuch);
  }

  @Test
  void sendsAPasswordInUtf8() {
    Talk talk = new Talk(to("web1", "ü"), "é");
    assertThat(talk.hear(words("0502"), 2)).isEqualTo("waits");
    assertThat(talk.saidInHex()).isEqualTo("05020002 0102c3bc02c3a9");
  }
}
