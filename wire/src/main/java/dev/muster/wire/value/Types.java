package dev.muster.wire.value;

import org.jspecify.annotations.Nullable;

/// The records and enums that a reader may make, by name.
///
/// It is a table of classes that its maker chose. An implementation never hands the name to a class
/// loader: whoever sends the bytes would choose which code of ours runs.
@FunctionalInterface
public interface Types {

  /// Returns the class of that binary name (`com.example.Outer$Inner`); null if it is not among
  /// them.
  @Nullable Class<?> find(String name);

  /// Returns a table of these classes and a few enums of the JDK: units of time, options and
  /// permissions of files, states of threads, modes of rounding.
  static Types of(Class<?>... classes) {
    return new TypeTable(classes);
  }

  /// Returns the table of nothing, for what holds plain values only.
  static Types none() {
    return TypeTable.NONE;
  }

  /// Returns a table of these and of what the other has besides.
  default Types or(Types other) {
    return name -> {
      Class<?> found = find(name);
      return found == null ? other.find(name) : found;
    };
  }
}
