package dev.muster.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Line;
import dev.muster.model.StdStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

  private final LineSplitter splitter = new LineSplitter("h", 7, StdStream.ERR);
  private final List<Line> lines = new ArrayList<>();

  private void take(byte[] bytes) {
    splitter.take(bytes, bytes.length, lines::add);
  }

  private List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a~b~      | a,b
          a~b       | a,b
          ~~        | ','
          a^~b^~    | a,b
          a^b~      | a^b
          ^~        | ''
          a^        | a^
          ^^~       | ^
          """)
  void endsALineAtItsLineEndAndTheLastOneAtTheEnd(String text, String expected) {
    take(text.replace('~', '\n').replace('^', '\r').getBytes(UTF_8));
    splitter.end(lines::add);
    assertThat(String.join(",", texts()).replace('\r', '^')).isEqualTo(expected);
    assertThat(lines).allMatch(Line::whole);
  }

  @Test
  void saysWhoPrintedItAndWhere() {
    take("x\n".getBytes(UTF_8));
    Line line = lines.getFirst();
    assertThat(line.host()).isEqualTo("h");
    assertThat(line.rank()).isEqualTo(7);
    assertThat(line.stream()).isEqualTo(StdStream.ERR);
    assertThat(line).hasToString("h: x");
  }

  /// P8, D6: a packet may end anywhere, also within a character.
  @Test
  void joinsCharactersThatWereCutBetweenPacketsWhereverTheCutIs() {
    byte[] bytes = "aé€😀z\r\nüber\n".getBytes(UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      lines.clear();
      take(Arrays.copyOf(bytes, cut));
      take(Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(texts()).as("cut at %d", cut).containsExactly("aé€😀z", "über");
    }
  }

  @Test
  void takesBytesOneByOne() {
    for (byte b : "aé€😀\r\nz".getBytes(UTF_8)) {
      take(new byte[] {b});
    }
    splitter.end(lines::add);
    assertThat(texts()).containsExactly("aé€😀", "z");
  }

  @Test
  void handsOutNothingAtTheEndOfNothing() {
    splitter.end(lines::add);
    assertThat(lines).isEmpty();
  }

  /// Every width of character meets the cut at every offset.
  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "€", "😀"})
  void cutsAVeryLongLineBetweenCharacters(String character) {
    for (int offset = 0; offset < 4; offset++) {
      lines.clear();
      String text = "o".repeat(offset) + character.repeat(Line.MAX_BYTES);
      byte[] bytes = (text + "\n").getBytes(UTF_8);
      for (int from = 0; from < bytes.length; from += 10_000) {
        take(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 10_000)));
      }
      assertThat(String.join("", texts())).isEqualTo(text);
      assertThat(lines).allMatch(line -> line.size() <= Line.MAX_BYTES);
      assertThat(lines.subList(0, lines.size() - 1)).noneMatch(Line::whole);
      assertThat(lines.getLast().whole()).isTrue();
    }
  }

  @Test
  void doesNotHoldALineThatNeverEnds() {
    byte[] packet = new byte[32 << 10];
    Arrays.fill(packet, (byte) 'x');
    long handed = 0;
    for (int i = 0; i < 1000; i++) {
      take(packet);
      handed += lines.stream().mapToLong(Line::size).sum();
      lines.clear();
    }
    assertThat(1000L * packet.length - handed).isLessThanOrEqualTo(Line.MAX_BYTES);
  }

  @Test
  void keepsALineOfExactlyTheMostBytesWhole() {
    take(("x".repeat(Line.MAX_BYTES) + "\r\n").getBytes(UTF_8));
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().size() + lines.getLast().size()).isEqualTo(Line.MAX_BYTES);
    lines.clear();
    take(("x".repeat(Line.MAX_BYTES) + "\n").getBytes(UTF_8));
    assertThat(lines).singleElement().matches(Line::whole);
  }

  @Test
  void passesBytesThatAreNoTextUnchanged() throws Exception {
    byte[] strange = {(byte) 0xFF, (byte) 0x80, 0, 27, (byte) 0xC3};
    take(strange);
    take(new byte[] {'\n'});
    var bytes = new ByteArrayOutputStream();
    lines.getFirst().writeTo(bytes);
    assertThat(bytes.toByteArray()).isEqualTo(strange);
  }
}
