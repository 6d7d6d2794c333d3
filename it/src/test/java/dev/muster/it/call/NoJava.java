package dev.muster.it.call;

/// A host without a Java: a shell in a mount namespace in which the folders that Javas are in are
/// empty.
final class NoJava {

  /// What becomes a command in such a place; for another shell between double quotes.
  static final String WORDS =
      "unshare --user --map-root-user --mount sh -c 'for d in /usr/lib/jvm /usr/lib64/jvm /usr/java"
          + " /opt; do if [ -d $d ]; then mount -t tmpfs none $d || exit 9; fi; done; unset"
          + " JAVA_HOME; export PATH=/usr/bin:/bin; exec \"$@\"' no-java";

  private NoJava() {}

  /// Returns the spec of one.
  ///
  /// @param options which end it
  static String spec(String options) {
    return spec(":", options);
  }

  /// Returns the spec of one in which something else was done before.
  ///
  /// @param first a shell command without single quotes, such as `ulimit -f 100`
  static String spec(String first, String options) {
    return "command:" + WORDS.replace("unset JAVA_HOME", first + "; unset JAVA_HOME") + options;
  }
}
