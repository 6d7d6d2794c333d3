package dev.muster.session.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What a program of an ELF system says about itself.
final class Elf {

  private static final int MAGIC = 0x7f454c46;
  private static final int BITS_64 = 2;
  private static final int BIG_ENDIAN = 2;
  private static final int INTERPRETER = 3;
  private static final int MOST_BYTES = 8 << 10;

  private Elf() {}

  /// Returns the file that loads a program, such as `/lib64/ld-linux-x86-64.so.2`; empty if it is
  /// none of 64 bits, or has no such.
  static String loader(Path program) {
    try (FileChannel file = FileChannel.open(program)) {
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // on to the end of what is of interest
      }
      return loader(bytes.flip());
    } catch (IOException e) {
      return "";
    }
  }

  static String loader(ByteBuffer bytes) {
    try {
      if (bytes.getInt(0) != MAGIC || bytes.get(4) != BITS_64) {
        return "";
      }
      bytes.order(bytes.get(5) == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      int headers = Math.toIntExact(bytes.getLong(32));
      int size = Short.toUnsignedInt(bytes.getShort(54));
      int count = Short.toUnsignedInt(bytes.getShort(56));
      for (int i = 0; i < count; i++) {
        int at = headers + i * size;
        if (bytes.getInt(at) == INTERPRETER) {
          int start = Math.toIntExact(bytes.getLong(at + 8));
          int length = Math.toIntExact(bytes.getLong(at + 32)) - 1; // a NUL ends it
          byte[] name = new byte[length];
          bytes.get(start, name);
          return new String(name, StandardCharsets.US_ASCII);
        }
      }
      return "";
    } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
      return ""; // it is not what it seemed
    }
  }
}
