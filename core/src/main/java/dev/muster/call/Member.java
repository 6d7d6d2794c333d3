package dev.muster.call;

import org.jspecify.annotations.Nullable;

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

  /// Written out, as that of [Target].
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Member that
        && owner.equals(that.owner)
        && name.equals(that.name)
        && descriptor.equals(that.descriptor);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * owner.hashCode() + name.hashCode()) + descriptor.hashCode();
  }
}
