package dev.muster.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a text as JSON, exactly as RFC 8259 has it: no comments, no commas too many, no name twice
/// in an object. What is more than 100 deep is refused.
///
/// For use by one thread, once.
public final class JsonParser {

  private static final int MOST_DEPTH = 100;

  private final String text;
  private int at;
  private int depth;

  private JsonParser(String text) {
    this.text = text;
  }

  /// Reads the one value that `text` holds.
  public static JsonValue parse(String text) throws JsonException {
    JsonParser parser = new JsonParser(text);
    JsonValue value = parser.value();
    parser.skipBlanks();
    if (parser.at < text.length()) {
      throw parser.refusal("nothing after the value");
    }
    return value;
  }

  private JsonValue value() throws JsonException {
    skipBlanks();
    int start = at;
    if (at == text.length()) {
      throw refusal("a value");
    }
    char c = text.charAt(at);
    if (c == '"') {
      return new JsonValue.Text(start, string());
    }
    if (c == '{' || c == '[') {
      if (++depth > MOST_DEPTH) {
        throw new JsonException(at, "more than " + MOST_DEPTH + " values within one another");
      }
      JsonValue container = c == '{' ? object() : array();
      depth--;
      return container;
    }
    return c == '-' || isDigit(c) ? number() : word();
  }

  private JsonValue word() throws JsonException {
    int start = at;
    int end = at;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    JsonValue value =
        switch (text.substring(start, end)) {
          case "true" -> new JsonValue.Truth(start, true);
          case "false" -> new JsonValue.Truth(start, false);
          case "null" -> new JsonValue.Nothing(start);
          default -> throw refusal("a value; a text stands between double quotes");
        };
    at = end;
    return value;
  }

  private JsonValue object() throws JsonException {
    int start = at++;
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    skipBlanks();
    if (take('}')) {
      return new JsonValue.Fields(start, fields);
    }
    do {
      skipBlanks();
      int nameAt = at;
      if (at == text.length() || text.charAt(at) != '"') {
        throw refusal("a name between double quotes");
      }
      String name = string();
      skipBlanks();
      require(':');
      JsonValue before = fields.put(name, value());
      if (before != null) {
        throw new JsonException(nameAt, "the name " + JsonWriter.quoted(name) + " stands twice");
      }
      skipBlanks();
    } while (take(','));
    require('}');
    return new JsonValue.Fields(start, fields);
  }

  private JsonValue array() throws JsonException {
    int start = at++;
    List<JsonValue> items = new ArrayList<>();
    skipBlanks();
    if (take(']')) {
      return new JsonValue.Items(start, items);
    }
    do {
      items.add(value());
      skipBlanks();
    } while (take(','));
    require(']');
    return new JsonValue.Items(start, items);
  }

  private JsonValue number() throws JsonException {
    int start = at;
    take('-');
    if (!take('0')) {
      digits();
    }
    if (take('.')) {
      digits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    if (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      throw refusal("the end of the number");
    }
    return new JsonValue.Digits(start, text.substring(start, at));
  }

  private void digits() throws JsonException {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw refusal("a digit");
    }
  }

  private String string() throws JsonException {
    StringBuilder read = new StringBuilder();
    int start = at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return read.toString();
      }
      if (c < ' ') {
        throw refusal("no control character in a text; write \\n for the end of a line");
      }
      at++;
      read.append(c == '\\' ? escaped() : c);
    }
    throw new JsonException(start, "the text that begins here does not end; a \" is missing");
  }

  private char escaped() throws JsonException {
    char c = at < text.length() ? text.charAt(at) : ' ';
    char meant =
        switch (c) {
          case '"', '\\', '/' -> c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> unit();
          default -> throw refusal("one of \" \\ / b f n r t u after the \\");
        };
    at++;
    return meant;
  }

  private char unit() throws JsonException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      int digit = at < text.length() && text.charAt(at) < 128 ? hex(text.charAt(at)) : -1;
      if (digit < 0) {
        throw refusal("four hexadecimal digits after \\u");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private static int hex(char c) {
    return Character.digit(c, 16);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void require(char c) throws JsonException {
    if (!take(c)) {
      throw refusal("'" + c + "'");
    }
  }

  private JsonException refusal(String wanted) {
    String got =
        at < text.length()
            ? "'" + Character.toString(text.codePointAt(at)) + "'"
            : "the end of the text";
    return new JsonException(at, "no JSON: wanted " + wanted + ", got " + got);
  }
}
