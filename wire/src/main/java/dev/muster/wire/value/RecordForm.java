package dev.muster.wire.value;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How the records of a class are taken apart and put together.
final class RecordForm {

  final Class<?> type;
  final String[] components;

  /// Why records of this class cannot travel; null if they can.
  final @Nullable String refusal;

  private final Class<?>[] types;
  private final Method[] accessors;
  private volatile @Nullable Wanted @Nullable [] wanted;
  private @Nullable Function<Object, @Nullable Object[]> apart;
  private @Nullable BiFunction<@Nullable Object[], @Nullable Object, Object> together;
  private @Nullable Constructor<?> constructor;

  RecordForm(Class<?> type) {
    this.type = type;
    RecordComponent[] all = Objects.requireNonNull(type.getRecordComponents());
    components = new String[all.length];
    types = new Class<?>[all.length];
    accessors = new Method[all.length];
    String trouble = null;
    try {
      for (int i = 0; i < all.length; i++) {
        components[i] = all[i].getName();
        types[i] = all[i].getType();
        accessors[i] = all[i].getAccessor();
      }
      trouble = impossible();
      open();
    } catch (InaccessibleObjectException e) {
      trouble = notOpen();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      trouble = "record " + type.getName() + " cannot be looked into: " + e;
    }
    refusal = trouble;
  }

  @SuppressWarnings("unchecked")
  private void open() throws ReflectiveOperationException {
    try {
      Object code = RecordCode.of(type, components, types);
      apart = (Function<Object, @Nullable Object[]>) code;
      together = (BiFunction<@Nullable Object[], @Nullable Object, Object>) code;
    } catch (IllegalAccessException | LinkageError e) {
      for (Method accessor : accessors) { // possible for public ones of exported packages
        accessor.setAccessible(true);
      }
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    }
  }

  /// Returns why no record of this class can be made from what travels; null if it can.
  private @Nullable String impossible() {
    if (type.isHidden()) {
      return "the hidden class " + type.getName() + " cannot travel";
    }
    for (int i = 0; i < types.length; i++) {
      boolean collection =
          Collection.class.isAssignableFrom(types[i]) || Map.class.isAssignableFrom(types[i]);
      if (collection
          && !types[i].isAssignableFrom(List.class)
          && !types[i].isAssignableFrom(FrozenSet.class)
          && !types[i].isAssignableFrom(FrozenMap.class)) {
        return "record "
            + type.getName()
            + " has ."
            + components[i]
            + " of type "
            + types[i].getTypeName()
            + ", which cannot be made from what travels; make it a List, Set or Map";
      }
    }
    return null;
  }

  private String notOpen() {
    String user = RecordForm.class.getModule().getName();
    return "record "
        + type.getName()
        + " cannot be looked into: put \"opens "
        + type.getPackageName()
        + (user == null ? "" : " to " + user)
        + ";\" into the module "
        + type.getModule().getName();
  }

  /// Returns what each component takes, as far as its type says.
  @Nullable Wanted[] wanted() throws ValueException {
    @Nullable Wanted[] known = wanted;
    if (known == null) {
      RecordComponent[] all = type.getRecordComponents();
      known = new @Nullable Wanted[types.length];
      try {
        for (int i = 0; i < known.length; i++) {
          boolean generic = all[i].getGenericSignature() != null;
          known[i] = Wanted.of(generic ? all[i].getGenericType() : types[i]);
        }
      } catch (RuntimeException | LinkageError e) {
        throw failed("has types that cannot be found", e);
      }
      wanted = known;
    }
    return known;
  }

  /// Returns the values of a record, in order.
  @Nullable Object[] apart(Object value) throws ValueException {
    try {
      if (apart != null) {
        return apart.apply(value);
      }
      @Nullable Object[] values = new @Nullable Object[accessors.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = accessors[i].invoke(value);
      }
      return values;
    } catch (Throwable e) {
      throw failed("cannot be taken apart", e);
    }
  }

  /// Returns the record that the canonical constructor makes of values that were checked.
  Object together(@Nullable Object[] values) throws ValueException {
    try {
      return together != null
          ? together.apply(values, null)
          : Objects.requireNonNull(constructor).newInstance(values);
    } catch (Throwable e) {
      throw failed("refuses its values", e);
    }
  }

  private ValueException failed(String what, Throwable thrown) {
    Throwable why = thrown instanceof InvocationTargetException ? thrown.getCause() : thrown;
    return Steps.failed("record " + type.getName() + " " + what, why);
  }
}
