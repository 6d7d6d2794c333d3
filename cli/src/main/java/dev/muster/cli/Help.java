package dev.muster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The help texts, which are resources: a run that shows none does not load them.
final class Help {

  private static final List<String> VERBS = List.of("run", "call", "ping", "hosts", "demo");

  private Help() {}

  static int print(List<String> verbs, Channel out) throws UsageException {
    String verb = verbs.isEmpty() ? "" : verbs.getFirst();
    if (!verb.isEmpty() && !VERBS.contains(verb)) {
      throw new UsageException("no help for " + verb + "; there is help for " + VERBS);
    }
    out.write(text(verb));
    return ExitStatus.OK;
  }

  /// Returns the text for a verb, or the general one.
  static String text(String verb) {
    String name = verb.isEmpty() ? "help.txt" : "help-" + verb + ".txt";
    try (InputStream in = Help.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the help text " + name + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the help text " + name + " cannot be read", e);
    }
  }

  static int version(Channel out) {
    String version = Help.class.getPackage().getImplementationVersion();
    out.line("muster " + (version == null ? "(not packaged)" : version));
    return ExitStatus.OK;
  }
}
