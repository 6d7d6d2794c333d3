package dev.muster.ssh.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replaces `%x` tokens and `${NAME}` variables in a text.
final class Expansion {

  /// Says what stands for a token, null for one that is not known here.
  interface Tokens {
    @Nullable String of(char token);
  }

  /// A text that cannot be expanded; the message says why.
  static final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    Trouble(String message) {
      super(message);
    }
  }

  private Expansion() {}

  /// @param tokens null to leave `%` alone
  /// @param environment null to leave `$` alone
  static String of(String text, @Nullable Tokens tokens, @Nullable Map<String, String> environment)
      throws Trouble {
    if (text.indexOf('%') < 0 && text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder expanded = new StringBuilder(text.length() + 32);
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (environment != null && text.startsWith("${", at)) {
        at = variable(text, at, environment, expanded);
      } else if (tokens != null && c == '%') {
        expanded.append(token(text, at, tokens));
        at += 2;
      } else {
        expanded.append(c);
        at++;
      }
    }
    return expanded.toString();
  }

  private static int variable(
      String text, int at, Map<String, String> environment, StringBuilder expanded) throws Trouble {
    int end = text.indexOf('}', at);
    if (end < 0) {
      throw new Trouble("\"" + text + "\": ${ has no }");
    }
    String name = text.substring(at + 2, end);
    if (name.isEmpty()) {
      throw new Trouble("\"" + text + "\": ${} names no variable");
    }
    String value = environment.get(name);
    if (value == null) {
      throw new Trouble("\"" + text + "\": the environment has no variable " + name);
    }
    expanded.append(value);
    return end + 1;
  }

  private static String token(String text, int at, Tokens tokens) throws Trouble {
    if (at + 1 == text.length()) {
      throw new Trouble("\"" + text + "\" ends with %; write %% for one");
    }
    char key = text.charAt(at + 1);
    String value = key == '%' ? "%" : tokens.of(key);
    if (value == null) {
      throw new Trouble("\"" + text + "\": there is no token %" + key + " here");
    }
    return value;
  }
}
