package dev.muster.ssh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDialogueTest {

  private static List<byte[]> words(String text) {
    return List.of(
        text.replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\e", "\u001b")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Talk talk(String host, String user) {
    return new Talk(new HttpDialogue(host, 22, user), "open sesame");
  }

  @ParameterizedTest(name = "{0}, user {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1        | -     | CONNECT web1:22 HTTP/1.1_Host: web1:22__
          10.0.0.7    | -     | CONNECT 10.0.0.7:22 HTTP/1.1_Host: 10.0.0.7:22__
          2001:db8::5 | -     | CONNECT [2001:db8::5]:22 HTTP/1.1_Host: [2001:db8::5]:22__
          web1        | Aladdin | CONNECT web1:22 HTTP/1.1_Host: web1:22_Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==__
          """)
  void asksInOneBreath(String host, String user, String request) {
    Talk talk = talk(host, user.equals("-") ? "" : user);
    assertThat(talk.hear(List.of(), 1)).isEqualTo("waits");
    assertThat(talk.saidInText()).isEqualTo(request.replace("_", "\r\n"));
  }

  /// What follows the answer is the host's, whatever lengths the answer tells of.
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "HTTP/1.1 200 Connection established\\r\\n\\r\\n",
        "HTTP/1.0 200\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\n\\n",
        "HTTP/1.1 204 \\r\\nVia: x\\r\\nContent-Length: 2\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 103 Hints\\r\\nLink: x\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\n",
      })
  void connects(String answer) {
    for (int atOnce : new int[] {1, 2, 3, 7, 10_000}) {
      Talk talk = talk("web1", "");
      assertThat(talk.hear(words(answer + "SSH-2.0-x\\r\\n"), atOnce)).isEqualTo("connected");
      assertThat(talk.ofTheHost()).isEqualTo("SSH-2.0-x\r\n");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HTTP/1.1 403 Forbidden\\r\\n\\r\\n              | -   | it answered: HTTP/1.1 403 Forbidden
          HTTP/1.0 502 \\e[2Jgone\\r\\n\\r\\n             | -   | it answered: HTTP/1.0 502 ?[2Jgone
          HTTP/1.1 301 Moved\\r\\nLocation: x\\r\\n\\r\\n | -   | it answered: HTTP/1.1 301 Moved
          HTTP/1.1 101 Switching\\r\\n\\r\\n              | -   | it answered: HTTP/1.1 101 Switching
          HTTP/1.1 407 No\\r\\n\\r\\n                     | -   | it wants a user and a password; name a user for it
          HTTP/1.1 407 No\\r\\nProxy-Authenticate: Basic realm="x"\\r\\nproxy-authenticate: NTLM\\r\\n\\r\\n | -   | it wants a user and a password by Basic, NTLM; name a user for it
          HTTP/1.1 407 No\\r\\nProxy-Authenticate: Basic realm="x"\\r\\n\\r\\n | amy | it refused user amy with this password by Basic
          HTTP/1.1 407 No\\r\\nProxy-Authenticate: \\e[2J\\r\\n\\r\\n          | amy | it refused user amy with this password by ?[2J
          HTTP/1.1 2000 OK\\r\\n\\r\\n                    | -   | it does not speak HTTP: it said "HTTP/1.1 2000 OK"
          HTTP/1.1 OK\\r\\n\\r\\n                         | -   | it does not speak HTTP: it said "HTTP/1.1 OK"
          HTTP/1.1\\r\\n\\r\\n                            | -   | it does not speak HTTP: it said "HTTP/1.1"
          SSH-2.0-x\\r\\n                                 | -   | it does not speak HTTP: it said "SSH-2.0-x??"
          HTTP/1.1 200 OK\\r\\n                           | -   | waits
          HTT                                             | -   | waits
          """)
  void tellsWhyNot(String answer, String user, String told) {
    assertThat(talk("web1", user.equals("-") ? "" : user).hear(words(answer), 10_000))
        .isEqualTo(told);
  }

  @Test
  void tellsAtTheFirstByteThatIsWrong() {
    assertThat(talk("web1", "").hear(words("HTTQ"), 1))
        .isEqualTo("it does not speak HTTP: it said \"HTTQ\"");
  }

  /// The attack: lines without end fill the memory.
  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 x\r\n\r\n"})
  void endsAnAnswerWithoutEnd(String beginning) {
    String rest = beginning.endsWith("X: ") ? "x".repeat(100) : beginning.replace("200 OK", "X: y");
    StringBuilder endless = new StringBuilder(beginning);
    while (endless.length() < 2 * HttpDialogue.MAX_BYTES) {
      endless.append(rest);
    }
    for (int atOnce : new int[] {1, 1000, 100_000}) {
      Talk talk = talk("web1", "");
      assertThat(talk.hear(words(endless.toString()), atOnce))
          .isEqualTo("its answer has over 16384 bytes and no end");
    }
  }

  @Test
  void takesAnAnswerOfJustTheMost() {
    String start = "HTTP/1.1 200 OK\r\nX: ";
    String end = "\r\n\r\n";
    String most =
        start + "x".repeat(HttpDialogue.MAX_BYTES - start.length() - end.length()) + end + "SSH-";
    Talk talk = talk("web1", "");
    assertThat(talk.hear(words(most), 500)).isEqualTo("connected");
    assertThat(talk.ofTheHost()).isEqualTo("SSH-");
  }

  /// The attack: a host's name with line ends says more to the proxy than a name.
  @ParameterizedTest
  @ValueSource(strings = {"web1\r\nX: y", "web1 HTTP/1.1", "web\t1", "wéb", "fe80::1%eth0"})
  void saysNothingOfAHostThatCannotBeNamed(String host) {
    Talk talk = talk(host, "amy");
    assertThat(talk.hear(List.of(), 1)).contains(" no proxy ").doesNotContain("\n");
    assertThat(talk.saidInText()).isEmpty();
  }
}
