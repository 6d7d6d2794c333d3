package dev.muster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds `docs/host-sets.md` to what it says.
class HostSetPageTest {

  private static final Path PAGE = Path.of("..", "docs", "host-sets.md");
  private static final Pattern EXPANDED = Pattern.compile("(?m)`([^`|]+)` \\| ([^`|]+) \\|$");
  private static final Pattern FOLDED = Pattern.compile("(?m)^\\| `([^`|]+)` \\| `([^`|]+)` \\|$");
  private static final Pattern REFUSED = Pattern.compile("(?m)^host set \"(.+)\": .+$");

  @Test
  void expandsAsThePageSays() throws IOException {
    var rows = rows(EXPANDED);
    assertThat(rows).hasSizeGreaterThan(12);
    for (MatchResult row : rows) {
      assertThat(HostSet.parse(row.group(1)).names())
          .as(row.group())
          .containsExactly(row.group(2).split(" "));
    }
  }

  @Test
  void foldsAsThePageSays() throws IOException {
    var rows = rows(FOLDED);
    assertThat(rows).hasSizeGreaterThan(4);
    for (MatchResult row : rows) {
      assertThat(HostSet.parse(row.group(1)).fold()).isEqualTo(row.group(2));
    }
  }

  @Test
  void refusesAsThePageSays() throws IOException {
    var rows = rows(REFUSED);
    assertThat(rows).hasSizeGreaterThan(3);
    for (MatchResult row : rows) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HostSet.parse(row.group(1)))
          .withMessage(row.group());
    }
  }

  private static List<MatchResult> rows(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(PAGE)).results().toList();
  }
}
