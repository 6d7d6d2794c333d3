package dev.muster.cli.json;

import java.lang.reflect.Type;

/// How types are called in messages.
public final class TypeNames {

  private TypeNames() {}

  /// Returns the name of a type without packages and outer classes: `Map<String, Part>`.
  public static String simple(Type type) {
    return type.getTypeName().replaceAll("(?:[\\w]+[.$])+(?=\\w)", "");
  }
}
