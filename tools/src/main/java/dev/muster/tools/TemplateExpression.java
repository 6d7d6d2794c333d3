package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A value in a template: a name such as `user.home`, or a text in quotes, and the filters after
/// it.
///
/// @param where it stands
/// @param source the name, or the text
/// @param isLiteral whether it is a text
/// @param filters in the order of their use
record TemplateExpression(
    TemplateTag where, String source, boolean isLiteral, List<TemplateFilter> filters) {

  /// Reads words as [TemplateWords] takes them apart.
  static TemplateExpression parse(TemplateTag where, List<String> words) {
    if (words.isEmpty()) {
      throw new TemplateException(where, "a name is missing");
    }
    String first = words.get(0);
    boolean isLiteral = TemplateWords.isText(first);
    if (!isLiteral && !first.matches("@?[A-Za-z_][\\w-]*(\\.[\\w-]+)*")) {
      throw new TemplateException(where, "\"" + first + "\" is no name");
    }
    List<TemplateFilter> filters = new ArrayList<>();
    int at = 1;
    while (at < words.size()) {
      if (!words.get(at).equals("|") || at + 1 == words.size()) {
        throw new TemplateException(where, "\"" + words.get(at) + "\" is no filter; | starts one");
      }
      TemplateFilter.Kind kind = kind(where, words.get(at + 1));
      at += 2;
      String argument = "";
      if (kind.takesArgument) {
        if (at == words.size() || !TemplateWords.isText(words.get(at))) {
          throw new TemplateException(
              where, words.get(at - 1) + " wants a text in double quotes after it");
        }
        argument = TemplateWords.text(words.get(at++));
      }
      filters.add(new TemplateFilter(kind, argument));
    }
    return new TemplateExpression(
        where, isLiteral ? TemplateWords.text(first) : first, isLiteral, filters);
  }

  private static TemplateFilter.Kind kind(TemplateTag where, String name) {
    for (TemplateFilter.Kind each : TemplateFilter.Kind.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new TemplateException(where, "there is no filter \"" + name + "\"");
  }

  /// Returns the value; an empty optional only if that is what it is.
  ///
  /// @throws TemplateException if there is none, or a filter does not take it
  Object value(TemplateScope scope) {
    Optional<Object> value = isLiteral ? Optional.of(source) : find(scope);
    for (TemplateFilter filter : filters) {
      try {
        value = filter.apply(value.flatMap(TemplateExpression::unwrapped));
      } catch (IllegalArgumentException e) {
        throw new TemplateException(where, "\"" + source + "\" " + e.getMessage());
      }
    }
    Object found =
        value.orElseThrow(
            () -> new TemplateException(where, "there is no value for \"" + source + "\""));
    return unwrapped(found).orElse(Optional.empty());
  }

  /// Returns the text of the value.
  ///
  /// @throws TemplateException if there is none, or it is many
  String text(TemplateScope scope) {
    Object value =
        unwrapped(value(scope))
            .orElseThrow(
                () -> new TemplateException(where, "the value of \"" + source + "\" is empty"));
    check(TemplateValues.isPlain(value), "is many values; use each, join or json");
    return value.toString();
  }

  /// @throws TemplateException unless it holds
  void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new TemplateException(where, "\"" + source + "\" " + otherwise);
    }
  }

  private Optional<Object> find(TemplateScope scope) {
    String[] names = source.split("\\.", -1);
    Optional<Object> value = scope.find(names[0]);
    for (int i = 1; i < names.length; i++) {
      String name = names[i];
      value = value.flatMap(inner -> TemplateValues.field(inner, name));
    }
    return value;
  }

  private static Optional<Object> unwrapped(Object value) {
    return value instanceof Optional<?> some
        ? some.flatMap(TemplateExpression::unwrapped)
        : Optional.of(value);
  }
}
