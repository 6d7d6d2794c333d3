package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a template.
final class TemplateParser {

  private static final int MOST_LENGTH = 1024 * 1024;
  private static final int MOST_NESTED = 50;

  private final List<Object> parts = new ArrayList<>();
  private int at;
  private int depth;

  private TemplateParser() {}

  /// Returns the parts of a template.
  ///
  /// @throws TemplateException if it cannot be read
  static List<TemplateNode> parse(String template) {
    if (template.length() > MOST_LENGTH) {
      throw new IllegalArgumentException(
          "the template has " + template.length() + " characters where 1 Mi is the most");
    }
    TemplateParser parser = new TemplateParser();
    parser.cut(template);
    List<TemplateNode> nodes = parser.nodes();
    if (parser.at < parser.parts.size()) {
      TemplateTag tag = (TemplateTag) parser.parts.get(parser.at);
      throw new TemplateException(tag, "{{" + tag.content() + "}} closes nothing");
    }
    return nodes;
  }

  /// Cuts the template into texts and tags.
  private void cut(String template) {
    int from = 0;
    int line = 1;
    int lineStart = 0;
    while (true) {
      int open = template.indexOf("{{", from);
      if (open < 0) {
        parts.add(template.substring(from));
        return;
      }
      for (int end = template.indexOf('\n', lineStart); end >= 0 && end < open; line++) {
        lineStart = end + 1;
        end = template.indexOf('\n', lineStart);
      }
      int close = close(template, open + 2);
      String content = close < 0 ? "" : template.substring(open + 2, close).strip();
      TemplateTag tag = new TemplateTag(content, line, open - lineStart + 1);
      if (close < 0) {
        throw new TemplateException(tag, "{{ is never closed");
      }
      int textEnd = open;
      int next = close + 2;
      int lineEnd = lineEnd(template, next);
      if (tag.isSilent() && lineEnd >= 0 && template.substring(lineStart, open).isBlank()) {
        textEnd = Math.max(from, lineStart);
        next = lineEnd;
      }
      parts.add(template.substring(from, textEnd));
      parts.add(tag);
      from = next;
    }
  }

  /// Where `}}` stands that is in no quotes.
  private static int close(String template, int from) {
    boolean isComment = template.startsWith("!", from);
    boolean inQuotes = false;
    for (int i = from; i + 1 < template.length(); i++) {
      char c = template.charAt(i);
      if (inQuotes && c == '\\') {
        i++;
      } else if (c == '"' && !isComment) {
        inQuotes = !inQuotes;
      } else if (!inQuotes && c == '}' && template.charAt(i + 1) == '}') {
        return i;
      }
    }
    return -1;
  }

  /// Where the next line starts if nothing but blanks is left of this one, else -1.
  private static int lineEnd(String template, int from) {
    int end = from;
    while (end < template.length()
        && (template.charAt(end) == ' ' || template.charAt(end) == '\t')) {
      end++;
    }
    if (end == template.length()) {
      return end;
    }
    if (template.startsWith("\r\n", end)) {
      return end + 2;
    }
    return template.charAt(end) == '\n' ? end + 1 : -1;
  }

  /// Reads until a tag that closes, or parts, something around this.
  private List<TemplateNode> nodes() {
    List<TemplateNode> nodes = new ArrayList<>();
    while (at < parts.size()) {
      Object part = parts.get(at);
      if (part instanceof TemplateTag tag) {
        if (tag.content().startsWith("/") || tag.content().equals("else")) {
          return nodes;
        }
        at++;
        node(tag).ifPresent(nodes::add);
      } else {
        at++;
        String text = (String) part;
        if (!text.isEmpty()) {
          nodes.add(new TemplateNode.Text(text));
        }
      }
    }
    return nodes;
  }

  private Optional<TemplateNode> node(TemplateTag tag) {
    String content = tag.content();
    if (content.startsWith("!")) {
      return Optional.empty();
    }
    if (!content.startsWith("#")) {
      return Optional.of(
          new TemplateNode.Value(TemplateExpression.parse(tag, TemplateWords.of(tag, content))));
    }
    if (++depth > MOST_NESTED) {
      throw new TemplateException(tag, "is nested more than " + MOST_NESTED + " deep");
    }
    List<String> words = TemplateWords.of(tag, content.substring(1));
    String kind = words.isEmpty() ? "" : words.get(0);
    List<String> rest = words.subList(Math.min(1, words.size()), words.size());
    TemplateNode node =
        switch (kind) {
          case "if" -> condition(tag, rest);
          case "each" -> each(tag, rest);
          default -> throw new TemplateException(tag, "\"#" + kind + "\" is neither #if nor #each");
        };
    depth--;
    return Optional.of(node);
  }

  private TemplateNode condition(TemplateTag tag, List<String> words) {
    boolean not = !words.isEmpty() && words.get(0).equals("not");
    List<String> rest = not ? words.subList(1, words.size()) : words;
    Optional<String> is = Optional.empty();
    int size = rest.size();
    if (size >= 3 && rest.get(size - 2).equals("is") && TemplateWords.isText(rest.get(size - 1))) {
      is = Optional.of(TemplateWords.text(rest.get(size - 1)));
      rest = rest.subList(0, size - 2);
    }
    TemplateExpression expression = TemplateExpression.parse(tag, rest);
    List<TemplateNode> then = nodes();
    List<TemplateNode> otherwise = otherwise();
    close(tag, "if");
    return new TemplateNode.If(expression, not, is, then, otherwise);
  }

  private TemplateNode each(TemplateTag tag, List<String> words) {
    Optional<String> name = Optional.empty();
    List<String> rest = words;
    int size = words.size();
    if (size >= 3 && words.get(size - 2).equals("as")) {
      String last = words.get(size - 1);
      if (!last.matches("[A-Za-z_][\\w-]*")) {
        throw new TemplateException(tag, "\"" + last + "\" is no name for an element");
      }
      name = Optional.of(last);
      rest = words.subList(0, size - 2);
    }
    TemplateExpression expression = TemplateExpression.parse(tag, rest);
    List<TemplateNode> body = nodes();
    List<TemplateNode> otherwise = otherwise();
    close(tag, "each");
    return new TemplateNode.Each(expression, name, body, otherwise);
  }

  private List<TemplateNode> otherwise() {
    if (at < parts.size() && ((TemplateTag) parts.get(at)).content().equals("else")) {
      at++;
      return nodes();
    }
    return List.of();
  }

  private void close(TemplateTag open, String kind) {
    if (at == parts.size()) {
      throw new TemplateException(open, "{{#" + kind + "}} is never closed by {{/" + kind + "}}");
    }
    TemplateTag tag = (TemplateTag) parts.get(at++);
    if (!tag.content().equals("/" + kind)) {
      throw new TemplateException(
          tag,
          "{{%s}} where {{/%s}} is wanted, for line %d"
              .formatted(tag.content(), kind, open.line()));
    }
  }
}
