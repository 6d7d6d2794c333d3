package dev.muster.call;

import java.lang.invoke.MethodHandleInfo;
import org.jspecify.annotations.Nullable;

/// The method behind a call.
///
/// @param from the class in which the lambda or method reference stands; its loader is the one
///   through which all other classes are seen
/// @param type the class that has the method
/// @param method its name, `<init>` for a constructor
/// @param descriptor its parameters and result as class files write them
/// @param kind how it is called
public record Target(Class<?> from, Class<?> type, String method, String descriptor, Kind kind) {

  /// How a method is called. A method that is not static takes its receiver first.
  public enum Kind {
    VIRTUAL(MethodHandleInfo.REF_invokeVirtual),
    STATIC(MethodHandleInfo.REF_invokeStatic),
    SPECIAL(MethodHandleInfo.REF_invokeSpecial),
    CONSTRUCTOR(MethodHandleInfo.REF_newInvokeSpecial),
    INTERFACE(MethodHandleInfo.REF_invokeInterface);

    private final int reference;

    Kind(int reference) {
      this.reference = reference;
    }

    /// The number of this kind in class files, 5 to 9.
    public int reference() {
      return reference;
    }

    /// Whether the first value of a call is the object that it is made on.
    public boolean takesReceiver() {
      return this == VIRTUAL || this == SPECIAL || this == INTERFACE;
    }

    static Kind of(int reference) {
      for (Kind kind : values()) {
        if (kind.reference == reference) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no way to call a method has number " + reference);
    }
  }

  /// Written out: a program's first call would wait for the code of the generated method.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Target that
        && from.equals(that.from)
        && type.equals(that.type)
        && method.equals(that.method)
        && descriptor.equals(that.descriptor)
        && kind == that.kind;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + method.hashCode()) + descriptor.hashCode();
  }

  /// The name of the class, with dots.
  public String typeName() {
    return type.getName();
  }

  /// Whether the class belongs to the JDK, so that every host has it.
  public boolean ofThePlatform() {
    return Platform.has(type.getName().replace('.', '/'));
  }

  @Override
  public String toString() {
    return type.getName() + "::" + (kind == Kind.CONSTRUCTOR ? "new" : method);
  }
}
