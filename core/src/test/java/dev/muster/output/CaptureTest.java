package dev.muster.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Output;
import dev.muster.model.StdStream;
import org.junit.jupiter.api.Test;

class CaptureTest {

  private static Output captured(Account account, String... packets) {
    Capture capture = new Capture(account);
    for (String packet : packets) {
      capture.add(StdStream.OUT, packet.getBytes(UTF_8));
    }
    return Capture.of(capture);
  }

  @Test
  void keepsBothStreamsApart() {
    Capture capture = new Capture(new Account(100));
    capture.add(StdStream.OUT, "a".getBytes(UTF_8));
    capture.add(StdStream.ERR, "x".getBytes(UTF_8));
    capture.add(StdStream.OUT, "bc".getBytes(UTF_8));
    capture.add(StdStream.ERR, "y".getBytes(UTF_8));
    Output output = Capture.of(capture);
    assertThat(output.out()).isEqualTo("abc");
    assertThat(output.err()).isEqualTo("xy");
    assertThat(output.truncated()).isFalse();
  }

  @Test
  void keepsManyPacketsInOrder() {
    Capture capture = new Capture(new Account(1 << 20));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      all.append(i);
      capture.add(StdStream.OUT, Integer.toString(i).getBytes(UTF_8));
    }
    assertThat(Capture.of(capture).out()).isEqualTo(all.toString());
  }

  @Test
  void cutsWhatTheAccountHasNoRoomForAndSaysSo() {
    Account account = new Account(5);
    Output first = captured(account, "abc", "def");
    assertThat(first.out()).isEqualTo("abcde");
    assertThat(first.truncated()).isTrue();
    Output second = captured(account, "x");
    assertThat(second.out()).isEmpty();
    assertThat(second.truncated()).isTrue();
  }

  /// After a gap nothing more is kept: what is there is the beginning, not parts.
  @Test
  void keepsNothingAfterACut() {
    Account account = new Account(5);
    Capture capture = new Capture(account);
    capture.add(StdStream.OUT, "abcdefg".getBytes(UTF_8));
    captured(new Account(100), "abcde");
    capture.add(StdStream.OUT, "h".getBytes(UTF_8));
    assertThat(Capture.of(capture).out()).isEqualTo("abcde");
  }

  @Test
  void keepsEqualOutputsOnce() {
    Account account = new Account(14);
    Output first = captured(account, "0123", "45");
    for (int i = 0; i < 1000; i++) {
      Capture capture = new Capture(account);
      capture.add(StdStream.OUT, "01".getBytes(UTF_8));
      capture.add(StdStream.OUT, "23".getBytes(UTF_8));
      Output partial = Capture.of(capture);
      assertThat(partial.out()).isEqualTo("0123");
    }
    assertThat(first.out()).isEqualTo("012345");
    assertThat(captured(account, "0123")).isSameAs(captured(account, "01", "23"));
  }

  @Test
  void isEmptyForAHostThatPrintedNothing() {
    assertThat(Capture.of(null)).isSameAs(Output.empty());
  }
}
