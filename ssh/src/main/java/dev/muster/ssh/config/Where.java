package dev.muster.ssh.config;

/// A line of a file.
record Where(String file, int line) {

  /// Returns the trouble with this line.
  ConfigException trouble(String what) {
    return new ConfigException(this + ": " + what);
  }

  ConfigException trouble(String what, Throwable cause) {
    return new ConfigException(this + ": " + what, cause);
  }

  /// Returns `file:line`, or the file alone where lines mean nothing.
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
