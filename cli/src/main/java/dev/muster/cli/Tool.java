package dev.muster.cli;

import dev.muster.tools.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A tool as the command line names it. They are listed in a resource, because class files hold
/// neither what a function is for nor what its parameters are called.
///
/// @param name such as `files.stat`
/// @param parameters what its parameters are called, without the mode
/// @param type the name of its class
/// @param method the name of its method
/// @param line the line that tells of it
record Tool(String name, List<String> parameters, String type, String method, String line) {

  /// Ends the name of a last parameter that takes all words that are left.
  static final String MANY = "...";

  private static final String PACKAGE = Mode.class.getPackageName() + ".";

  /// Returns all of them.
  static List<Tool> all() {
    List<Tool> tools = new ArrayList<>();
    String type = "";
    String method = "";
    for (String line : text().split("\n", -1)) {
      if (line.startsWith("# ")) {
        String[] words = line.substring(2).split(" ", -1);
        type = PACKAGE + words[0];
        method = words.length > 1 ? words[1] : "";
      } else if (!line.isEmpty()) {
        tools.add(of(line, type, method));
      }
    }
    return tools;
  }

  private static Tool of(String line, String type, String method) {
    String[] words = line.substring(0, line.indexOf("  ")).split(" ", -1);
    String own = words[0].substring(words[0].indexOf('.') + 1);
    List<String> parameters = List.of(words).subList(1, words.length);
    return new Tool(words[0], parameters, type, method.isEmpty() ? own : method, line);
  }

  /// Returns the tool of that name.
  ///
  /// @throws UsageException if there is none; it names those that are near
  static Tool named(String name) throws UsageException {
    List<Tool> tools = all();
    for (Tool tool : tools) {
      if (tool.name.equals(name)) {
        return tool;
      }
    }
    String group = name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.'));
    List<String> near = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (Tool tool : tools) {
      String its = tool.name.substring(0, tool.name.indexOf('.'));
      if (its.equals(group.toLowerCase(Locale.ROOT))) {
        near.add(tool.name);
      }
      if (!groups.contains(its)) {
        groups.add(its);
      }
    }
    String there =
        near.isEmpty()
            ? "; their names begin with " + String.join(", ", groups)
            : "; there are " + String.join(", ", near);
    throw new UsageException("there is no tool " + name + there + " (see muster call --tool)");
  }

  /// Returns whether there is a tool of that name.
  static boolean isOne(String name) {
    return all().stream().anyMatch(tool -> tool.name.equals(name));
  }

  /// Prints the list of them.
  static int list(Channel out) {
    for (Tool tool : all()) {
      out.line(tool.line);
    }
    out.line("");
    out.line(
        "* changes the host if it is not so already; with --check it only says what it would do");
    return ExitStatus.OK;
  }

  /// Says how it is called: `files.tail PATH COUNT`.
  String usage() {
    return parameters.isEmpty() ? name : name + " " + String.join(" ", parameters);
  }

  private static String text() {
    try (InputStream in = Tool.class.getResourceAsStream("tools.txt")) {
      if (in == null) {
        throw new IllegalStateException("the list of the tools is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the list of the tools cannot be read", e);
    }
  }
}
