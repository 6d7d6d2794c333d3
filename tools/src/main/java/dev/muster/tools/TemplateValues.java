package dev.muster.tools;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What templates see of values: fields of maps and records, elements of lists, and whether there
/// is something. No method is called but the accessors of records.
final class TemplateValues {

  private TemplateValues() {}

  /// Returns a field, or an element by its index.
  static Optional<Object> field(Object value, String name) {
    if (value instanceof Optional<?> some) {
      return some.flatMap(inner -> field(inner, name));
    }
    if (value instanceof Map<?, ?> map) {
      return Optional.ofNullable(map.get(name));
    }
    if (value instanceof List<?> list && name.matches("[0-9]{1,9}")) {
      int index = Integer.parseInt(name);
      return index < list.size() ? Optional.ofNullable(list.get(index)) : Optional.empty();
    }
    return value instanceof Record ? component(value, name) : Optional.empty();
  }

  private static Optional<Object> component(Object value, String name) {
    for (RecordComponent each : value.getClass().getRecordComponents()) {
      if (each.getName().equals(name)) {
        Method accessor = each.getAccessor();
        try {
          accessor.setAccessible(true);
          return Optional.ofNullable(accessor.invoke(value));
        } catch (ReflectiveOperationException e) {
          throw new IllegalArgumentException(value.getClass() + " does not tell its " + name, e);
        }
      }
    }
    return Optional.empty();
  }

  /// Returns whether a value counts as yes: all do but `false` and what is empty.
  static boolean holds(Object value) {
    if (value instanceof Optional<?> some) {
      return some.isPresent() && holds(some.get());
    }
    if (value instanceof Collection<?> some) {
      return !some.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return !value.equals(false) && !value.equals("");
  }

  /// Returns whether a value has a text of its own that people would expect.
  static boolean isPlain(Object value) {
    boolean many = value instanceof Map || value.getClass().isArray() || value instanceof Record;
    return !many && (!(value instanceof Iterable) || value instanceof Path);
  }

  /// Returns a value as JSON. Map keys become text.
  static String json(Object value) {
    StringBuilder out = new StringBuilder();
    json(value, out, 0);
    return out.toString();
  }

  private static void json(Object value, StringBuilder out, int depth) {
    if (depth > 100) {
      throw new IllegalArgumentException("the value is more than 100 levels deep");
    }
    if (value instanceof Optional<?> some) {
      some.ifPresentOrElse(inner -> json(inner, out, depth + 1), () -> out.append("null"));
    } else if (value instanceof Map<?, ?> map) {
      String sign = "{";
      for (Map.Entry<?, ?> each : map.entrySet()) {
        out.append(sign);
        quote(String.valueOf(each.getKey()), out);
        out.append(':');
        json(Optional.ofNullable(each.getValue()), out, depth + 1);
        sign = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Collection<?> some) {
      String sign = "[";
      for (Object each : some) {
        out.append(sign);
        json(Optional.ofNullable(each), out, depth + 1);
        sign = ",";
      }
      out.append(some.isEmpty() ? "[]" : "]");
    } else if (value instanceof Record) {
      String sign = "{";
      for (RecordComponent each : value.getClass().getRecordComponents()) {
        out.append(sign);
        quote(each.getName(), out);
        out.append(':');
        json(component(value, each.getName()), out, depth + 1);
        sign = ",";
      }
      out.append(sign.equals("{") ? "{}" : "}");
    } else if (value instanceof Boolean || isFinite(value)) {
      out.append(value);
    } else {
      quote(value.toString(), out);
    }
  }

  private static boolean isFinite(Object value) {
    return value instanceof Number number
        && !Double.isNaN(number.doubleValue())
        && !Double.isInfinite(number.doubleValue());
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          boolean escaped = c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 || c == '<';
          out.append(escaped ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
        }
      }
    }
    out.append('"');
  }
}
