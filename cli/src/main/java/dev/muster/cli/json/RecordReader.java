package dev.muster.cli.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes records of one class from objects of JSON.
///
/// @param values reads the components
/// @param type the record's class
/// @param bindings what the variables in its components' types stand for
record RecordReader(ValueReader values, Class<?> type, Bindings bindings) {

  private static final Set<Class<?>> MAY_LACK =
      Set.of(
          Optional.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          List.class,
          Set.class,
          Map.class,
          Collection.class,
          boolean.class);

  Object read(JsonValue json) throws JsonException {
    if (!(json instanceof JsonValue.Fields(_, Map<String, JsonValue> fields))) {
      throw new JsonException(json.at(), "wanted " + words() + ", got " + json.words());
    }
    RecordComponent[] components = type.getRecordComponents();
    requireKnown(fields, components);
    @Nullable Object[] parts = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      JsonValue given = fields.get(component.getName());
      try {
        parts[i] =
            given == null
                ? lacking(json, component)
                : values.read(given, component.getGenericType(), bindings);
      } catch (JsonException e) {
        throw given == null ? e : e.within("." + component.getName());
      }
    }
    return make(json, components, parts);
  }

  private void requireKnown(Map<String, JsonValue> fields, RecordComponent[] components)
      throws JsonException {
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (Map.Entry<String, JsonValue> each : fields.entrySet()) {
      if (!known.contains(each.getKey())) {
        throw new JsonException(
            each.getValue().at(),
            "a "
                + type.getSimpleName()
                + " has no "
                + JsonWriter.quoted(each.getKey())
                + "; it has "
                + String.join(", ", known));
      }
    }
  }

  private @Nullable Object lacking(JsonValue json, RecordComponent component) throws JsonException {
    for (Record each : values.standards()) {
      if (each.getClass() == type) {
        return part(each, component);
      }
      if (each.getClass() == component.getType()) {
        return each;
      }
    }
    Class<?> raw = bindings.raw(component.getGenericType());
    if (MAY_LACK.contains(raw) || raw.isArray()) {
      return values.read(empty(json, raw), component.getGenericType(), bindings);
    }
    throw new JsonException(
        json.at(), "\"" + component.getName() + "\" is missing; wanted " + words());
  }

  private static JsonValue empty(JsonValue json, Class<?> raw) {
    if (raw == boolean.class) {
      return new JsonValue.Truth(json.at(), false);
    }
    if (raw == Map.class) {
      return new JsonValue.Fields(json.at(), Map.of());
    }
    return Collection.class.isAssignableFrom(raw) || raw.isArray()
        ? new JsonValue.Items(json.at(), List.of())
        : new JsonValue.Nothing(json.at());
  }

  private static @Nullable Object part(Record whole, RecordComponent component) {
    try {
      return component.getAccessor().invoke(whole);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object make(JsonValue json, RecordComponent[] components, @Nullable Object[] parts)
      throws JsonException {
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent each : components) {
      types.add(each.getType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(parts);
    } catch (InvocationTargetException e) {
      throw new JsonException(json.at(), type.getSimpleName() + " refuses it: " + e.getCause(), e);
    } catch (ReflectiveOperationException | InaccessibleObjectException | LinkageError e) {
      throw new JsonException(json.at(), "no " + type.getName() + " can be made here: " + e, e);
    }
  }

  /// Says what an object for it looks like: `an object {"name": String, "uid": Optional<Long>}`.
  private String words() {
    return Arrays.stream(type.getRecordComponents())
        .map(each -> "\"" + each.getName() + "\": " + simple(each.getGenericType()))
        .collect(Collectors.joining(", ", "an object {", "}"));
  }

  private static String simple(Type type) {
    return TypeNames.simple(type);
  }
}
