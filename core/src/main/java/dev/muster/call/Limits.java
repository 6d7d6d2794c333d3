package dev.muster.call;

/// How much one call may need.
final class Limits {

  static final int MOST_CLASSES = 20_000;
  static final long MOST_BYTES = 64L << 20;

  private final String what;
  private final int mostClasses;
  private final long mostBytes;
  private int classes;
  private long bytes;

  /// @param what needs the classes, for the message
  Limits(String what, int mostClasses, long mostBytes) {
    this.what = what;
    this.mostClasses = mostClasses;
    this.mostBytes = mostBytes;
  }

  static Limits of(String what) {
    return new Limits(what, MOST_CLASSES, MOST_BYTES);
  }

  /// @throws IllegalArgumentException if with this class there are too many, or too large ones
  void count(ClassFacts facts) {
    classes++;
    bytes += facts.file().size();
    if (classes > mostClasses || bytes > mostBytes) {
      throw new IllegalArgumentException(
          "call: %s needs more than %,d classes or %,d bytes of them, the last one %s; move what hosts run into a class that names less"
              .formatted(what, mostClasses, mostBytes, facts.file().name()));
    }
  }
}
