package dev.muster.cli.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.Map;

/// What the variables of types stand for, inside one record: `T` is `String` in a `Pair<String>`.
record Bindings(Map<TypeVariable<?>, Type> types) {

  static final Bindings NONE = new Bindings(Map.of());

  /// Returns the type without variables and wildcards at its outside: a class, an array, or a class
  /// with arguments.
  Type settled(Type type) {
    Type settled = type;
    for (int i = 0; i < 100; i++) {
      if (settled instanceof TypeVariable<?> variable) {
        Type bound = variable.getBounds()[0];
        settled = types.getOrDefault(variable, bound);
      } else if (settled instanceof WildcardType wildcard) {
        settled = wildcard.getUpperBounds()[0];
      } else {
        return settled;
      }
    }
    return Object.class;
  }

  /// Returns the class of a type.
  Class<?> raw(Type type) {
    Type plain = settled(type);
    if (plain instanceof Class<?> known) {
      return known;
    }
    if (plain instanceof ParameterizedType many) {
      return (Class<?>) many.getRawType();
    }
    return plain instanceof GenericArrayType array
        ? raw(array.getGenericComponentType()).arrayType()
        : Object.class;
  }

  /// Returns one of a type's arguments; anything, if it is not said.
  Type argument(Type type, int place) {
    return settled(type) instanceof ParameterizedType many
        ? settled(many.getActualTypeArguments()[place])
        : Object.class;
  }

  /// Returns the type of an array's elements.
  Type element(Type type) {
    return settled(type) instanceof GenericArrayType array
        ? array.getGenericComponentType()
        : raw(type).getComponentType();
  }

  /// Returns what holds inside a value of `type`.
  Bindings inside(Type type) {
    if (!(settled(type) instanceof ParameterizedType many)) {
      return NONE;
    }
    TypeVariable<?>[] variables = ((Class<?>) many.getRawType()).getTypeParameters();
    Map<TypeVariable<?>, Type> inner = new HashMap<>();
    for (int i = 0; i < variables.length; i++) {
      Type argument = settled(many.getActualTypeArguments()[i]);
      if (!argument.equals(variables[i])) {
        inner.put(variables[i], argument);
      }
    }
    return new Bindings(inner);
  }
}
