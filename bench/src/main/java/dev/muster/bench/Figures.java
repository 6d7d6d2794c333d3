package dev.muster.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Arithmetic on runs.
final class Figures {

  private Figures() {}

  /// The middle one, or the mean of the two in the middle.
  static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("median of no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// The least value that such a share of all does not exceed; 1 is the largest.
  static double share(double share, double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a share of no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.clamp(place, 0, sorted.length - 1)];
  }

  /// Ours over theirs, run by run: what disturbs a pair disturbs both of it.
  static double[] ratios(double[] ours, double[] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalArgumentException(
          "%d runs of ours and %d of theirs are no pairs".formatted(ours.length, theirs.length));
    }
    return IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / theirs[i]).toArray();
  }

  /// One point of a curve.
  record Point(double x, double y) {}

  /// The slope of the straight line that fits best (least squares).
  static double slope(List<Point> points) {
    double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
    double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
    double spread = points.stream().mapToDouble(p -> (p.x - meanX) * (p.x - meanX)).sum();
    if (spread == 0) {
      throw new IllegalArgumentException(
          "a slope needs points at two places or more, got " + points);
    }
    return points.stream().mapToDouble(p -> (p.x - meanX) * (p.y - meanY)).sum() / spread;
  }
}
