package dev.muster.it.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.it.house.Outline.Kind;
import dev.muster.it.house.Outline.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The size alarms. What is over one stands in `size-allowances.txt` with its reason, or is split.
class SizesTest {

  private static final int MOST_LINES = 500;
  private static final int MOST_METHOD_LINES = 60;
  private static final int MOST_COMPONENTS = 7;

  private static final String RESOURCES = "it/src/test/resources/dev/muster/it/house/";
  private static final String ALLOWANCES = RESOURCES + "size-allowances.txt";

  @Test
  void whatIsTooBigHasAReason() {
    List<Path> sources = House.sources("main");
    assertThat(sources).as("main sources").hasSizeGreaterThan(5);
    var alarms = new ArrayList<String>();
    sources.forEach(source -> alarms.addAll(alarms(House.name(source), House.read(source))));
    assertThat(new TreeSet<>(alarms))
        .as("over an alarm; split it, or allow it with a reason in %s", ALLOWANCES)
        .isEqualTo(allowances().keySet());
  }

  @Test
  void everyAllowanceHasAReason() {
    assertThat(allowances())
        .allSatisfy((what, reason) -> assertThat(reason).hasSizeGreaterThan(20));
  }

  @Test
  void theAlarmsRing() {
    String method = "  void f() {\n" + "    g();\n".repeat(59) + "  }\n";
    String record = "record R(int a, int b, int c, int d, int e, int f, int g, int h) {}\n";
    assertThat(alarms("A.java", "class A {\n" + method + "}\n" + record + "\n".repeat(500)))
        .containsExactly("A.java", "A.java method f", "A.java record R");
    assertThat(
            alarms(
                "A.java",
                "class A {\n"
                    + method.replaceFirst("    g\\(\\);\n", "")
                    + "}\n"
                    + record.replace(", int h", "")))
        .isEmpty();
  }

  @Test
  void theOutlineKnowsTheLanguage() {
    assertThat(Outline.of(House.read(House.ROOT.resolve(RESOURCES + "outline-sample.txt"))))
        .extracting(Member::kind, Member::name, Member::size)
        .containsExactly(
            tuple(Kind.METHOD, "r", 3),
            tuple(Kind.METHOD, "static", 3),
            tuple(Kind.METHOD, "method", 9),
            tuple(Kind.METHOD, "ONE", 1),
            tuple(Kind.METHOD, "x", 1),
            tuple(Kind.RECORD, "R", 3),
            tuple(Kind.METHOD, "R", 3),
            tuple(Kind.METHOD, "of", 1),
            tuple(Kind.RECORD, "Empty", 0));
  }

  private static List<String> alarms(String name, String source) {
    var alarms = new ArrayList<String>();
    if (source.lines().count() > MOST_LINES) {
      alarms.add(name);
    }
    for (Member member : Outline.of(source)) {
      int most = member.kind() == Kind.METHOD ? MOST_METHOD_LINES : MOST_COMPONENTS;
      if (member.size() > most) {
        alarms.add(
            "%s %s %s"
                .formatted(
                    name, member.kind() == Kind.METHOD ? "method" : "record", member.name()));
      }
    }
    return alarms;
  }

  private static Map<String, String> allowances() {
    var allowances = new TreeMap<String, String>();
    House.read(House.ROOT.resolve(ALLOWANCES))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(line -> {
          int bar = line.indexOf('|');
          assertThat(bar).as("a bar in: %s", line).isPositive();
          allowances.put(line.substring(0, bar).strip(), line.substring(bar + 1).strip());
        });
    return allowances;
  }
}
