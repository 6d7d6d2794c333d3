package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

  private record Pool(String name, int size, Optional<String> note) {}

  private static Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", "web");
    values.put("empty", "");
    values.put("quote", "it's \"<b>\" & co");
    values.put("lines", "a\nb");
    values.put("yes", true);
    values.put("no", false);
    values.put("zero", 0);
    values.put("list", List.of("x", "y", "z"));
    values.put("none", List.of());
    values.put("user", Map.of("home", "/root", "keys", List.of("k1")));
    values.put(
        "pools", List.of(new Pool("a", 1, Optional.empty()), new Pool("b", 2, Optional.of("n"))));
    values.put("maybe", Optional.of("there"));
    values.put("not-there", Optional.empty());
    values.put("path", Path.of("/etc/hosts"));
    values.put("one", Map.of("k", "v"));
    values.put("nothing", null);
    return values;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          plain                                        ~ plain
          {{name}}                                     ~ web
          a{{ name }}b                                 ~ awebb
          } {x} {{name}}}                              ~ } {x} web}
          {{"{{"}} {{"}}"}}                            ~ {{ }}
          {{"a\\tb\\"\\\\"}}                           ~ a\tb"\\
          {{zero}} {{yes}} {{path}}                    ~ 0 true /etc/hosts
          {{maybe}}                                    ~ there
          {{user.home}} {{user.keys.0}} {{list.2}}     ~ /root k1 z
          {{pools.1.name}} {{pools.1.note}}            ~ b n
          {{quote | shell}}                            ~ 'it'\\''s "<b>" & co'
          {{quote | json}}                             ~ "it's \\"\\u003cb>\\" & co"
          {{quote | xml}}                              ~ it&#39;s &quot;&lt;b&gt;&quot; &amp; co
          {{list | json}} {{none | json}} {{one | json}} ~ ["x","y","z"] [] {"k":"v"}
          {{pools | json}}                             ~ [{"name":"a","size":1,"note":null},{"name":"b","size":2,"note":"n"}]
          {{list | join ", "}}                         ~ x, y, z
          {{list | length}} {{name | length}} {{one | length}} ~ 3 3 1
          {{name | upper | lower}} {{" a " | trim}}    ~ web a
          {{missing | default "d"}}                    ~ d
          {{user.missing | default "d"}}               ~ d
          {{empty | default "d"}} {{name | default "d"}} ~ d web
          {{not-there | default "d"}}                  ~ d
          {{nothing | default "d" | upper}}            ~ D
          {{#if yes}}1{{else}}2{{/if}}                 ~ 1
          {{#if no}}1{{else}}2{{/if}}                  ~ 2
          {{#if empty}}1{{/if}}{{#if none}}2{{/if}}{{#if not-there}}3{{/if}}. ~ .
          {{#if zero}}1{{/if}}{{#if list}}2{{/if}}{{#if maybe}}3{{/if}} ~ 123
          {{#if not yes}}1{{else}}2{{/if}}             ~ 2
          {{#if name is "web"}}1{{else}}2{{/if}}       ~ 1
          {{#if name | upper is "web"}}1{{else}}2{{/if}} ~ 2
          {{#if not name is "db"}}1{{/if}}             ~ 1
          {{#if missing | default ""}}1{{else}}2{{/if}} ~ 2
          {{#each list}}{{this}}{{#if not @last}},{{/if}}{{/each}} ~ x,y,z
          {{#each list as e}}{{@index}}{{e}}{{#if @first}}!{{/if}} {{/each}} ~ `0x! 1y 2z `
          {{#each none}}1{{else}}nobody{{/each}}       ~ nobody
          {{#each not-there}}1{{else}}nobody{{/each}}  ~ nobody
          {{#each one}}{{@key}}={{this}}{{/each}}      ~ k=v
          {{#each pools}}{{name}}{{size}}{{user.home}} {{/each}} ~ `a1/root b2/root `
          {{#each pools as p}}{{p.note | default "-"}}{{/each}} ~ -n
          {{#each list as a}}{{#each list as b}}{{a}}{{b}} {{/each}}{{/each}} ~ `xx xy xz yx yy yz zx zy zz `
          a{{! a comment "with quotes }}b              ~ ab
          """)
  void renders(String template, String text) {
    assertThat(Templates.render(template, values())).isEqualTo(text);
  }

  @Test
  void tagsOnLinesOfTheirOwnLeaveNoLine() {
    String template =
        """
        start
        {{! about the pools }}
          {{#each pools}}
          server {{name}}
            {{#if note | default ""}}
            # {{note}}
            {{else}}
            # none
            {{/if}}
          {{/each}}\t
        end {{#if yes}}yes
        {{/if}}\
        """;
    assertThat(Templates.render(template, values()))
        .isEqualTo(
            """
            start
              server a
                # none
              server b
                # n
            end yes
            """);
    assertThat(Templates.render("a\r\n{{#if yes}}\r\nb\r\n{{/if}}\r\nc", values()))
        .isEqualTo("a\r\nb\r\nc");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          {{missing}}                ~ line 1, column 1: there is no value for "missing"
          a\\nbc {{missing}}         ~ line 2, column 4: there is no value for "missing"
          {{user.x}}                 ~ line 1, column 1: there is no value for "user.x"
          {{list.3}}                 ~ line 1, column 1: there is no value for "list.3"
          {{nothing}}                ~ line 1, column 1: there is no value for "nothing"
          {{not-there}}              ~ line 1, column 1: the value of "not-there" is empty
          {{missing | upper}}        ~ line 1, column 1: there is no value for "missing"
          {{#if missing}}{{/if}}     ~ line 1, column 1: there is no value for "missing"
          {{#each list}}{{x}}{{/each}} ~ line 1, column 15: there is no value for "x"
          {{list}}                   ~ line 1, column 1: "list" is many values; use each, join or json
          {{pools.0}}                ~ line 1, column 1: "pools.0" is many values; use each, join or json
          {{list | shell}}           ~ line 1, column 1: "list" is many values, and shell takes one
          {{name | join ","}}        ~ line 1, column 1: "name" is no list or set, so it cannot be joined
          {{#each name}}{{/each}}    ~ line 1, column 1: "name" is no list, set or map, so there is no each of it
          {{#each path}}{{/each}}    ~ line 1, column 1: "path" is no list, set or map, so there is no each of it
          {{name                     ~ line 1, column 1: {{ is never closed
          {{"name}}                  ~ line 1, column 1: {{ is never closed
          {{}}                       ~ line 1, column 1: a name is missing
          {{a b}}                    ~ line 1, column 1: "b" is no filter; | starts one
          {{name |}}                 ~ line 1, column 1: "|" is no filter; | starts one
          {{name | nonsense}}        ~ line 1, column 1: there is no filter "nonsense"
          {{name | default x}}       ~ line 1, column 1: default wants a text in double quotes after it
          {{"\\\\x"}}                ~ line 1, column 1: \\\\x is none of \\\\n \\\\t \\\\" \\\\\\\\
          {{a.}}                     ~ line 1, column 1: "a." is no name
          {{$x}}                     ~ line 1, column 1: "$x" is no name
          x\\n{{#if yes}}            ~ line 2, column 1: {{#if}} is never closed by {{/if}}
          {{#each list}}{{/if}}      ~ line 1, column 15: {{/if}} where {{/each}} is wanted, for line 1
          {{#if yes}}{{else}}{{else}}{{/if}} ~ line 1, column 20: {{else}} where {{/if}} is wanted, for line 1
          {{/if}}                    ~ line 1, column 1: {{/if}} closes nothing
          {{else}}                   ~ line 1, column 1: {{else}} closes nothing
          {{#with x}}{{/with}}       ~ line 1, column 1: "#with" is neither #if nor #each
          {{#each list as 1}}{{/each}} ~ line 1, column 1: "1" is no name for an element
          """)
  void saysWhatIsWrongAndWhere(String template, String message) {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Templates.render(template.translateEscapes(), values()))
        .withMessage("template " + message.translateEscapes());
  }

  @Test
  void isBounded() {
    String bomb = "{{#each l}}".repeat(9) + "xxxxxxxxxx" + "{{/each}}".repeat(9);
    List<Integer> ten = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Templates.render(bomb, Map.of("l", ten)))
        .withMessageEndingWith("makes more than 16 MiB of output");
    String value = "{{v}}".repeat(20);
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Templates.render(value, Map.of("v", "x".repeat(1024 * 1024))))
        .withMessageEndingWith("the output is longer than 16 MiB");
    String deep = "{{#if v}}".repeat(51) + "{{/if}}".repeat(51);
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Templates.render(deep, Map.of("v", true)))
        .withMessageEndingWith("is nested more than 50 deep");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Templates.render("x".repeat(1024 * 1024 + 1), Map.of()))
        .withMessage("the template has 1048577 characters where 1 Mi is the most");
  }

  @Test
  void theShellFilterMakesOneWordOfAnything() throws Exception {
    Random random = new Random(2);
    for (int round = 0; round < 20; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append((char) (1 + random.nextInt(126)));
      }
      String line = Templates.render("printf %s {{v | shell}}", Map.of("v", text.toString()));
      assertThat(Processes.shell(line).orThrow().out().text()).isEqualTo(text.toString());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Templates.render("{{v | shell}}", Map.of("v", "\0")));
  }

  @Test
  void anyTextIsRenderedOrRefusedWithItsPlace() {
    Random random = new Random(4);
    String[] pieces = {
      "{{", "}}", "#if ", "#each ", "/if", "/each", "else", "name", "list", "|", "\"", "\\", " ",
      "\n", ".", "as x", "not ", "is ", "!", "json", "default", "@index", "this", "0", "{", "é"
    };
    int rendered = 0;
    for (int round = 0; round < 30_000; round++) {
      StringBuilder template = new StringBuilder();
      for (int i = random.nextInt(9); i > 0; i--) {
        template.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        Templates.render(template.toString(), values());
        rendered++;
      } catch (TemplateException e) {
        assertThat(e).hasMessageMatching("(?s)template line \\d+, column \\d+: .+");
      }
    }
    assertThat(rendered).isGreaterThan(1000);
  }

  @Test
  void knowsJsonAndIndents() {
    assertThat(Templates.render("{{v | json}}", Map.of("v", Set.of(1.5)))).isEqualTo("[1.5]");
    assertThat(Templates.render("{{lines | indent \"  \"}}", values())).isEqualTo("a\n  b");
    assertThat(Templates.render("{{v | json}}", Map.of("v", Double.NaN))).isEqualTo("\"NaN\"");
    assertThat(Templates.render("{{v | json}}", Map.of("v", "\u2028\u0001\t")))
        .isEqualTo("\"\\u2028\\u0001\\t\"");
  }

  @Test
  void eachHostFillsInItsOwnFacts() throws Exception {
    Map<String, Object> values =
        Map.of("os", OsFacts.read(), "cpu", CpuFacts.read(), "network", NetworkFacts.read());
    assertThat(
            Templates.render(
                "{{network.hostName}} {{os.architecture}} workers={{cpu.usable}}", values))
        .isEqualTo(
            "%s %s workers=%d",
            NetworkFacts.read().hostName(),
            OsFacts.read().architecture(),
            Runtime.getRuntime().availableProcessors());
  }
}
