package dev.muster.model;

import java.util.ArrayList;
import java.util.List;

/// A command as the login shell over there is given it.
///
/// `/bin/sh` does what has to be done before the program begins and becomes the program, so that
/// signals and the exit status are the program's own. It takes the program's words as arguments:
/// nothing of them is read as shell.
final class CommandLine {

  private static final List<String> SH = List.of("/bin/sh", "-c");

  private static final String BECOME = "exec \"$@\"";

  /// The text is for the login shell, which the server names in the environment.
  private static final String BECOME_LOGIN_SHELL = "exec \"${SHELL:-/bin/sh}\" -c \"$1\"";

  private static final String MERGED = " 2>&1";

  private CommandLine() {}

  /// Returns the line.
  ///
  /// @param words the command's own words, with host words filled in
  /// @param marks used where there is a `sudo`
  static String of(Command command, List<String> words, SudoMarks marks) {
    Wrapping wrapping = command.wrapping();
    boolean loginShell = command.form() == Command.Form.SHELL && wrapping.shell().isEmpty();
    if (wrapping.sudo().isPresent()) {
      return sudo(command, wrapping.sudo().get(), program(command, words), marks);
    }
    if (wrapping.mergedErrors()) {
      return loginShell
          ? quoted(sh(BECOME_LOGIN_SHELL + MERGED, words))
          : quoted(sh(BECOME + MERGED, program(command, words)));
    }
    return loginShell ? words.getFirst() : quoted(program(command, words));
  }

  /// Returns the words of the program that is run, each as it is to reach the system.
  private static List<String> program(Command command, List<String> words) {
    if (command.form() == Command.Form.QUOTED) {
      return words;
    }
    List<String> shell = command.wrapping().shell();
    List<String> program = new ArrayList<>(shell.isEmpty() ? SH : shell);
    program.addAll(words);
    return program;
  }

  /// Variables come with the session, as without `sudo`: on the command line every user over there
  /// could read them.
  private static String sudo(Command command, String user, List<String> program, SudoMarks marks) {
    List<String> all = new ArrayList<>(List.of("sudo", "-S", "-p", marks.prompt(), "-u", user));
    if (!command.environment().isEmpty()) {
      all.add("--preserve-env=" + String.join(",", command.environment().keySet()));
    }
    all.add("--");
    String become = BECOME + (command.wrapping().mergedErrors() ? MERGED : "");
    all.addAll(sh(marks.saying() + " && " + become, program));
    return quoted(all);
  }

  private static List<String> sh(String script, List<String> arguments) {
    List<String> all = new ArrayList<>(SH);
    all.add(script);
    all.add("sh");
    all.addAll(arguments);
    return all;
  }

  private static String quoted(List<String> words) {
    List<String> quoted = new ArrayList<>(words.size());
    for (String word : words) {
      quoted.add(ShellWord.quote(word));
    }
    return String.join(" ", quoted);
  }
}
