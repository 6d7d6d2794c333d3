package dev.muster.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `ARCHITECTURE.md` names exists, and what it calls *to come* does not.
class ArchitectureNamesTest {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern FENCE =
      Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("dev\\.muster[\\w.]*|[A-Z]\\w*[a-z]\\w*");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|interface|enum|record)\\s+(\\w+)");

  private static final Set<String> NAMES = names();

  @Test
  void everyNameIsTrue() {
    var wrong = new ArrayList<String>();
    List<String> lines = lines();
    for (String line : lines) {
      boolean toCome = line.contains("(to come)");
      for (String name : named(line)) {
        if (!toCome && !NAMES.contains(name)) {
          wrong.add(name + " does not exist; mark its line (to come), or take it out");
        }
      }
      if (toCome && !named(line).isEmpty() && NAMES.contains(named(line).getFirst())) {
        wrong.add(named(line).getFirst() + " exists now; take (to come) off its line");
      }
    }
    assertThat(wrong).as("ARCHITECTURE.md").isEmpty();
  }

  @Test
  void thereIsSomethingToCheck() {
    assertThat(lines().stream().flatMap(line -> named(line).stream())).hasSizeGreaterThan(20);
    assertThat(NAMES)
        .contains("dev.muster.ssh", "Phase", "dev.muster.ssh.Phase")
        .doesNotContain("dev.muster.nothing");
  }

  private static List<String> lines() {
    String page = House.read(House.ROOT.resolve("ARCHITECTURE.md"));
    return FENCE.matcher(page).replaceAll("").lines().toList();
  }

  private static List<String> named(String line) {
    return CODE.matcher(line)
        .results()
        .map(code -> code.group(1))
        .filter(code -> NAME.matcher(code).matches())
        .toList();
  }

  /// The packages, the types and the types by their full names.
  private static Set<String> names() {
    var names = new TreeSet<String>();
    for (String kind : List.of("main", "test")) {
      for (var source : House.sources(kind)) {
        String path = House.name(source);
        int start = path.indexOf("dev/muster");
        if (start < 0) {
          continue;
        }
        String type = path.substring(start, path.length() - ".java".length()).replace('/', '.');
        names.add(type.substring(0, type.lastIndexOf('.')));
        names.add(type);
        DECLARED
            .matcher(Outline.blank(House.read(source)))
            .results()
            .map(found -> found.group(1))
            .forEach(names::add);
      }
    }
    return names;
  }
}
