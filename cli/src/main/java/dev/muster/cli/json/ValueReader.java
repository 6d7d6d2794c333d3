package dev.muster.cli.json;

import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes values of wanted types from JSON: the inverse of [JsonWriter].
///
/// Of an object for a record every component must be there, but for optionals, collections, arrays
/// and truth values, which are then empty or false; a name that is no component is refused. Making
/// records and enums runs their own code. Immutable.
///
/// @param standards records with what their components are where an object does not say it
public record ValueReader(List<Record> standards) {

  private static final Set<Class<?>> ANY =
      Set.of(
          Object.class,
          Number.class,
          CharSequence.class,
          Comparable.class,
          java.io.Serializable.class);

  private static final Set<Class<?>> COLLECTIONS =
      Set.of(List.class, Set.class, Map.class, Collection.class, Iterable.class);

  public ValueReader {
    standards = List.copyOf(standards);
  }

  /// Returns the value of `type` that a plain text or a text of JSON stands for, as
  /// [Scalars#isScalar] allows.
  ///
  /// @throws JsonException if it stands for none
  public static Object scalar(String text, Class<?> type) throws JsonException {
    try {
      return Scalars.read(text, type);
    } catch (IllegalArgumentException e) {
      throw new JsonException(0, String.valueOf(e.getMessage()), e);
    }
  }

  /// Says why no JSON at all stands for values of a class; empty if some does.
  public static Optional<String> refusal(Class<?> raw) {
    boolean known =
        emptyOptional(raw) != null
            || ANY.contains(raw)
            || Scalars.isScalar(raw)
            || raw.isRecord()
            || raw.isArray()
            || COLLECTIONS.contains(raw);
    if (known) {
      return Optional.empty();
    }
    boolean ours = Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw);
    return Optional.of(
        "no "
            + raw.getTypeName()
            + (ours
                ? " travels: collections arrive as List, Set and Map, so a parameter has to be one of these"
                : " can be given; records, enums, texts, numbers, arrays, List, Set, Map, Optional, times, paths and URIs can"));
  }

  /// Returns the value of `type` that `json` stands for.
  ///
  /// @throws JsonException if it stands for none
  public @Nullable Object read(JsonValue json, Type type) throws JsonException {
    return read(json, type, Bindings.NONE);
  }

  @Nullable Object read(JsonValue json, Type type, Bindings bindings) throws JsonException {
    Class<?> raw = bindings.raw(type);
    Object empty = emptyOptional(raw);
    if (empty != null) {
      return json instanceof JsonValue.Nothing ? empty : optional(json, raw, type, bindings);
    }
    if (json instanceof JsonValue.Nothing) {
      if (raw.isPrimitive()) {
        throw new JsonException(json.at(), "wanted " + name(raw) + ", got null");
      }
      return null;
    }
    if (ANY.contains(raw)) {
      return fitting(json, raw, natural(json));
    }
    if (Scalars.isScalar(raw)) {
      return scalar(json, raw);
    }
    if (raw.isRecord()) {
      return new RecordReader(this, raw, bindings.inside(type)).read(json);
    }
    if (raw.isArray()) {
      return array(json, bindings.element(type), bindings);
    }
    return collection(json, raw, type, bindings);
  }

  private static @Nullable Object emptyOptional(Class<?> raw) {
    if (raw == Optional.class) {
      return Optional.empty();
    }
    if (raw == OptionalInt.class) {
      return OptionalInt.empty();
    }
    if (raw == OptionalLong.class) {
      return OptionalLong.empty();
    }
    return raw == OptionalDouble.class ? OptionalDouble.empty() : null;
  }

  private Object optional(JsonValue json, Class<?> raw, Type type, Bindings bindings)
      throws JsonException {
    if (raw == OptionalInt.class) {
      return OptionalInt.of((Integer) scalar(json, Integer.class));
    }
    if (raw == OptionalLong.class) {
      return OptionalLong.of((Long) scalar(json, Long.class));
    }
    if (raw == OptionalDouble.class) {
      return OptionalDouble.of((Double) scalar(json, Double.class));
    }
    return Optional.ofNullable(read(json, bindings.argument(type, 0), bindings));
  }

  /// A number of JSON stands for numbers and times in seconds, a text for everything.
  private static Object scalar(JsonValue json, Class<?> raw) throws JsonException {
    Class<?> type = Scalars.boxed(raw);
    String text;
    if (json instanceof JsonValue.Text said) {
      text = said.text();
    } else if (json instanceof JsonValue.Digits digits && type != String.class) {
      text = digits.literal();
    } else if (json instanceof JsonValue.Truth truth && type == Boolean.class) {
      text = truth.words();
    } else {
      throw new JsonException(json.at(), "wanted " + name(raw) + ", got " + json.words());
    }
    try {
      return Scalars.read(text, type);
    } catch (IllegalArgumentException e) {
      throw new JsonException(json.at(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Object fitting(JsonValue json, Class<?> raw, @Nullable Object value)
      throws JsonException {
    if (value == null || !raw.isInstance(value)) {
      throw new JsonException(json.at(), "wanted " + name(raw) + ", got " + json.words());
    }
    return value;
  }

  /// What JSON stands for where nothing says what is wanted.
  private static @Nullable Object natural(JsonValue json) {
    if (json instanceof JsonValue.Text said) {
      return said.text();
    }
    if (json instanceof JsonValue.Digits digits) {
      return number(digits.literal());
    }
    if (json instanceof JsonValue.Truth truth) {
      return truth.value();
    }
    if (json instanceof JsonValue.Items array) {
      List<@Nullable Object> items = new ArrayList<>();
      for (JsonValue each : array.values()) {
        items.add(natural(each));
      }
      return items;
    }
    if (json instanceof JsonValue.Fields object) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      for (Map.Entry<String, JsonValue> each : object.values().entrySet()) {
        fields.put(each.getKey(), natural(each.getValue()));
      }
      return fields;
    }
    return null;
  }

  private static Number number(String literal) {
    boolean isWhole =
        literal.indexOf('.') < 0 && literal.indexOf('e') < 0 && literal.indexOf('E') < 0;
    if (isWhole) {
      BigInteger whole = new BigInteger(literal);
      if (whole.bitLength() < Integer.SIZE) {
        return whole.intValue();
      }
      return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }
    double number = Double.parseDouble(literal);
    return Double.isFinite(number) ? (Number) number : new BigDecimal(literal);
  }

  private Object array(JsonValue json, Type element, Bindings bindings) throws JsonException {
    Class<?> raw = bindings.raw(element);
    if (raw == byte.class && json instanceof JsonValue.Text(int at, String text)) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new JsonException(at, "wanted bytes in base 64: " + e.getMessage(), e);
      }
    }
    List<@Nullable Object> items = new ArrayList<>();
    items(json, element, bindings, items);
    Object array = Array.newInstance(raw, items.size());
    for (int i = 0; i < items.size(); i++) {
      Array.set(array, i, items.get(i));
    }
    return array;
  }

  private void items(
      JsonValue json, Type element, Bindings bindings, Collection<@Nullable Object> into)
      throws JsonException {
    if (!(json instanceof JsonValue.Items(_, List<JsonValue> values))) {
      throw new JsonException(json.at(), "wanted an array, got " + json.words());
    }
    for (int i = 0; i < values.size(); i++) {
      try {
        into.add(read(values.get(i), element, bindings));
      } catch (JsonException e) {
        throw e.within("[" + i + "]");
      }
    }
  }

  private Object collection(JsonValue json, Class<?> raw, Type type, Bindings bindings)
      throws JsonException {
    if (raw == Map.class) {
      return map(json, type, bindings);
    }
    if (raw == Set.class) {
      Set<@Nullable Object> set = new LinkedHashSet<>();
      items(json, bindings.argument(type, 0), bindings, set);
      return set;
    }
    if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
      List<@Nullable Object> list = new ArrayList<>();
      items(json, bindings.argument(type, 0), bindings, list);
      return list;
    }
    throw new JsonException(json.at(), refusal(raw).orElse("no " + raw.getTypeName()));
  }

  private Map<@Nullable Object, @Nullable Object> map(JsonValue json, Type type, Bindings bindings)
      throws JsonException {
    Type keys = bindings.argument(type, 0);
    Type values = bindings.argument(type, 1);
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (json instanceof JsonValue.Items(_, List<JsonValue> entries)) {
      for (int i = 0; i < entries.size(); i++) {
        try {
          entry(entries.get(i), keys, values, bindings, map);
        } catch (JsonException e) {
          throw e.within("[" + i + "]");
        }
      }
      return map;
    }
    if (!(json instanceof JsonValue.Fields(_, Map<String, JsonValue> fields))) {
      throw new JsonException(json.at(), "wanted an object, got " + json.words());
    }
    for (Map.Entry<String, JsonValue> each : fields.entrySet()) {
      try {
        Object key = read(new JsonValue.Text(each.getValue().at(), each.getKey()), keys, bindings);
        map.put(key, read(each.getValue(), values, bindings));
      } catch (JsonException e) {
        throw e.within("." + each.getKey());
      }
    }
    return map;
  }

  /// A map whose keys are no texts is written as an array.
  private void entry(
      JsonValue json,
      Type keys,
      Type values,
      Bindings bindings,
      Map<@Nullable Object, @Nullable Object> into)
      throws JsonException {
    boolean fits =
        json instanceof JsonValue.Fields(_, Map<String, JsonValue> fields)
            && fields.keySet().equals(Set.of("key", "value"));
    if (!fits) {
      throw new JsonException(
          json.at(), "wanted an object with \"key\" and \"value\", got " + json.words());
    }
    Map<String, JsonValue> parts = ((JsonValue.Fields) json).values();
    JsonValue key = parts.getOrDefault("key", json);
    JsonValue value = parts.getOrDefault("value", json);
    into.put(read(key, keys, bindings), read(value, values, bindings));
  }

  private static String name(Class<?> raw) {
    if (raw == String.class || CharSequence.class == raw) {
      return "a text";
    }
    if (Scalars.isNumber(raw)) {
      return "a number (" + raw.getSimpleName() + ")";
    }
    return Scalars.boxed(raw) == Boolean.class ? "true or false" : "a " + raw.getSimpleName();
  }
}
