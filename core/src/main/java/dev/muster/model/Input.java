package dev.muster.model;

import java.nio.file.Path;
import java.util.Arrays;

/// What a command reads on its standard input, the same on every host.
public sealed interface Input {

  /// Returns an input that has ended before it begins; what commands get unless told otherwise.
  static Input none() {
    return None.NOTHING;
  }

  /// Returns these bytes as input; they are copied.
  static Input of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /// Returns the content of a file as input.
  ///
  /// It is read again for each host, at the pace of that host, and must not change while the run
  /// lasts.
  static Input of(Path file) {
    return new File(file);
  }

  /// No input.
  enum None implements Input {
    /// The only one.
    NOTHING
  }

  /// Bytes in memory, shared by all hosts.
  final class Bytes implements Input {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    /// Returns a copy of them.
    public byte[] toArray() {
      return bytes.clone();
    }

    /// Returns how many there are.
    public int size() {
      return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /// Returns their number only: input may be secret.
    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }

  /// The content of a file.
  record File(Path path) implements Input {}

  /// What a command prints on another host, made by the group of that host.
  ///
  /// @param printer what has it printed
  record Printed(Printer printer) implements Input {}

  /// Has a command print; for nobody to implement.
  interface Printer {}
}
