package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffTest {

  private static final Pattern HUNK =
      Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@");

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a\\n        | a\\n             | ``
          ``          | a\\n             | @@ -0,0 +1 @@\\n+a\\n
          a\\n        | ``               | @@ -1 +0,0 @@\\n-a\\n
          a\\nb\\n    | a\\nc\\n         | @@ -1,2 +1,2 @@\\n a\\n-b\\n+c\\n
          a\\n        | a                | @@ -1 +1 @@\\n-a\\n+a\\n\\\\ No newline at end of file\\n
          a           | a\\nb\\n         | @@ -1 +1,2 @@\\n-a\\n\\\\ No newline at end of file\\n+a\\n+b\\n
          1\\n2\\n3\\n4\\n5\\n6\\n | 1\\n2\\n3\\n4\\n6\\n | @@ -2,5 +2,4 @@\\n 2\\n 3\\n 4\\n-5\\n 6\\n
          """)
  void showsWhatChanged(String before, String after, String hunks) {
    String head = hunks.isEmpty() ? "" : "--- a\n+++ b\n";
    assertThat(Diff.unified("a", "b", before.translateEscapes(), after.translateEscapes()))
        .isEqualTo(head + hunks.translateEscapes());
  }

  @Test
  void partsHunksThatAreFarFromEachOther() {
    String before = numbered(1, 40);
    String near = before.replace("\n10\n", "\nten\n").replace("\n17\n", "\nseventeen\n");
    String far = before.replace("\n10\n", "\nten\n").replace("\n18\n", "\neighteen\n");

    assertThat(Diff.unified("a", "b", before, near).lines().filter(HUNK.asMatchPredicate()))
        .containsExactly("@@ -7,14 +7,14 @@");
    assertThat(Diff.unified("a", "b", before, far).lines().filter(HUNK.asMatchPredicate()))
        .containsExactly("@@ -7,7 +7,7 @@", "@@ -15,7 +15,7 @@");
  }

  @Test
  void aDiffMakesTheNewTextOfTheOldAndTheOtherWayRound() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      String before = randomText(random, 1 + random.nextInt(4));
      String after = random.nextInt(5) == 0 ? randomText(random, 3) : changed(before, random);
      String diff = Diff.unified("a", "b", before, after);

      assertThat(patched(before, diff, '-', '+')).isEqualTo(after);
      assertThat(patched(after, diff, '+', '-')).isEqualTo(before);
    }
  }

  @Test
  void aDiffIsAsShortAsItCanBe() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      String before = randomText(random, 2);
      String after = randomText(random, 2);
      long signs =
          Diff.unified("a", "b", before, after)
              .lines()
              .skip(2)
              .filter(line -> line.startsWith("+") || line.startsWith("-"))
              .count();
      assertThat(signs).isEqualTo(distance(Diff.lines(before), Diff.lines(after)));
    }
  }

  @Test
  void textsWithNothingInCommonAreReplacedWhole() {
    String before = numbered(1, 1000);
    String after = before.replace("\n", "x\n");
    String diff = Diff.unified("a", "b", "same\n" + before, "same\n" + after);

    assertThat(diff).startsWith("--- a\n+++ b\n@@ -1,1001 +1,1001 @@\n same\n-1\n-2\n");
    assertThat(patched("same\n" + before, diff, '-', '+')).isEqualTo("same\n" + after);
  }

  @Test
  void aLongDiffIsCutAndSaysSo() {
    String before = numbered(1, 20_000);
    String diff = Diff.unified("a", "b", before, "");

    assertThat(diff).hasSizeLessThanOrEqualTo(ChangeLog.MOST_DIFF);
    String last = diff.lines().reduce("", (first, second) -> second);
    long shown = diff.lines().filter(line -> line.matches("-\\d+")).count();
    assertThat(last).isEqualTo("@@ " + (20_000 - shown) + " more lines @@");
  }

  @Test
  void textsThatAreTooLargeAreNotCompared() {
    String large = "x\n".repeat(3 * 1024 * 1024);
    assertThat(Diff.unified("a", "b", large, ""))
        .isEqualTo("--- a\n+++ b\n@@ too large to compare @@\n");
  }

  private static String numbered(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i <= to; i++) {
      text.append(i).append('\n');
    }
    return text.toString();
  }

  private static String randomText(Random random, int letters) {
    StringBuilder text = new StringBuilder();
    int lines = random.nextInt(12);
    for (int i = 0; i < lines; i++) {
      text.append((char) ('a' + random.nextInt(letters))).append('\n');
    }
    return random.nextInt(4) == 0 && lines > 0
        ? text.substring(0, text.length() - 1)
        : text.toString();
  }

  private static String changed(String before, Random random) {
    List<String> lines = new ArrayList<>(Diff.lines(before));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(lines.size() + 1);
      if (at < lines.size() && random.nextBoolean()) {
        lines.remove(at);
      } else {
        lines.add(Math.max(0, at - 1), "new" + i + "\n");
      }
    }
    return String.join("", lines);
  }

  /// How many lines at least have to be removed and added, by the textbook's table.
  private static int distance(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return a.size() + b.size() - 2 * common[0][0];
  }

  /// Applies a diff as `patch` does, checking each line that it names.
  private static String patched(String text, String diff, char out, char in) {
    List<String> lines = Diff.lines(text);
    StringBuilder result = new StringBuilder();
    int at = 0;
    List<String> script = new ArrayList<>(Diff.lines(diff));
    for (int i = 2; i < script.size(); i++) {
      String line = script.get(i);
      boolean endless = i + 1 < script.size() && script.get(i + 1).startsWith("\\");
      String content = endless ? line.substring(1, line.length() - 1) : line.substring(1);
      Matcher hunk = HUNK.matcher(line.strip());
      if (hunk.matches()) {
        int group = out == '-' ? 1 : 3;
        int first = Integer.parseInt(hunk.group(group));
        int start = "0".equals(hunk.group(group + 1)) ? first : first - 1;
        while (at < start) {
          result.append(lines.get(at++));
        }
      } else if (line.charAt(0) == out || line.charAt(0) == ' ') {
        assertThat(lines.get(at++)).isEqualTo(content);
        result.append(line.charAt(0) == ' ' ? content : "");
      } else if (line.charAt(0) == in) {
        result.append(content);
      }
    }
    while (at < lines.size()) {
      result.append(lines.get(at++));
    }
    return result.toString();
  }
}
