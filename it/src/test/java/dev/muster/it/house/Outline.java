package dev.muster.it.house;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands in a Java file and how big it is, found by counting braces. It knows comments,
/// strings and text blocks, and needs no compiler; a block straight inside a type, with or without
/// a name, counts as a method.
final class Outline {

  /// A method with its lines, from the first of its signature to its closing brace, or a record
  /// with its components.
  record Member(Kind kind, String name, int size) {}

  enum Kind {
    METHOD,
    RECORD
  }

  private enum Block {
    TYPE,
    METHOD,
    INSIDE
  }

  private static final Pattern TYPE =
      Pattern.compile(
          "\\b(?:class|interface|enum|record)\\s+[\\w$]+\\s*(?:[<(].*|\\w.*)?$", Pattern.DOTALL);
  private static final Pattern RECORD =
      Pattern.compile("\\brecord\\s+([\\w$]+)\\s*(?:<[^(]*>)?\\s*\\(", Pattern.DOTALL);
  private static final Pattern ANNOTATION =
      Pattern.compile("@(?!interface\\b)[\\w.]+(?:\\s*\\([^()]*\\))?");
  private static final Pattern NAME = Pattern.compile("([\\w$]+)\\s*[(=]");
  private static final Pattern LITERAL =
      Pattern.compile(
          "//[^\\n]*"
              + "|/\\*.*?\\*/"
              + "|\"\"\"(?:[^\\\\\"]++|\\\\.|\"(?!\"\"))*+\"\"\""
              + "|\"(?:[^\"\\\\\\n]++|\\\\.)*+\""
              + "|'(?:[^'\\\\\\n]++|\\\\.)*+'",
          Pattern.DOTALL);

  private final List<Member> members = new ArrayList<>();
  private final Deque<Block> blocks = new ArrayDeque<>();
  private final StringBuilder header = new StringBuilder();
  private int line = 1;
  private int headerLine;
  private int methodLine;
  private int parentheses;
  private String methodName = "";

  private Outline() {}

  static List<Member> of(String source) {
    var outline = new Outline();
    blank(source).chars().forEach(character -> outline.take((char) character));
    if (!outline.blocks.isEmpty()) {
      throw new IllegalArgumentException(outline.blocks.size() + " braces are never closed");
    }
    return List.copyOf(outline.members);
  }

  /// The source with spaces for its comments and literals, line by line as before.
  static String blank(String source) {
    return LITERAL.matcher(source).replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
  }

  private void take(char character) {
    switch (character) {
      case '{' -> open();
      case '}' -> close();
      case ';' -> {
        if (parentheses == 0) {
          header.setLength(0);
        }
      }
      case '(', ')' -> {
        parentheses += character == '(' ? 1 : -1;
        append(character);
      }
      case '\n' -> {
        line++;
        append(' ');
      }
      default -> append(character);
    }
  }

  private void append(char character) {
    if (header.isEmpty()) {
      if (Character.isWhitespace(character)) {
        return;
      }
      headerLine = line;
    }
    header.append(character);
  }

  private void open() {
    if (parentheses > 0 || (!blocks.isEmpty() && blocks.peek() != Block.TYPE)) {
      blocks.push(Block.INSIDE);
      return;
    }
    String text = ANNOTATION.matcher(header).replaceAll("").strip();
    if (blocks.isEmpty() || TYPE.matcher(text).find()) {
      Matcher record = RECORD.matcher(text);
      if (record.find()) {
        members.add(
            new Member(Kind.RECORD, record.group(1), components(text.substring(record.end()))));
      }
      blocks.push(Block.TYPE);
    } else {
      Matcher name = NAME.matcher(text);
      methodName = name.find() ? name.group(1) : text.isEmpty() ? "initializer" : text;
      methodLine = headerLine;
      if (text.isEmpty()) {
        methodLine = line;
      }
      blocks.push(Block.METHOD);
    }
    header.setLength(0);
  }

  private void close() {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("line " + line + " closes a brace that was never opened");
    }
    if (blocks.pop() == Block.METHOD) {
      members.add(new Member(Kind.METHOD, methodName, line - methodLine + 1));
    }
    if (parentheses == 0) {
      header.setLength(0);
    }
  }

  /// How many components stand before the parenthesis that ends them.
  private static int components(String text) {
    int depth = 0;
    int commas = 0;
    for (int at = 0; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case '<', '(', '[' -> depth++;
        case '>', ']' -> depth--;
        case ')' -> {
          if (depth == 0) {
            return text.substring(0, at).isBlank() ? 0 : commas + 1;
          }
          depth--;
        }
        case ',' -> commas += depth == 0 ? 1 : 0;
        default -> {}
      }
    }
    throw new IllegalArgumentException("record components never end: " + text);
  }
}
