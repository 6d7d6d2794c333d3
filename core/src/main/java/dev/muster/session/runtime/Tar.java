package dev.muster.session.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Packs a folder as `tar` does (ustar): files, folders and symbolic links, in the order of their
/// names, without owners and times, so that the same files give the same bytes.
final class Tar {

  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_PREFIX = 155;

  private Tar() {}

  /// Writes all that is below `folder`; `out` stays open.
  static void write(Path folder, OutputStream out) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> !file.equals(folder)).sorted().toList();
    }
    for (Path file : files) {
      String name = folder.relativize(file).toString();
      if (Files.isSymbolicLink(file)) {
        out.write(header(name, 0777, 0, '2', Files.readSymbolicLink(file).toString()));
      } else if (Files.isDirectory(file)) {
        out.write(header(name + "/", 0755, 0, '5', ""));
      } else {
        long size = Files.size(file);
        out.write(header(name, Files.isExecutable(file) ? 0755 : 0644, size, '0', ""));
        Files.copy(file, out);
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
      }
    }
    out.write(new byte[2 * BLOCK]);
  }

  static byte[] header(String name, int mode, long size, char type, String link)
      throws IOException {
    byte[] header = new byte[BLOCK];
    int cut =
        name.length() <= LONGEST_NAME ? -1 : name.indexOf('/', name.length() - LONGEST_NAME - 1);
    boolean fits = name.length() <= LONGEST_NAME || (cut > 0 && cut <= LONGEST_PREFIX);
    if (!fits || link.length() > LONGEST_NAME) {
      throw new IOException(name + " is too long a name for a tar archive");
    }
    put(header, 0, name.substring(cut + 1));
    put(header, 100, octal(mode, 7));
    put(header, 108, octal(0, 7));
    put(header, 116, octal(0, 7));
    put(header, 124, octal(size, 11));
    put(header, 136, octal(0, 11));
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 345, cut > 0 ? name.substring(0, cut) : "");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, octal(sum, 6) + "\0");
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String octal(long number, int digits) {
    String text = Long.toOctalString(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }
}
