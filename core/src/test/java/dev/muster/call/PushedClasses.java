package dev.muster.call;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What looks like class files, for tests of other rooms.
public final class PushedClasses {

  private PushedClasses() {}

  /// Returns a file of `size` bytes, which are the same for the same `name`.
  public static PushedClass of(String name, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putInt(0xcafebabe).put(name.getBytes(StandardCharsets.US_ASCII));
    return new PushedClass(name, bytes.array());
  }
}
