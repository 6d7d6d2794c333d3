package dev.muster.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes names as the shortest expression found in time near to linear in the names.
///
/// Names are put with others of their kind ([NameParts#kind]); those of a kind are rows of numbers,
/// one axis a column. Rows are sorted, and axes folded from the last to the first: rows that differ
/// in the last axis only become one product with a range there; then products that differ in the
/// axis before it only become one, and so on. Which axis comes last decides how well that goes, so
/// several are tried and the shortest text wins.
///
/// ```
/// a1b1 a1b2 a2b1 a2b2 a3b1   ──▶   a1b[1-2] a2b[1-2] a3b1   ──▶   a[1-2]b[1-2] a3b1
/// ```
final class Folding {

  /// How many axes have their turn as the last. Each costs a sort of the rows.
  private static final int TRIES = 4;

  private Folding() {}

  /// Returns the expression for `names`; empty if there are none. The same names in any order give
  /// the same text.
  static String fold(Collection<String> names) {
    var kinds = new HashMap<String, List<long[]>>();
    for (String name : names) {
      var parts = NameParts.of(name);
      kinds.computeIfAbsent(parts.kind(), _ -> new ArrayList<>(1)).add(parts.numbers());
    }
    var expressions = new ArrayList<String>();
    new TreeMap<>(kinds).forEach((kind, rows) -> expressions.add(fold(kind, rows)));
    return String.join(",", expressions);
  }

  private static String fold(String kind, List<long[]> rows) {
    int[] axes = varyingAxes(rows);
    String shortest = fold(kind, rows, axes);
    for (int turn = 1; turn < Math.min(TRIES, axes.length) && shortest.indexOf(',') >= 0; turn++) {
      String other = fold(kind, rows, withLast(axes, axes.length - 1 - turn));
      shortest = other.length() < shortest.length() ? other : shortest;
    }
    return shortest;
  }

  /// Returns the columns in which the rows differ: the others are text.
  private static int[] varyingAxes(List<long[]> rows) {
    long[] first = rows.getFirst();
    boolean[] varies = new boolean[first.length];
    for (long[] row : rows) {
      for (int axis = 0; axis < row.length; axis++) {
        varies[axis] |= row[axis] != first[axis];
      }
    }
    int[] axes = new int[first.length];
    int count = 0;
    for (int axis = 0; axis < axes.length; axis++) {
      axes[count] = axis;
      count += varies[axis] ? 1 : 0;
    }
    return Arrays.copyOf(axes, count);
  }

  private static int[] withLast(int[] axes, int position) {
    int[] order = axes.clone();
    System.arraycopy(axes, position + 1, order, position, axes.length - position - 1);
    order[axes.length - 1] = axes[position];
    return order;
  }

  /// Folds the rows along `axes`, the last of them first, and writes the products down.
  private static String fold(String kind, List<long[]> rows, int[] axes) {
    long[] constant = rows.getFirst();
    if (axes.length == 0) {
      return write(kind, List.<NumberRanges[]>of(textOnly(constant)));
    }
    long[][] sorted = rows.toArray(long[][]::new);
    Arrays.sort(sorted, byAxes(axes));
    var products = new ArrayList<NumberRanges[]>();
    for (Product product : new Sorted(sorted, axes).fold(0, sorted.length, 0)) {
      var columns = textOnly(constant);
      product.placeIn(columns, axes);
      products.add(columns);
    }
    products.sort(Folding::compareFirstHosts);
    return write(kind, products);
  }

  private static Comparator<long[]> byAxes(int[] axes) {
    return (a, b) -> {
      for (int axis : axes) {
        if (a[axis] != b[axis]) {
          return Long.compare(a[axis], b[axis]);
        }
      }
      return 0;
    };
  }

  private static NumberRanges[] textOnly(long[] row) {
    var columns = new NumberRanges[row.length];
    for (int axis = 0; axis < row.length; axis++) {
      columns[axis] = NumberRanges.of(row, axis, axis + 1);
    }
    return columns;
  }

  private static int compareFirstHosts(NumberRanges[] a, NumberRanges[] b) {
    return Arrays.compare(a, b, Comparator.comparingLong(NumberRanges::first));
  }

  private static String write(String kind, List<NumberRanges[]> products) {
    var text = new StringBuilder();
    for (NumberRanges[] columns : products) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      int axis = 0;
      for (int at = 0; at < kind.length(); at++) {
        if (kind.charAt(at) == NameParts.MARK) {
          columns[axis++].appendTo(text);
        } else {
          text.append(kind.charAt(at));
        }
      }
    }
    return text.toString();
  }

  /// Rows of one kind, sorted by `axes` in their order.
  private static final class Sorted {

    private final long[][] rows;
    private final int[] axes;

    Sorted(long[][] rows, int[] axes) {
      this.rows = rows;
      this.axes = axes;
    }

    /// Folds the rows from `from` to before `to`, which are the same in the axes before `depth`.
    List<Product> fold(int from, int to, int depth) {
      if (depth == axes.length - 1) {
        long[] numbers = new long[to - from];
        Arrays.setAll(numbers, i -> rows[from + i][axes[depth]]);
        return List.of(new Product(NumberRanges.of(numbers, 0, numbers.length), null));
      }
      var heads = new LinkedHashMap<Product, Numbers>();
      int start = from;
      while (start < to) {
        int end = runEnd(start, to, axes[depth]);
        for (Product tail : fold(start, end, depth + 1)) {
          heads.computeIfAbsent(tail, _ -> new Numbers()).add(rows[start][axes[depth]]);
        }
        start = end;
      }
      return products(heads);
    }

    private static List<Product> products(Map<Product, Numbers> heads) {
      var products = new ArrayList<Product>(heads.size());
      heads.forEach((tail, numbers) -> products.add(new Product(numbers.ranges(), tail)));
      return products;
    }

    private int runEnd(int start, int to, int axis) {
      int end = start + 1;
      while (end < to && rows[end][axis] == rows[start][axis]) {
        end++;
      }
      return end;
    }
  }

  /// Rising numbers that share a tail.
  private static final class Numbers {

    private long[] numbers = new long[2];
    private int count;

    void add(long number) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      numbers[count++] = number;
    }

    NumberRanges ranges() {
      return NumberRanges.of(numbers, 0, count);
    }
  }

  /// The hosts of every number of `head` with every member of `tail`; equal if its ranges are. The
  /// hash is kept, so that a long product costs no more than a short one.
  private static final class Product {

    private final NumberRanges head;
    private final @Nullable Product tail;
    private final int hash;

    Product(NumberRanges head, @Nullable Product tail) {
      this.head = head;
      this.tail = tail;
      this.hash = 31 * head.hashCode() + (tail == null ? 0 : tail.hash);
    }

    void placeIn(NumberRanges[] columns, int[] axes) {
      int depth = 0;
      for (Product product = this; product != null; product = product.tail) {
        columns[axes[depth++]] = product.head;
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Product that
          && hash == that.hash
          && head.equals(that.head)
          && Objects.equals(tail, that.tail);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
