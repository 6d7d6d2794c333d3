package dev.muster.cli.json;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes values that travelled as JSON, in one line.
///
/// Records are objects, byte arrays texts in base 64, optionals their value or `null`; times, paths
/// and the like are texts. A map is an object if its keys can be read back from texts, and else an
/// array of objects with `key` and `value`. Nothing that a terminal would obey is in it: such
/// characters are escaped. For one thread.
public final class JsonWriter {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();
  private final boolean sorted;

  private JsonWriter(boolean sorted) {
    this.sorted = sorted;
  }

  /// Returns the JSON of a value.
  public static String write(@Nullable Object value) {
    return text(value, false);
  }

  /// Returns the JSON of a value with sets and maps sorted: equal values give equal texts, also if
  /// they are of different processes.
  public static String canonical(@Nullable Object value) {
    return text(value, true);
  }

  private static String text(@Nullable Object value, boolean sorted) {
    JsonWriter writer = new JsonWriter(sorted);
    writer.value(value);
    return writer.out.toString();
  }

  /// Returns a text between quotes.
  public static String quoted(String text) {
    JsonWriter writer = new JsonWriter(false);
    writer.string(text);
    return writer.out.toString();
  }

  /// No switch over types: to make one costs more than a usual value.
  private void value(@Nullable Object value) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Boolean truth) {
      out.append(truth.booleanValue());
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof Record whole) {
      record(whole);
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof Set<?> set) {
      set(set);
    } else if (value instanceof Collection<?> items) {
      items(items);
    } else if (value instanceof byte[] bytes) {
      string(Base64.getEncoder().encodeToString(bytes));
    } else if (value.getClass().isArray()) {
      array(value);
    } else {
      optional(value);
    }
  }

  private void optional(Object value) {
    if (value instanceof Optional<?> some) {
      value(some.orElse(null));
    } else if (value instanceof OptionalInt some) {
      value(some.isPresent() ? some.getAsInt() : null);
    } else if (value instanceof OptionalLong some) {
      value(some.isPresent() ? some.getAsLong() : null);
    } else if (value instanceof OptionalDouble some) {
      value(some.isPresent() ? some.getAsDouble() : null);
    } else {
      string(Scalars.text(value));
    }
  }

  /// JSON has no word for what is no finite number.
  private void number(Number number) {
    boolean floating = number instanceof Float || number instanceof Double;
    if (floating && !Double.isFinite(number.doubleValue())) {
      string(number.toString());
    } else {
      out.append(number);
    }
  }

  private void array(Object array) {
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      items.add(Array.get(array, i));
    }
    items(items);
  }

  private void set(Set<?> set) {
    if (!sorted) {
      items(set);
      return;
    }
    List<String> texts = new ArrayList<>();
    for (Object each : set) {
      texts.add(canonical(each));
    }
    Collections.sort(texts);
    out.append('[').append(String.join(",", texts)).append(']');
  }

  private void items(Collection<?> items) {
    char before = '[';
    for (Object each : items) {
      out.append(before);
      value(each);
      before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
  }

  private void map(Map<?, ?> map) {
    boolean plain = true;
    List<String> entries = new ArrayList<>();
    for (Object key : map.keySet()) {
      plain &= key != null && Scalars.isScalar(key.getClass());
    }
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String value = text(each.getValue(), sorted);
      Object key = each.getKey();
      entries.add(
          plain && key != null
              ? quoted(Scalars.text(key)) + ":" + value
              : "{\"key\":" + text(key, sorted) + ",\"value\":" + value + "}");
    }
    if (sorted) {
      Collections.sort(entries);
    }
    out.append(plain ? '{' : '[').append(String.join(",", entries)).append(plain ? '}' : ']');
  }

  private void record(Record whole) {
    char before = '{';
    for (RecordComponent component : whole.getClass().getRecordComponents()) {
      out.append(before);
      string(component.getName());
      out.append(':');
      value(part(whole, component.getAccessor()));
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private static @Nullable Object part(Record whole, Method accessor) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(whole);
    } catch (InvocationTargetException e) {
      return accessor.getName() + "() threw " + e.getCause();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (isPlain(text, i)) {
            out.append(c);
          } else {
            unit(c);
          }
        }
      }
    }
    out.append('"');
  }

  private void unit(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 15));
    }
  }

  /// Not plain are controls, what overrides the direction of text or separates lines, and halves of
  /// characters, which no encoding can carry.
  private static boolean isPlain(String text, int at) {
    char c = text.charAt(at);
    if (c < 0x7F) {
      return c >= ' ';
    }
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
