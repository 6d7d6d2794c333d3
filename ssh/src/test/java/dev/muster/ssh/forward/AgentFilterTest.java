package dev.muster.ssh.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentFilterTest {

  private static final String NOTHING = "0000000100";

  private static byte[] question(int kind, int bodyBytes) {
    byte[] body = new byte[1 + bodyBytes];
    Arrays.fill(body, (byte) 0xbb);
    body[0] = (byte) kind;
    return new SshWriter().putString(body).toBytes();
  }

  private static String passed(byte[] bytes, int pieces) throws ProtocolException {
    AgentFilter filter = new AgentFilter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += pieces) {
      int end = Math.min(bytes.length, at + pieces);
      out.writeBytes(filter.pass(Arrays.copyOfRange(bytes, at, end)));
      assertThat(out.size()).isLessThanOrEqualTo(end);
    }
    return HexFormat.of().formatHex(out.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 13})
  void passesQuestionsThatChangeNothing(int kind) throws Exception {
    byte[] question = question(kind, 40);
    for (int pieces = 1; pieces <= question.length; pieces++) {
      assertThat(passed(question, pieces)).isEqualTo(HexFormat.of().formatHex(question));
    }
  }

  private static byte[] extension(String name, String more) {
    SshWriter body = new SshWriter().putByte(27).putString(name);
    body.putBytes(HexFormat.of().parseHex(more));
    return new SshWriter().putString(body.toBytes()).toBytes();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          query                    | ''
          query                    | 00
          session-bind@openssh.com | ''
          session-bind@openssh.com | 0000000401020304
          """)
  void passesExtensionsThatChangeNothing(String name, String more) throws Exception {
    byte[] question = extension(name, more);
    String twice = HexFormat.of().formatHex(question).repeat(2);
    byte[] both = HexFormat.of().parseHex(twice);
    for (int pieces = 1; pieces <= both.length; pieces++) {
      assertThat(passed(both, pieces)).isEqualTo(twice);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restrict-destination-v00@openssh.com",
        "session-bind@openssh.co",
        "session-bind@openssh.comm",
        "session-bind@openssh.con",
        "Query",
        "quer",
        "querys",
        "query\0",
        "q",
        ""
      })
  void putsNothingInThePlaceOfOtherExtensions(String name) throws Exception {
    String next = "000000010b";
    for (String more : new String[] {"", "00", "00000005" + "aa".repeat(5)}) {
      String all = HexFormat.of().formatHex(extension(name, more)) + next;
      for (int pieces = 1; pieces <= all.length() / 2; pieces++) {
        assertThat(passed(HexFormat.of().parseHex(all), pieces)).isEqualTo(NOTHING + next);
      }
    }
  }

  /// The name is cut short, ends after its question, or is said to be of a length that none has:
  /// such a question is dropped as it comes, and nothing of it is held.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000001 1b",
        "00000002 1b 00",
        "00000004 1b 000000",
        "00000005 1b 00000000",
        "00000005 1b 00000005",
        "00000009 1b 00000005 71756572",
        "0000000a 1b ffffffff 7175657279",
        "0000000a 1b 7fffffff 7175657279",
        "0000001e 1b 00000019 " + "71717171717171717171717171717171717171717171717171",
      })
  void putsNothingInThePlaceOfExtensionsWithoutAName(String question) throws Exception {
    String next = "000000010b";
    String all = question.replace(" ", "") + next;
    for (int pieces = 1; pieces <= all.length() / 2; pieces++) {
      assertThat(passed(HexFormat.of().parseHex(all), pieces)).isEqualTo(NOTHING + next);
    }
    assertThat(passed(HexFormat.of().parseHex(all + question.replace(" ", "") + next), 7))
        .isEqualTo((NOTHING + next).repeat(2));
  }

  /// 17, 25: add a key. 18, 19: remove one, all. 20, 21, 26: a token, with a library to load. 22,
  /// 23: lock, unlock.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 9, 12, 14, 17, 18, 19, 20, 21, 22, 23, 25, 26, 28, 255})
  void putsNothingInThePlaceOfOthers(int kind) throws Exception {
    for (int pieces = 1; pieces <= 50; pieces++) {
      assertThat(passed(question(kind, 40), pieces)).isEqualTo(NOTHING);
    }
    assertThat(passed(question(kind, 0), 1)).isEqualTo(NOTHING);
  }

  /// Answers come in the order of the questions, so each question has to reach the agent.
  @Test
  void keepsTheOrder() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(question(11, 0));
    all.writeBytes(question(19, 0));
    all.writeBytes(question(22, 100));
    all.writeBytes(question(13, 3));
    for (int pieces = 1; pieces < 130; pieces++) {
      assertThat(passed(all.toByteArray(), pieces))
          .isEqualTo("000000010b" + NOTHING + NOTHING + "000000040dbbbbbb");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000 0b", "00040001 0b", "7fffffff 0d", "ffffffff 0d"})
  void endsWhatNoAgentTakes(String head) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> passed(HexFormat.of().parseHex(head.replace(" ", "")), 2))
        .withMessageContaining("bytes for the agent");
  }

  @Test
  void takesTheLongestThatAnAgentTakes() throws Exception {
    byte[] question = question(13, AgentFilter.MOST_BYTES - 1);
    assertThat(passed(question, 32 << 10)).isEqualTo(HexFormat.of().formatHex(question));
  }
}
