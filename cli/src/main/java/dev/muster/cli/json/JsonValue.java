package dev.muster.cli.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of JSON as it was read, with the index of its first character for messages.
public sealed interface JsonValue {

  /// Returns the index of its first character.
  int at();

  /// Says what it is, for messages.
  String words();

  /// A text.
  record Text(int at, String text) implements JsonValue {

    private static final int SHOWN = 40;

    @Override
    public String words() {
      boolean longer = text.length() > SHOWN;
      return JsonWriter.quoted(longer ? text.substring(0, SHOWN) + "..." : text);
    }
  }

  /// A number as it is written: nothing of it is lost before the wanted type is known.
  record Digits(int at, String literal) implements JsonValue {
    @Override
    public String words() {
      return literal;
    }
  }

  /// `true` or `false`.
  record Truth(int at, boolean value) implements JsonValue {
    @Override
    public String words() {
      return Boolean.toString(value);
    }
  }

  /// `null`.
  record Nothing(int at) implements JsonValue {
    @Override
    public String words() {
      return "null";
    }
  }

  /// An array.
  record Items(int at, List<JsonValue> values) implements JsonValue {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public String words() {
      return "an array";
    }
  }

  /// An object, in the order written.
  record Fields(int at, Map<String, JsonValue> values) implements JsonValue {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public String words() {
      return "an object";
    }
  }
}
