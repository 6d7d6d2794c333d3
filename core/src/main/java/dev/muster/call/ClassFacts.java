package dev.muster.call;

import java.util.List;

/// What one class file says about the class itself. Names have slashes.
///
/// @param file the class
/// @param origin where it was read
/// @param major the version of the class file: 61 is Java 17
/// @param shape what kind of class it is
/// @param kin the classes without which it cannot even be loaded or asked for its name
record ClassFacts(PushedClass file, Origin origin, int major, Shape shape, Kin kin) {

  enum Shape {
    PLAIN,
    INTERFACE,
    ENUM,
    RECORD,

    /// A class that is none of these and in whose code functions that can be called on hosts are
    /// written: code of the controller, most likely, of which little is meant for hosts.
    HOLDS_CALLS
  }

  /// @param supers superclass and interfaces
  /// @param around the classes around a nested one, of which the JVM checks that they know it
  record Kin(List<String> supers, List<String> around) {}

  String name() {
    return file.name().replace('.', '/');
  }

  boolean isInterface() {
    return shape == Shape.INTERFACE;
  }

  boolean isValue() {
    return shape == Shape.ENUM || shape == Shape.RECORD;
  }
}
