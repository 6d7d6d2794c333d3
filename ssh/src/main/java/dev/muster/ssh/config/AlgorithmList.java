package dev.muster.ssh.config;

import dev.muster.ssh.data.Wildcard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A list of algorithms as `ssh_config(5)` writes it: names with commas between take the place of
/// the usual ones; `+` adds at the end, `^` at the beginning, `-` takes away. Names may be patterns
/// with `*` and `?`.
public final class AlgorithmList {

  private AlgorithmList() {}

  /// Returns the names that a list comes to.
  ///
  /// @param list the list; empty for the usual ones
  /// @param usual the names where nothing is said, in order
  /// @param all every name there is: patterns look among them, and other names are left out
  /// @return no names if none is left; what is to be done then is the caller's to say
  public static List<String> resolve(String list, List<String> usual, List<String> all) {
    if (list.isEmpty()) {
      return usual;
    }
    char sign = list.charAt(0);
    if (sign == '-') {
      PatternList without = PatternList.of(list.substring(1));
      List<String> left = new ArrayList<>(usual);
      left.removeIf(without::matches);
      return List.copyOf(left);
    }
    List<String> wanted = new ArrayList<>();
    if (sign == '+') {
      wanted.addAll(usual);
    }
    for (String name : (sign == '+' || sign == '^' ? list.substring(1) : list).split(",", -1)) {
      if (name.isEmpty()) {
        break;
      }
      wanted.add(name);
    }
    if (sign == '^') {
      wanted.addAll(usual);
    }
    return matching(wanted, all);
  }

  /// As [#resolve], but what is asked for has to be there.
  ///
  /// @param keyword the option's name, for messages
  /// @throws IllegalArgumentException if a name is not known, a pattern matches none that is, or
  ///   nothing is left; a name that is taken away need not be known
  public static List<String> chosen(
      String keyword, String list, List<String> usual, List<String> all) {
    if (list.isEmpty()) {
      return usual;
    }
    char sign = list.charAt(0);
    if (sign != '-') {
      for (String name : (sign == '+' || sign == '^' ? list.substring(1) : list).split(",", -1)) {
        if (matching(List.of(name), all).isEmpty()) {
          throw new IllegalArgumentException(
              keyword + " \"" + name + "\" is not known here; choose from " + all);
        }
      }
    }
    List<String> names = resolve(list, usual, all);
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          keyword + " \"" + list + "\" leaves nothing; the standard list is " + usual);
    }
    return names;
  }

  private static List<String> matching(List<String> wanted, List<String> all) {
    Set<String> names = new LinkedHashSet<>();
    for (String pattern : wanted) {
      Wildcard wildcard = Wildcard.of(pattern);
      for (String name : all) {
        if (wildcard.matches(name)) {
          names.add(name);
        }
      }
    }
    return List.copyOf(names);
  }
}
