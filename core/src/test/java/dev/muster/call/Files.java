package dev.muster.call;

/// Class files as other packages' tests need them.
public final class Files {

  private Files() {}

  /// Returns a file of `size` bytes, which are the same for the same `name`.
  public static PushedClass of(String name, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < name.length() && i < size; i++) {
      bytes[i] = (byte) name.charAt(i);
    }
    return new PushedClass(name, bytes);
  }
}
