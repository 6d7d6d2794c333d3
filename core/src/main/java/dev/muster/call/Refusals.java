package dev.muster.call;

import java.lang.reflect.Proxy;

/// What cannot be called, said before anything is sent.
final class Refusals {

  private Refusals() {}

  static IllegalArgumentException notALambda(Class<?> type) {
    return new IllegalArgumentException(
        "call: wanted a lambda or a method reference, got "
            + described(type)
            + "; put its code into a static method and name that");
  }

  private static String described(Class<?> type) {
    if (type.isAnonymousClass()) {
      return "the anonymous class " + type.getName();
    }
    if (Proxy.isProxyClass(type) || type.isHidden()) {
      return "a class that was made at run time, " + type.getName();
    }
    return "an object of " + type.getName();
  }

  static IllegalArgumentException collection(String method, Class<?> type) {
    return new IllegalArgumentException(
        "call: "
            + method
            + " captured a "
            + type.getName()
            + ", but collections arrive as List, Set and Map that cannot be changed; declare the variable as one of these");
  }

  static IllegalArgumentException internal(String method) {
    return new IllegalArgumentException(
        "call: "
            + method
            + " is internal to the JDK and cannot be called from outside; call what is public");
  }

  static IllegalArgumentException noClassFile(String name) {
    return new IllegalArgumentException(
        "call: "
            + name
            + " has no class file, as if it was made at run time; only code that was compiled can travel");
  }
}
