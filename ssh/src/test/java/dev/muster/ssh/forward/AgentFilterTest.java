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
  @ValueSource(ints = {11, 13, 27})
  void passesQuestionsThatChangeNothing(int kind) throws Exception {
    byte[] question = question(kind, 40);
    for (int pieces = 1; pieces <= question.length; pieces++) {
      assertThat(passed(question, pieces)).isEqualTo(HexFormat.of().formatHex(question));
    }
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
