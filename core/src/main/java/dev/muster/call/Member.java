package dev.muster.call;

/// A method or field as code names it.
///
/// @param owner the class on which it is named, with slashes
/// @param descriptor of a method, or the type of a field
record Member(String owner, String name, String descriptor) {

  static final String CONSTRUCTOR = "<init>";
  static final String INITIALIZER = "<clinit>";

  boolean isMethod() {
    return descriptor.startsWith("(");
  }

  Member in(String other) {
    return new Member(other, name, descriptor);
  }

  static Member initializer(String owner) {
    return new Member(owner, INITIALIZER, "()V");
  }
}
