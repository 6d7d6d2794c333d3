package dev.muster.ssh.config;

import org.jspecify.annotations.Nullable;

/// A line of a file.
record Where(String file, int line) {

  /// Returns the trouble with this line.
  ConfigException trouble(String what) {
    return new ConfigException(this + ": " + what);
  }

  ConfigException trouble(String what, Throwable cause) {
    return new ConfigException(this + ": " + what, cause);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Where that && line == that.line && file.equals(that.file));
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + line;
  }

  /// Returns `file:line`, or the file alone where lines mean nothing.
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
