package dev.muster.agent;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the methods that calls name and invokes them. Safe for use by many threads.
final class Invoker {

  /// A method as a call names it.
  ///
  /// @param type the class, loaded by the space of the call
  /// @param constructs whether it is a constructor
  record Target(Class<?> type, String name, String descriptor, boolean constructs) {

    /// Spelled out: what the JDK makes for records takes ten milliseconds to make.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Target that
          && type == that.type
          && constructs == that.constructs
          && name.equals(that.name)
          && descriptor.equals(that.descriptor);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(type) + name.hashCode()) + descriptor.hashCode();
    }
  }

  /// It cannot be invoked: the caller's mistake, before anything ran.
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private final Map<Target, Executable> found = new ConcurrentHashMap<>();

  /// Invokes `target`.
  ///
  /// @param values the receiver first, unless the method is static or a constructor
  /// @throws RefusedException if there is no such method, or the values do not fit
  /// @throws Throwable what the method throws
  @Nullable Object invoke(Target target, @Nullable Object[] values) throws Throwable {
    Executable method = find(target);
    try {
      if (method instanceof Constructor<?> constructor) {
        return constructor.newInstance(values);
      }
      Method plain = (Method) method;
      if (Modifier.isStatic(plain.getModifiers())) {
        return plain.invoke(null, values);
      }
      if (values.length == 0) {
        throw new RefusedException("an object to call " + target.name() + " on is missing");
      }
      return plain.invoke(values[0], Arrays.copyOfRange(values, 1, values.length));
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    } catch (IllegalArgumentException | NullPointerException e) {
      throw misfit(target, method, values, e);
    }
  }

  private Executable find(Target target) throws RefusedException {
    Executable known = found.get(target);
    if (known != null) {
      return known;
    }
    Executable method = look(target);
    boolean pushed = target.type().getClassLoader() instanceof Space;
    if (pushed) {
      method.setAccessible(true);
    }
    found.put(target, method);
    return method;
  }

  private static Executable look(Target target) throws RefusedException {
    try {
      Class<?>[] parameters =
          MethodType.fromMethodDescriptorString(target.descriptor(), target.type().getClassLoader())
              .parameterArray();
      return target.constructs()
          ? target.type().getDeclaredConstructor(parameters)
          : method(target, parameters);
    } catch (NoSuchMethodException | TypeNotPresentException | IllegalArgumentException e) {
      throw new RefusedException(
          "no method " + target.type().getName() + "." + target.name() + target.descriptor());
    }
  }

  private static Method method(Target target, Class<?>[] parameters) throws NoSuchMethodException {
    for (Class<?> type = target.type(); type != null; type = type.getSuperclass()) {
      try {
        return type.getDeclaredMethod(target.name(), parameters);
      } catch (NoSuchMethodException e) {
        // a superclass may have it
      }
    }
    return target.type().getMethod(target.name(), parameters); // an interface's
  }

  /// Tells values that do not fit from a method that threw the same kind of exception: those come
  /// wrapped.
  private static RefusedException misfit(
      Target target, Executable method, @Nullable Object[] values, RuntimeException cause) {
    StringBuilder got = new StringBuilder();
    for (Object value : values) {
      got.append(got.length() == 0 ? "" : ", ");
      got.append(value == null ? "null" : value.getClass().getName());
    }
    RefusedException refused =
        new RefusedException(
            target.type().getName()
                + "."
                + target.name()
                + " takes "
                + Arrays.toString(method.getParameterTypes())
                + ", got ("
                + got
                + "); collections arrive as List, Set and Map");
    refused.initCause(cause);
    return refused;
  }
}
