package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;

/// Takes the content of a tag apart: words, `|`, and texts in double quotes with `\n`, `\t`, `\"`
/// and `\\` in them. A text keeps its first quote, so that it can be told from a word.
final class TemplateWords {

  private final TemplateTag tag;
  private final List<String> words = new ArrayList<>();
  private int at;

  private TemplateWords(TemplateTag tag) {
    this.tag = tag;
  }

  static List<String> of(TemplateTag tag, String content) {
    TemplateWords reader = new TemplateWords(tag);
    reader.read(content);
    return reader.words;
  }

  static boolean isText(String word) {
    return word.startsWith("\"");
  }

  static String text(String word) {
    return word.substring(1);
  }

  private void read(String content) {
    while (at < content.length()) {
      char c = content.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '|') {
        words.add("|");
        at++;
      } else if (c == '"') {
        at++;
        words.add(quoted(content));
      } else {
        int start = at;
        while (at < content.length() && !isEnd(content.charAt(at))) {
          at++;
        }
        words.add(content.substring(start, at));
      }
    }
  }

  private static boolean isEnd(char c) {
    return Character.isWhitespace(c) || c == '|' || c == '"';
  }

  private String quoted(String content) {
    StringBuilder text = new StringBuilder("\"");
    while (at < content.length()) {
      char c = content.charAt(at++);
      if (c == '"') {
        return text.toString();
      }
      if (c != '\\') {
        text.append(c);
      } else if (at < content.length()) {
        char escaped = content.charAt(at++);
        text.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case '"', '\\' -> escaped;
              default ->
                  throw new TemplateException(
                      tag, "\\" + escaped + " is none of \\n \\t \\\" \\\\");
            });
      }
    }
    throw new TemplateException(tag, "a text in quotes never ends");
  }
}
