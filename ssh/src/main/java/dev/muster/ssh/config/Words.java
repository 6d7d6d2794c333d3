package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words after a keyword, taken one by one. Blanks divide them; `"` and `'` hold words together
/// and a backslash takes the meaning from a quote, a backslash and, outside quotes, a blank; a word
/// that begins with `#` ends the line.
final class Words {

  private final String raw;
  private final List<String> words;
  private int at;

  private Words(String raw, List<String> words) {
    this.raw = raw;
    this.words = words;
  }

  /// Divides a line; returns null if a quote is not closed.
  static @Nullable Words of(String line) {
    List<String> words = new ArrayList<>(4);
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == '#') {
        break;
      } else {
        StringBuilder word = new StringBuilder();
        at = word(line, at, word);
        if (at < 0) {
          return null;
        }
        words.add(word.toString());
      }
    }
    return new Words(line, words);
  }

  /// Reads the word at `at` and returns the index after it, or -1 if its quote is not closed.
  private static int word(String line, int at, StringBuilder word) {
    char quote = 0;
    int i = at;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '\\' && escapes(line, i + 1, quote)) {
        i++;
        word.append(line.charAt(i));
      } else if (quote == 0 && (c == ' ' || c == '\t')) {
        return i;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
      i++;
    }
    return quote == 0 ? i : -1;
  }

  private static boolean escapes(String line, int at, char quote) {
    if (at >= line.length()) {
      return false;
    }
    char c = line.charAt(at);
    return c == '"' || c == '\'' || c == '\\' || (quote == 0 && c == ' ');
  }

  /// Returns the next word, null if there is none.
  @Nullable String next() {
    return at < words.size() ? words.get(at++) : null;
  }

  boolean isAtEnd() {
    return at >= words.size();
  }

  /// Takes every word and returns the line as it was written, without blanks and `=` before it.
  String rest() {
    at = words.size();
    int begin = 0;
    while (begin < raw.length() && " \t\r\n=".indexOf(raw.charAt(begin)) >= 0) {
      begin++;
    }
    return raw.substring(begin);
  }
}
