package dev.muster.wire.value;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a place takes: a component of a record, an element of a collection in it.
///
/// Values are checked where they are read, so that a list of the wrong things in a `List<HostInfo>`
/// fails there and not in the middle of the code that reads on.
final class Wanted {

  private static final @Nullable Wanted[] NONE = new @Nullable Wanted[0];

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          char.class, Character.class,
          void.class, Void.class);

  /// The class, without type arguments; the box of a primitive.
  final Class<?> raw;

  /// Primitives are.
  private final boolean notNull;

  /// Which type parameter of the record this is; −1 if it is none.
  private final int variable;

  /// The type arguments; null for those that say nothing.
  private final @Nullable Wanted[] arguments;

  private Wanted(Class<?> raw, boolean notNull, int variable, @Nullable Wanted[] arguments) {
    this.raw = raw;
    this.notNull = notNull;
    this.variable = variable;
    this.arguments = arguments;
  }

  /// What the type parameters of a record stand for, where it is one place's.
  static final class Bound {

    private final @Nullable Wanted[] arguments;
    final @Nullable Bound outer;

    Bound(Wanted place, @Nullable Bound outer) {
      this.arguments = place.arguments;
      this.outer = outer;
    }

    /// Returns what a type parameter stands for, within the outer ones; null for anything.
    @Nullable Wanted get(Wanted parameter) {
      return parameter.variable < arguments.length ? arguments[parameter.variable] : null;
    }
  }

  /// Returns what a place of that type takes; null if it takes anything.
  static @Nullable Wanted of(Type type) {
    return of(type, 0);
  }

  private static @Nullable Wanted of(Type type, int depth) {
    if (type == Object.class || depth > ValueLimits.DEPTH) {
      return null; // class C<T extends List<T>> goes on for ever
    }
    if (type instanceof Class<?> raw) {
      return new Wanted(box(raw), raw.isPrimitive() && raw != void.class, -1, NONE);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] types = generic.getActualTypeArguments();
      @Nullable Wanted[] arguments = new @Nullable Wanted[types.length];
      for (int i = 0; i < types.length; i++) {
        arguments[i] = of(types[i], depth + 1);
      }
      return new Wanted((Class<?>) generic.getRawType(), false, -1, arguments);
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getUpperBounds()[0], depth + 1);
    }
    return new Wanted(erased(type, depth), false, position(type), NONE);
  }

  /// Returns the box of a primitive; any other class itself.
  static Class<?> box(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }

  private static int position(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      TypeVariable<?>[] all = variable.getGenericDeclaration().getTypeParameters();
      for (int i = 0; i < all.length; i++) {
        if (all[i].equals(variable)) {
          return i;
        }
      }
    }
    return -1;
  }

  private static Class<?> erased(Type type, int depth) {
    if (type instanceof Class<?> raw) {
      return raw;
    }
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    if (type instanceof TypeVariable<?> variable && depth < ValueLimits.DEPTH) {
      return erased(variable.getBounds()[0], depth + 1);
    }
    if (type instanceof GenericArrayType array) {
      return erased(array.getGenericComponentType(), depth + 1).arrayType();
    }
    return Object.class;
  }

  /// Returns what the elements of a collection, or the content of an optional, must be; null for
  /// anything.
  @Nullable Wanted argument(int number, int of) {
    return arguments.length == of ? arguments[number] : null;
  }

  boolean isVariable() {
    return variable >= 0;
  }

  boolean takes(@Nullable Object value) {
    return value == null ? !notNull : raw.isInstance(value);
  }

  /// Returns the type as it is written in code.
  String text() {
    if (notNull) {
      for (Map.Entry<Class<?>, Class<?>> entry : BOXES.entrySet()) {
        if (entry.getValue() == raw) {
          return entry.getKey().getName();
        }
      }
    }
    return raw.getTypeName();
  }
}
