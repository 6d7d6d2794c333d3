package dev.muster.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Arguments taken apart: options with their values, and the rest.
///
/// Options are written `-w HOSTS`, `-wHOSTS`, `--timeout 10s` or `--timeout=10s`; short ones
/// without a value may be joined, as `-bv`; `--` ends them.
final class Arguments {

  private final Map<Option, List<String>> values = new EnumMap<>(Option.class);
  private final List<String> rest = new ArrayList<>();

  private Arguments() {}

  /// Takes arguments apart.
  ///
  /// @param verb the verb's name, for messages
  /// @param known the options that it has
  /// @param restAtOnce whether the first argument that is no option ends the options
  static Arguments parse(String verb, List<String> words, Set<Option> known, boolean restAtOnce)
      throws UsageException {
    Arguments arguments = new Arguments();
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      if (word.equals("--")) {
        arguments.rest.addAll(words.subList(at, words.size()));
        break;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        arguments.rest.add(word);
        if (restAtOnce) {
          arguments.rest.addAll(words.subList(at, words.size()));
          break;
        }
      } else if (word.startsWith("--")) {
        at = arguments.longOption(verb, words, at, known);
      } else {
        at = arguments.shortOptions(verb, words, at, known);
      }
    }
    return arguments;
  }

  /// Reads the long option before index `at`; returns the index after it and its value.
  private int longOption(String verb, List<String> words, int at, Set<Option> known)
      throws UsageException {
    String word = words.get(at - 1);
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Option option = named(verb, name, known);
    if (equals < 0) {
      return option.takesValue() ? value(option, words, at) : flag(option, at);
    }
    if (!option.takesValue()) {
      throw new UsageException("option " + name + " takes no value");
    }
    add(option, word.substring(equals + 1));
    return at;
  }

  private int shortOptions(String verb, List<String> words, int at, Set<Option> known)
      throws UsageException {
    String word = words.get(at - 1);
    for (int i = 1; i < word.length(); i++) {
      Option option = named(verb, "-" + word.charAt(i), known);
      if (!option.takesValue()) {
        flag(option, at);
      } else if (i + 1 < word.length()) {
        add(option, word.substring(i + 1));
        return at;
      } else {
        return value(option, words, at);
      }
    }
    return at;
  }

  private int flag(Option option, int at) {
    add(option, "");
    return at;
  }

  private int value(Option option, List<String> words, int at) throws UsageException {
    boolean missing = at == words.size() || words.get(at).startsWith("-");
    if (missing && option.valueMayBeMissing()) {
      return flag(option, at);
    }
    if (at == words.size()) {
      throw new UsageException("option " + option + " needs a value");
    }
    add(option, words.get(at));
    return at + 1;
  }

  private void add(Option option, String value) {
    List<String> all = values.get(option);
    if (all == null) {
      all = new ArrayList<>(1);
      values.put(option, all);
    }
    all.add(value);
  }

  private static Option named(String verb, String name, Set<Option> known) throws UsageException {
    for (Option option : Option.values()) {
      boolean named = name.equals(option.longName()) || name.equals(option.shortName());
      if (named && known.contains(option)) {
        return option;
      }
    }
    throw new UsageException(
        "unknown option " + name + " for " + verb + "; see muster help " + verb);
  }

  boolean has(Option option) {
    return values.containsKey(option);
  }

  /// Returns all values of an option, in order.
  List<String> all(Option option) {
    List<String> all = values.get(option);
    return all == null ? List.of() : all;
  }

  /// Returns the last value of an option.
  Optional<String> last(Option option) {
    List<String> all = all(option);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /// Returns what is no option.
  List<String> rest() {
    return rest;
  }
}
