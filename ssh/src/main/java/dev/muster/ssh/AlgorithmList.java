package dev.muster.ssh;

import dev.muster.ssh.data.Wildcard;
import java.util.ArrayList;
import java.util.List;

/// Lists of algorithms as `ssh_config(5)` writes them.
///
/// `a,b` is the list; `+a,b` adds to the end of the standard one, `^a,b` puts to its beginning and
/// `-a,b` takes away. Names may hold `*` and `?`, which stand for whatever is known here.
public final class AlgorithmList {

  private AlgorithmList() {}

  /// Returns the names that `text` comes to; never none, each once.
  ///
  /// @param keyword the option's name, for messages
  /// @param text what was written; empty for the standard list
  /// @param standard what is offered if nothing is asked for
  /// @param known every name that may be asked for
  /// @throws IllegalArgumentException if a name is not known, a pattern matches none that is, or
  ///   nothing is left; a name that is taken away need not be known
  public static List<String> chosen(
      String keyword, String text, List<String> standard, List<String> known) {
    if (text.isEmpty()) {
      return standard;
    }
    char sign = text.charAt(0);
    boolean changes = sign == '+' || sign == '-' || sign == '^';
    String[] named = (changes ? text.substring(1) : text).split(",", -1);
    List<String> chosen = new ArrayList<>();
    if (sign == '-') {
      chosen.addAll(standard);
      for (String pattern : named) {
        chosen.removeIf(name -> Wildcard.matches(pattern, name));
      }
    } else {
      if (sign == '+') {
        chosen.addAll(standard);
      }
      for (String name : named) {
        add(chosen, expanded(keyword, name, known));
      }
      if (sign == '^') {
        add(chosen, standard);
      }
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          keyword + " \"" + text + "\" leaves nothing; the standard list is " + standard);
    }
    return List.copyOf(chosen);
  }

  private static void add(List<String> to, List<String> names) {
    for (String name : names) {
      if (!to.contains(name)) {
        to.add(name);
      }
    }
  }

  private static List<String> expanded(String keyword, String name, List<String> known) {
    if (known.contains(name)) {
      return List.of(name);
    }
    List<String> matching = new ArrayList<>();
    if (Wildcard.isIn(name)) {
      for (String candidate : known) {
        if (Wildcard.matches(name, candidate)) {
          matching.add(candidate);
        }
      }
    }
    if (matching.isEmpty()) {
      throw new IllegalArgumentException(
          keyword + " \"" + name + "\" is not known here; choose from " + known);
    }
    return matching;
  }
}
