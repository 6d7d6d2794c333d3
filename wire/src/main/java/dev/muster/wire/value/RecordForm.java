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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the records of a class are taken apart and put together.
final class RecordForm {

  private static final List<?> A_LIST = List.of();
  private static final Class<?>[] READ = {List.class, FrozenSet.class, FrozenMap.class};

  final Class<?> type;
  final String[] components;
  final @Nullable Wanted[] wanted;
  private final Method[] accessors;
  private final @Nullable Constructor<?> constructor;

  /// Why records of this class cannot travel; null if they can.
  final @Nullable String refusal;

  private RecordForm(Class<?> type) {
    this.type = type;
    RecordComponent[] all = Objects.requireNonNull(type.getRecordComponents());
    components = new String[all.length];
    wanted = new @Nullable Wanted[all.length];
    accessors = new Method[all.length];
    Class<?>[] types = new Class<?>[all.length];
    Constructor<?> found = null;
    String trouble = null;
    try {
      for (int i = 0; i < all.length; i++) {
        types[i] = all[i].getType();
        components[i] = all[i].getName();
        accessors[i] = all[i].getAccessor();
        accessors[i].setAccessible(true);
        wanted[i] =
            Wanted.of(all[i].getGenericSignature() == null ? types[i] : all[i].getGenericType());
        if (trouble == null && !possible(types[i])) {
          trouble =
              "record "
                  + type.getName()
                  + " declares ."
                  + components[i]
                  + " as "
                  + types[i].getTypeName()
                  + ", which cannot be made from what travels; declare it as List, Set or Map";
        }
      }
      found = type.getDeclaredConstructor(types);
      found.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      trouble = notOpen(type);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      trouble = "record " + type.getName() + " cannot be looked into: " + e;
    }
    constructor = found;
    refusal = type.isHidden() ? "the hidden class " + type.getName() + " cannot travel" : trouble;
  }

  static RecordForm of(Class<?> type) {
    return new RecordForm(type);
  }

  /// A collection is read as a list, a set or a map of ours, whatever it was.
  private static boolean possible(Class<?> type) {
    if (!Collection.class.isAssignableFrom(type) && !Map.class.isAssignableFrom(type)) {
      return true;
    }
    return type == List.class
        || type == Set.class
        || type == Map.class
        || type.isInstance(A_LIST)
        || type.isAssignableFrom(READ[1])
        || type.isAssignableFrom(READ[2]);
  }

  private static String notOpen(Class<?> type) {
    String user = RecordForm.class.getModule().getName();
    return "record "
        + type.getName()
        + " cannot be looked into: put \"opens "
        + type.getPackageName()
        + (user == null ? "" : " to " + user)
        + ";\" into the module "
        + type.getModule().getName();
  }

  /// Returns what a component holds.
  @Nullable Object get(Object value, int number) throws ValueException {
    try {
      return accessors[number].invoke(value);
    } catch (InvocationTargetException e) {
      throw new ValueException("the accessor threw " + e.getCause(), e.getCause());
    } catch (IllegalAccessException | IllegalArgumentException e) {
      throw new ValueException("the accessor cannot be called: " + e.getMessage(), e);
    }
  }

  /// Calls the canonical constructor with values that were checked.
  Object make(@Nullable Object[] values) throws ValueException {
    try {
      return Objects.requireNonNull(constructor).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new ValueException(
          "record " + type.getName() + " refuses its values: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException | LinkageError e) {
      throw new ValueException("record " + type.getName() + " cannot be made: " + e, e);
    }
  }
}
