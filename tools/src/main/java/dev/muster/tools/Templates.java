package dev.muster.tools;

import java.util.List;
import java.util.Map;

/// Makes texts from templates: `web.call(Templates::render, template, values)`.
///
/// | in a template | gives |
/// |---|---|
/// | `{{name}}`, `{{user.home}}`, `{{list.0}}` | the value; a field of a map or record, an element of a list |
/// | `{{name \| shell}}` | the value through filters: `shell json xml upper lower trim length join "," default "x" indent "  "` |
/// | `{{#if name}} {{else}} {{/if}}` | one or the other; `#if not name`, `#if name is "text"` |
/// | `{{#each list as x}} {{else}} {{/each}}` | a part for each; `this @index @first @last`, and `@key` for maps |
/// | `{{! words }}` | nothing |
/// | `{{"{{"}}` | two braces |
///
/// A name without a value is an error, with its line, unless `default` follows. Values stand as
/// they are unless a filter quotes them. A line with nothing but `{{#...}}`, `{{/...}}`, `{{else}}`
/// or a comment is none of the output. A condition holds unless the value is `false` or empty;
/// numbers always hold. Templates call nothing, read nothing and end: 1 Mi characters, 50 levels
/// and 16 MiB of output are the most.
public final class Templates {

  private Templates() {}

  /// Returns the text that a template and values make.
  ///
  /// @throws TemplateException if the template cannot be read, or lacks a value
  public static String render(String template, Map<String, Object> values) {
    List<TemplateNode> nodes = TemplateParser.parse(template);
    StringBuilder out = new StringBuilder();
    TemplateNode.all(nodes, TemplateScope.of(values), out);
    return out.toString();
  }
}
