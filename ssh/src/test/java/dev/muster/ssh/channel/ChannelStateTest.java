package dev.muster.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelStateTest {

  @ParameterizedTest(name = "{0} --{1}--> {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # from   | event      | to
          ASKED    | ADMITTED   | RUNNING
          OPENING  | CONFIRMED  | STARTING
          OPENING  | NOT_OPENED | GONE
          STARTING | ACCEPTED   | RUNNING
          STARTING | REFUSED    | REFUSING
          STARTING | DATA       | STARTING
          STARTING | CLOSED     | GONE
          RUNNING  | DATA       | RUNNING
          RUNNING  | CLOSED     | GONE
          REFUSING | DATA       | REFUSING
          REFUSING | CLOSED     | GONE
          """)
  void moves(ChannelState from, ChannelState.Event event, ChannelState to) throws Exception {
    assertThat(from.on(event)).isEqualTo(to);
  }

  @ParameterizedTest(name = "{0} refuses {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ASKED    | CONFIRMED
          ASKED    | NOT_OPENED
          ASKED    | ACCEPTED
          ASKED    | REFUSED
          ASKED    | DATA
          ASKED    | CLOSED
          OPENING  | ADMITTED
          STARTING | ADMITTED
          RUNNING  | ADMITTED
          REFUSING | ADMITTED
          GONE     | ADMITTED
          OPENING  | ACCEPTED
          OPENING  | REFUSED
          OPENING  | DATA
          OPENING  | CLOSED
          STARTING | CONFIRMED
          STARTING | NOT_OPENED
          RUNNING  | CONFIRMED
          RUNNING  | NOT_OPENED
          RUNNING  | ACCEPTED
          RUNNING  | REFUSED
          REFUSING | CONFIRMED
          REFUSING | NOT_OPENED
          REFUSING | ACCEPTED
          REFUSING | REFUSED
          GONE     | CONFIRMED
          GONE     | NOT_OPENED
          GONE     | ACCEPTED
          GONE     | REFUSED
          GONE     | DATA
          GONE     | CLOSED
          """)
  void refuses(ChannelState from, ChannelState.Event event) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> from.on(event))
        .withMessage(event + " on a channel that is " + from);
  }
}
