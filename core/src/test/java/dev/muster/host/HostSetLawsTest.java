package dev.muster.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every set, on sets made from fixed seeds, and how long large ones take.
class HostSetLawsTest {

  private static final int ROUNDS = 1000;
  private static final List<String> TEXTS =
      List.of("a", "b", "-", ".lan", "x-", ":", "::", "@h", "%", "_", "@[::1]:", "é", "0x", "/");
  private static final Duration GENEROUS = Duration.ofSeconds(5);

  @Test
  void parsesWhatItFolds() {
    var random = new Random(20);
    for (int round = 0; round < ROUNDS; round++) {
      var hosts = HostSet.of(names(random));
      var folded = hosts.fold();
      assertThat(HostSet.parse(folded)).as(folded).isEqualTo(hosts).hasSameHashCodeAs(hosts);
      assertThat(HostSet.parse(folded).fold()).isEqualTo(folded);
    }
  }

  @Test
  void foldsTheSameNamesInAnyOrderToTheSameText() {
    var random = new Random(21);
    for (int round = 0; round < ROUNDS; round++) {
      var names = new ArrayList<>(names(random));
      var folded = HostSet.of(names).fold();
      Collections.shuffle(names, random);
      assertThat(HostSet.of(names).fold()).isEqualTo(folded);
    }
  }

  @Test
  void neverFoldsToLongerTextThanTheNames() {
    var random = new Random(22);
    for (int round = 0; round < ROUNDS; round++) {
      var hosts = HostSet.of(names(random));
      // [a,b] is as long as a,b and two brackets more; it saves the text around at least once
      int longest = String.join(",", hosts.names()).length() + 2 * hosts.size();
      assertThat(hosts.fold()).hasSizeLessThanOrEqualTo(longest);
    }
  }

  @Test
  void doesTheAlgebraOfSets() {
    var random = new Random(23);
    for (int round = 0; round < ROUNDS; round++) {
      var left = names(random);
      var right = names(random);
      var a = HostSet.of(left);
      var b = HostSet.of(right);
      assertThat(a.union(b).names()).containsExactlyElementsOf(union(left, right));
      assertThat(a.intersection(b).names()).containsExactlyElementsOf(only(left, right, true));
      assertThat(a.difference(b).names()).containsExactlyElementsOf(only(left, right, false));
      assertThat(a.symmetricDifference(b).names())
          .containsExactlyElementsOf(union(only(left, right, false), only(right, left, false)));
      assertThat(a.containsAll(b)).isEqualTo(left.containsAll(right));
      assertThat(a.equals(b)).isEqualTo(left.equals(right));
    }
  }

  @Test
  void readsOperatorsAsTheAlgebra() {
    var random = new Random(24);
    for (int round = 0; round < ROUNDS; round++) {
      var left = String.join(",", union(Set.of("a1"), names(random)));
      var right = "a[0-3]{:,b,-}[0-2]";
      var first = HostSet.parse(left);
      var second = HostSet.parse(right);
      assertThat(HostSet.parse(left + "," + right).names()).isEqualTo(first.union(second).names());
      assertThat(HostSet.parse(left + "!" + right).names())
          .isEqualTo(first.difference(second).names());
      assertThat(HostSet.parse(left + "&" + right).names())
          .isEqualTo(first.intersection(second).names());
      assertThat(HostSet.parse(left + "^" + right).names())
          .isEqualTo(first.symmetricDifference(second).names());
    }
  }

  @Test
  void splitsIntoPartsThatFollowEachOther() {
    for (int size = 0; size <= 12; size++) {
      var hosts = first(size);
      for (int parts = 1; parts <= 14; parts++) {
        var split = hosts.split(parts);
        assertThat(split).hasSize(Math.min(parts, size)).noneMatch(HostSet::isEmpty);
        assertThat(split.stream().flatMap(HostSet::stream)).isEqualTo(hosts.names());
        assertEven(split);
      }
    }
  }

  @Test
  void shardsWithoutOverlapOrGap() {
    for (int size = 0; size <= 12; size++) {
      var hosts = first(size);
      for (int count = 1; count <= 14; count++) {
        var shards = new ArrayList<HostSet>();
        for (int number = 1; number <= count; number++) {
          shards.add(hosts.shard(number, count));
        }
        assertThat(shards.stream().mapToInt(HostSet::size).sum()).isEqualTo(size);
        assertThat(shards.stream().reduce(HostSet.empty(), HostSet::union)).isEqualTo(hosts);
        assertEven(shards);
      }
    }
    assertThat(first(7).shard(2, 3).names()).containsExactly("web2", "web5");
  }

  @Test
  void picksEachHostAboutAsOften() {
    var random = new Random(25);
    var hosts = first(10);
    int[] times = new int[10];
    for (int round = 0; round < 10_000; round++) {
      var picked = hosts.pick(3, random);
      assertThat(picked.names()).hasSize(3).isEqualTo(hosts.intersection(picked).names());
      picked.forEach(name -> times[hosts.indexOf(name)]++);
    }
    assertThat(Arrays.stream(times)).allMatch(count -> count > 2_700 && count < 3_300);
    assertThat(hosts.pick(0, random)).isEqualTo(HostSet.empty());
    assertThat(hosts.pick(11, random).names()).isEqualTo(hosts.names());
  }

  @Test
  void indexesInTheOrderGiven() {
    var hosts = HostSet.parse("web9,db1,web[1-2]");
    assertThat(hosts.size()).isEqualTo(4);
    assertThat(hosts.get(1)).isEqualTo("db1");
    assertThat(hosts.indexOf("web2")).isEqualTo(3);
    assertThat(hosts.indexOf("web3")).isEqualTo(-1);
    assertThat(hosts.contains("web1")).isTrue();
    assertThat(hosts.contains("web")).isFalse();
    assertThat(hosts.slice(1, 3).names()).containsExactly("db1", "web1");
    assertThat(hosts.filter(name -> name.startsWith("w")).names())
        .containsExactly("web9", "web1", "web2");
    assertThat(hosts).containsExactlyElementsOf(hosts.names());
    assertThat(hosts).isEqualTo(HostSet.parse("web[1-2,9],db1")).isNotEqualTo(first(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web[000001-100000]",
        "web[1-200000/2]",
        "10.[0-9].[0-99].[1-100]",
        "r[1-100]n[1-1000]!r50n500",
        "a[1-10]b[1-10]c[1-10]d[1-10]e[1-10]!a3b4c5d6e7",
      })
  void worksOnAHundredThousandHostsAtOnce(String text) {
    var hosts = timed(() -> HostSet.parse(text));
    assertThat(hosts.size()).isBetween(99_999, 100_000);
    var folded = timed(hosts::fold);
    var again = timed(() -> HostSet.parse(folded));
    assertThat(timed(() -> again.equals(hosts))).isTrue();
    var listed = timed(() -> HostSet.parse(String.join(",", hosts.names())));
    assertThat(timed(() -> listed.difference(again)).isEmpty()).isTrue();
  }

  @Test
  void foldsScatteredHostsAtOnce() {
    var random = new Random(26);
    var names = new HashSet<String>();
    while (names.size() < 100_000) {
      names.add(
          "ip-10-" + random.nextInt(99) + "-" + random.nextInt(256) + "-" + random.nextInt(256));
    }
    var hosts = HostSet.of(names);
    var folded = timed(hosts::fold);
    assertThat(HostSet.parse(folded)).isEqualTo(hosts);
  }

  /// Does `work` and expects it to take little processor time, which a busy machine does not
  /// stretch.
  private static <T> T timed(Supplier<T> work) {
    var start = processorTime();
    T result = work.get();
    assertThat(processorTime().minus(start)).isLessThan(GENEROUS);
    return result;
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static HostSet first(int size) {
    return size == 0 ? HostSet.empty() : HostSet.parse("web[1-" + size + "]");
  }

  private static void assertEven(List<HostSet> parts) {
    var sizes = new TreeSet<>(parts.stream().map(HostSet::size).toList());
    assertThat(sizes.isEmpty() || sizes.getLast() - sizes.getFirst() <= 1).isTrue();
  }

  private static Set<String> union(Set<String> left, Set<String> right) {
    var union = new LinkedHashSet<>(left);
    union.addAll(right);
    return union;
  }

  private static Set<String> only(Set<String> left, Set<String> right, boolean inBoth) {
    var only = new LinkedHashSet<>(left);
    only.removeIf(name -> right.contains(name) != inBoth);
    return only;
  }

  /// Returns up to 60 names of a few kinds, close enough to each other that many fold.
  private static Set<String> names(Random random) {
    var names = new LinkedHashSet<String>();
    var kinds = new ArrayList<List<String>>();
    for (int kind = random.nextInt(1, 4); kind > 0; kind--) {
      kinds.add(kind(random));
    }
    for (int left = random.nextInt(60); left > 0; left--) {
      var name = new StringBuilder();
      for (String piece : kinds.get(random.nextInt(kinds.size()))) {
        name.append(piece.isEmpty() ? number(random) : piece);
      }
      names.add(name.toString());
    }
    return names;
  }

  private static List<String> kind(Random random) {
    var pieces = new ArrayList<String>();
    pieces.add(random.nextBoolean() ? "a" : "");
    for (int axes = random.nextInt(4); axes > 0; axes--) {
      pieces.add("");
      pieces.add(TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return pieces.size() > 1 ? pieces : List.of("b", "");
  }

  private static String number(Random random) {
    int value = random.nextInt(4) == 0 ? random.nextInt(8, 13) : random.nextInt(5);
    return switch (random.nextInt(6)) {
      case 0 -> "%02d".formatted(value);
      case 1 -> "%016d".formatted(value);
      default -> Integer.toString(value);
    };
  }
}
