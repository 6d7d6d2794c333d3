package dev.muster.tools;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What may be done to a value after a `|`.
///
/// @param kind which
/// @param argument the text after its name; empty for those that take none
record TemplateFilter(Kind kind, String argument) {

  enum Kind {
    /// One word of a POSIX shell, in single quotes.
    SHELL(false),
    /// Any value as JSON.
    JSON(false),
    /// Text for XML and HTML, within elements and quoted attributes.
    XML(false),
    UPPER(false),
    LOWER(false),
    /// Without white space around it.
    TRIM(false),
    /// How many elements, or characters.
    LENGTH(false),
    /// The elements with a text between them.
    JOIN(true),
    /// Another text if there is no value, or an empty one.
    DEFAULT(true),
    /// Each line but the first with a text before it.
    INDENT(true);

    final boolean takesArgument;

    Kind(boolean takesArgument) {
      this.takesArgument = takesArgument;
    }
  }

  /// Returns what becomes of a value; nothing if there is none.
  ///
  /// @throws IllegalArgumentException if it is none for this
  Optional<Object> apply(Optional<Object> value) {
    if (kind == Kind.DEFAULT) {
      boolean isThere = value.isPresent() && !"".equals(value.get());
      return isThere ? value : Optional.of(argument);
    }
    return value.map(this::applied);
  }

  private Object applied(Object value) {
    return switch (kind) {
      case SHELL -> shell(text(value));
      case JSON -> TemplateValues.json(value);
      case XML ->
          text(value)
              .replace("&", "&amp;")
              .replace("<", "&lt;")
              .replace(">", "&gt;")
              .replace("\"", "&quot;")
              .replace("'", "&#39;");
      case UPPER -> text(value).toUpperCase(Locale.ROOT);
      case LOWER -> text(value).toLowerCase(Locale.ROOT);
      case TRIM -> text(value).strip();
      case LENGTH -> length(value);
      case JOIN -> join(value);
      case INDENT -> text(value).replace("\n", "\n" + argument);
      case DEFAULT -> value;
    };
  }

  private String text(Object value) {
    if (!TemplateValues.isPlain(value)) {
      throw new IllegalArgumentException(
          "is many values, and " + kind.name().toLowerCase(Locale.ROOT) + " takes one");
    }
    return value.toString();
  }

  /// The attack this prevents: a value such as `x; rm -rf ~` that becomes a command.
  private static String shell(String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException("holds a NUL character, which no shell takes");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private int length(Object value) {
    if (value instanceof Collection<?> some) {
      return some.size();
    }
    return value instanceof Map<?, ?> map ? map.size() : text(value).length();
  }

  private String join(Object value) {
    if (!(value instanceof Collection<?> some)) {
      throw new IllegalArgumentException("is no list or set, so it cannot be joined");
    }
    return some.stream()
        .map(each -> text(Optional.<Object>ofNullable(each).orElse("")))
        .collect(Collectors.joining(argument));
  }
}
