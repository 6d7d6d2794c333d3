package dev.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The command as a test calls it, with what it printed.
record Cli(int status, String out, String err) {

  static Cli run(String... args) {
    return runWith("", args);
  }

  static Cli runWith(String input, String... args) {
    var out = new ByteArrayOutputStream();
    Cli cli = run(terminal(input, out, false), args);
    return new Cli(cli.status(), out.toString(UTF_8), cli.err());
  }

  /// Runs with standard output going to `out`.
  static Cli run(OutputStream out, boolean outIsTerminal, String... args) {
    return run(terminal("", out, outIsTerminal), args);
  }

  /// Runs with standard error going to `err`, too.
  static Cli runHearing(ByteArrayOutputStream err, String... args) {
    return run(terminal("", OutputStream.nullOutputStream(), false), err, args);
  }

  private static Cli run(Terminal terminal, String... args) {
    return run(terminal, new ByteArrayOutputStream(), args);
  }

  private static Cli run(Terminal terminal, ByteArrayOutputStream err, String... args) {
    Terminal heard =
        new Terminal(
            terminal.in(),
            terminal.out(),
            err,
            terminal.outIsTerminal(),
            false,
            terminal.environment(),
            terminal.asker());
    int status = Main.run(List.of(args), heard);
    return new Cli(status, "", err.toString(UTF_8));
  }

  private static Terminal terminal(String input, OutputStream out, boolean outIsTerminal) {
    return new Terminal(
        new ByteArrayInputStream(input.getBytes(UTF_8)),
        out,
        OutputStream.nullOutputStream(),
        outIsTerminal,
        false,
        Map.of("NO_COLOR", "1"),
        Terminal.Asker.nobody());
  }

  /// Returns the lines of standard output in the order of their text.
  List<String> sortedOut() {
    return Arrays.stream(out.split("\n", -1)).filter(line -> !line.isEmpty()).sorted().toList();
  }

  List<String> sortedErr() {
    return Arrays.stream(err.split("\n", -1)).filter(line -> !line.isEmpty()).sorted().toList();
  }
}
