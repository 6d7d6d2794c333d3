package dev.muster.it.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The text of `docs/interop.md`.
final class MatrixPage {

  static final String GREEN = "yes";

  /// The server has no such algorithm.
  static final String ABSENT = "–";

  /// The server says that it has it, and neither we nor OpenSSH's client get through.
  static final String NEITHER = "neither";

  private static final String VERSIONS = "Seen with: ";

  private MatrixPage() {}

  static String key(Matrix.Cell cell, String server) {
    return cell.axis().title() + ": " + cell.name() + " with " + server;
  }

  static boolean isGood(String outcome) {
    return outcome.equals(GREEN) || outcome.equals(ABSENT) || outcome.equals(NEITHER);
  }

  /// Returns the line that names the servers' versions.
  static String versions(String page) {
    return page.lines()
        .filter(line -> line.startsWith(VERSIONS))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line begins with \"" + VERSIONS + "\""));
  }

  static String text(
      List<Matrix.Cell> cells, Map<String, String> versions, Map<String, String> outcomes) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# Interoperability",
                "",
                "Written by `InteropMatrixTest`, which tries every cell: it connects, logs in, sends"
                    + " 40,000 bytes through `cat` and compares",
                "what comes back. `yes`: that works. `–`: the server does not have the algorithm."
                    + " `neither`: it says that it has it, but OpenSSH's client does not get",
                "through either (Go's server, for one, makes no encrypt-then-MAC of CBC). A cell in"
                    + " which OpenSSH's client gets through and we do not fails the",
                "test, and so does any other failure.",
                "",
                "Each table varies one thing and keeps one of all others (`curve25519-sha256`,"
                    + " `aes128-ctr`, `hmac-sha2-256`, Ed25519 keys); the second",
                "takes every cipher with every MAC. Write this page anew with `mvn -pl it -am"
                    + " verify -Ppeers -Dtest=InteropMatrixTest",
                "-Dsurefire.failIfNoSpecifiedTests=false -Dinterop.write=true`.",
                "",
                VERSIONS + String.join(", ", versions.values())));
    for (Matrix.Axis axis : Matrix.Axis.values()) {
      lines.addAll(List.of("", "## " + axis.title(), ""));
      lines.add("| | " + String.join(" | ", versions.keySet()) + " |");
      lines.add("|---|" + "---|".repeat(versions.size()));
      for (Matrix.Cell cell : cells) {
        if (cell.axis() == axis) {
          StringBuilder row = new StringBuilder("| `" + cell.name().replace(", ", "` `") + "` |");
          for (String server : versions.keySet()) {
            row.append(' ').append(outcomes.get(key(cell, server))).append(" |");
          }
          lines.add(row.toString());
        }
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
