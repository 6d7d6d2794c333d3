package dev.muster.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Lines of a text put in, replaced and taken out. Each edit made twice is the same as made once.
/// Ends of lines stay as they are, and new ones get what the text's first line has.
final class TextEdit {

  private TextEdit() {}

  static String withLine(String text, LineEdit edit) {
    List<String> lines = Diff.lines(text);
    String line = edit.line();
    boolean isThere = lines.stream().anyMatch(each -> bare(each).equals(line));
    int replaced = 0;
    if (edit.pattern().isPresent()) {
      Pattern pattern = Pattern.compile(edit.pattern().get());
      // The line may itself be none that the pattern finds. Then it is there, and a second line
      // that
      // the pattern does find is not the next call's to replace.
      boolean isDone = isThere && !edit.all() && !pattern.matcher(line).find();
      for (int i = 0; i < lines.size() && !isDone; i++) {
        if (pattern.matcher(bare(lines.get(i))).find()) {
          lines.set(i, line + end(lines.get(i)));
          replaced++;
          isDone = !edit.all();
        }
      }
    }
    if (replaced == 0 && !isThere) {
      append(lines, List.of(line));
    }
    return String.join("", lines);
  }

  static String withoutLines(String text, String regex) {
    Pattern pattern = Pattern.compile(regex);
    List<String> lines = Diff.lines(text);
    lines.removeIf(line -> pattern.matcher(bare(line)).find());
    return String.join("", lines);
  }

  /// Puts lines between two that mark them, in the place of what is between these now, or at the
  /// end. Without lines the marks go too.
  ///
  /// @throws IOException if one mark is there without the other
  static String withBlock(String text, String mark, String block) throws IOException {
    List<String> lines = new ArrayList<>(Diff.lines(text));
    int begin = indexOf(lines, mark + " begin");
    int end = indexOf(lines, mark + " end");
    if ((begin < 0) != (end < 0) || end < begin) {
      throw new IOException(
          "the lines \""
              + mark
              + " begin\" and \""
              + mark
              + " end\" are no pair; mend them by hand");
    }
    List<String> wanted = new ArrayList<>();
    if (!block.isEmpty()) {
      wanted.add(mark + " begin");
      block.lines().forEach(wanted::add);
      wanted.add(mark + " end");
    }
    if (begin < 0) {
      append(lines, wanted);
      return String.join("", lines);
    }
    String first = end(lines.get(0));
    String last = end(lines.get(end));
    List<String> old = lines.subList(begin, end + 1);
    old.clear();
    for (int i = 0; i < wanted.size(); i++) {
      lines.add(begin + i, wanted.get(i) + (i < wanted.size() - 1 ? first : last));
    }
    return String.join("", lines);
  }

  private static int indexOf(List<String> lines, String line) {
    for (int i = 0; i < lines.size(); i++) {
      if (bare(lines.get(i)).equals(line)) {
        return i;
      }
    }
    return -1;
  }

  private static void append(List<String> lines, List<String> more) {
    String end = lines.isEmpty() || end(lines.get(0)).isEmpty() ? "\n" : end(lines.get(0));
    int last = lines.size() - 1;
    if (last >= 0 && !more.isEmpty() && end(lines.get(last)).isEmpty()) {
      lines.set(last, lines.get(last) + end);
    }
    more.forEach(line -> lines.add(line + end));
  }

  private static String bare(String line) {
    return line.substring(0, line.length() - end(line).length());
  }

  private static String end(String line) {
    return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
  }
}
