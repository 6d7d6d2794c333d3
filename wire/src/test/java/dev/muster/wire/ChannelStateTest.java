package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelStateTest {

  /// Rows: from. Columns: event. `-` is what cannot happen.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # from          | SEND_ITEM | SEND_EOF | SEND_CLOSE      | RECV_ITEM | RECV_EOF        | RECV_CREDIT     | RECV_CLOSE
          OPEN            | OPEN      | SENT_EOF | CLOSING         | OPEN      | GOT_EOF         | OPEN            | GONE
          SENT_EOF        | -         | -        | CLOSING         | SENT_EOF  | BOTH_EOF        | SENT_EOF        | GONE
          GOT_EOF         | GOT_EOF   | BOTH_EOF | CLOSING_GOT_EOF | -         | -               | GOT_EOF         | GONE
          BOTH_EOF        | -         | -        | CLOSING_GOT_EOF | -         | -               | BOTH_EOF        | GONE
          CLOSING         | -         | -        | -               | CLOSING   | CLOSING_GOT_EOF | CLOSING         | GONE
          CLOSING_GOT_EOF | -         | -        | -               | -         | -               | CLOSING_GOT_EOF | GONE
          GONE            | -         | -        | -               | -         | -               | -               | -
          """)
  void moves(
      ChannelState from,
      String sendItem,
      String sendEof,
      String sendClose,
      String item,
      String eof,
      String credit,
      String close)
      throws Exception {
    String[] to = {sendItem, sendEof, sendClose, item, eof, credit, close};
    for (ChannelState.Event event : ChannelState.Event.values()) {
      String expected = to[List.of(ChannelState.Event.values()).indexOf(event)];
      if (expected.equals("-")) {
        assertThatExceptionOfType(ProtocolException.class)
            .isThrownBy(() -> from.on(event))
            .withMessage(event + " on a channel that is " + from);
      } else {
        assertThat(from.on(event)).as(event.name()).isEqualTo(ChannelState.valueOf(expected));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state         | over  | sends | receives
          OPEN            | false | true  | true
          SENT_EOF        | false | false | true
          GOT_EOF         | false | true  | false
          BOTH_EOF        | false | false | false
          CLOSING         | true  | false | true
          CLOSING_GOT_EOF | true  | false | false
          GONE            | true  | false | false
          """)
  void says(ChannelState state, boolean over, boolean sends, boolean receives) {
    assertThat(state.isOver()).isEqualTo(over);
    assertThat(state.canSend()).isEqualTo(sends);
    assertThat(state.canReceive()).isEqualTo(receives);
  }

  @Test
  void whatOurOwnCodeCannotDoIsItsMistake() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ChannelState.SENT_EOF.doing(ChannelState.Event.SEND_EOF))
        .withMessage("SEND_EOF on a channel that is SENT_EOF");
  }
}
