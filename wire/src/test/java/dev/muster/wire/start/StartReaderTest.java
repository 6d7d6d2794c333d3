package dev.muster.wire.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// R5: what comes before, around and instead of our lines.
class StartReaderTest {

  private static final String NONCE = "00112233445566778899aabbccddeeff";
  private static final String MARK = "muster-" + NONCE + " ";

  @Test
  void readsTheSameHoweverTheBytesAreCut() {
    String said = "hello\nmumuster-" + MARK + "need\nmuster-" + MARK + "ready 1 25.0.1\n\1\2\3";
    byte[] bytes = said.getBytes(StandardCharsets.US_ASCII);
    for (int cut = 0; cut <= bytes.length; cut++) {
      StartReader reader = new StartReader(NONCE);
      List<StartStep> steps = new ArrayList<>();
      ByteBuffer first = ByteBuffer.wrap(bytes, 0, cut);
      ByteBuffer second = ByteBuffer.wrap(bytes, cut, bytes.length - cut);
      all(reader, first, steps);
      all(reader, second, steps);
      assertThat(steps)
          .as("cut at %d", cut)
          .containsExactly(new StartStep.Needs("", ""), new StartStep.Ready("1", "25.0.1"));
      assertThat(reader.noise()).isEqualTo("hello\nmumuster-muster-");
      assertThat(first.remaining() + second.remaining()).isEqualTo(3);
    }
  }

  @Test
  void findsTheMarkAfterALineThatNeverEnds() {
    StartReader reader = new StartReader(NONCE);
    List<StartStep> steps = new ArrayList<>();
    all(reader, ascii("m".repeat(200_000)), steps);
    all(reader, ascii(MARK + "ready 1 17\n"), steps);
    assertThat(steps).containsExactly(new StartStep.Ready("1", "17"));
    assertThat(reader.noise()).hasSizeLessThan(StartReader.MAX_NOISE + 100).endsWith("bytes more)");
  }

  @Test
  void anotherStartsMarkIsNoise() {
    StartReader reader = new StartReader(NONCE);
    List<StartStep> steps = new ArrayList<>();
    all(reader, ascii("muster-" + NONCE.replace('f', '0') + " ready 1 17\n"), steps);
    assertThat(steps).isEmpty();
  }

  @Test
  void aTerminalInBetweenIsNamed() {
    StartReader reader = new StartReader(NONCE);
    assertThat(reader.read(ascii(MARK + "have\r\n")))
        .isEqualTo(
            new StartStep.Failed(
                "terminal", "line ends come changed, so there is a terminal in between"));
  }

  @Test
  void whatIsNotKnownIsNamed() {
    StartReader reader = new StartReader(NONCE);
    assertThat(reader.read(ascii(MARK + "dance now\n")))
        .isEqualTo(new StartStep.Failed("unknown", "dance now"));
  }

  @Test
  void keepsNoMoreOfALineThanItsLimit() {
    StartReader reader = new StartReader(NONCE);
    List<StartStep> steps = new ArrayList<>();
    all(reader, ascii(MARK + "fail no-java " + "x".repeat(1 << 20) + "\n"), steps);
    assertThat(steps)
        .singleElement()
        .isInstanceOfSatisfying(
            StartStep.Failed.class,
            failed -> {
              assertThat(failed.text()).hasSizeLessThan(9_000);
            });
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void all(StartReader reader, ByteBuffer bytes, List<StartStep> steps) {
    for (StartStep step = reader.read(bytes);
        !(step instanceof StartStep.More);
        step = reader.read(bytes)) {
      steps.add(step);
      if (step instanceof StartStep.Ready) {
        return;
      }
    }
  }
}
