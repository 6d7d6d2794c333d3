package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5               | 5
          9 1 5           | 5
          1 2 3 4         | 2.5
          7 7 1 1         | 4
          100 1 1 1 1     | 1
          """)
  void medianIsTheMiddle(String values, double median) {
    assertThat(Figures.median(numbers(values))).isEqualTo(median);
  }

  @Test
  void medianLeavesTheRunsInTheirOrder() {
    double[] runs = {3, 1, 2};
    assertThat(Figures.median(runs)).isEqualTo(2);
    assertThat(runs).containsExactly(3, 1, 2);
  }

  @Test
  void medianOfNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(Figures::median);
    assertThatIllegalArgumentException().isThrownBy(() -> Figures.share(1));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5                    | 0.99 | 5
          4 1 3 2              | 0.5  | 2
          4 1 3 2              | 0.75 | 3
          4 1 3 2              | 0.76 | 4
          4 1 3 2              | 1    | 4
          4 1 3 2              | 0    | 1
          """)
  void aShareOfAllDoesNotExceedIt(String values, double share, double wanted) {
    assertThat(Figures.share(share, numbers(values))).isEqualTo(wanted);
  }

  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2 3   | 2 2 2   | 0.5 1 1.5
          4       | 2       | 2
          """)
  void ratiosArePairByPair(String ours, String theirs, String ratios) {
    assertThat(Figures.ratios(numbers(ours), numbers(theirs))).containsExactly(numbers(ratios));
  }

  @Test
  void ratiosNeedPairs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figures.ratios(new double[3], new double[2]))
        .withMessage("3 runs of ours and 2 of theirs are no pairs");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0,10 100,210              | 2
          1,1 2,1 3,1               | 0
          0,0 1,1 2,2 3,9           | 2.8
          2500,3500 5000,6000       | 1
          """)
  void slopeIsThatOfTheBestLine(String points, double slope) {
    List<Figures.Point> all =
        Stream.of(points.split(" "))
            .map(point -> point.split(","))
            .map(p -> new Figures.Point(Double.parseDouble(p[0]), Double.parseDouble(p[1])))
            .toList();
    assertThat(Figures.slope(all)).isCloseTo(slope, within(1e-9));
  }

  @Test
  void slopeNeedsTwoPlaces() {
    var point = new Figures.Point(1, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> Figures.slope(List.of(point, point)));
    assertThatIllegalArgumentException().isThrownBy(() -> Figures.slope(List.of()));
  }
}
