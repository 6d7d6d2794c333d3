package dev.muster.ssh.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// One block of a PEM file (RFC 7468; headers as in RFC 1421): its label, its headers and its
/// bytes.
///
/// The bytes are secret as a rule and belong to whoever holds the block, who wipes them.
final class Pem {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int MAX_HEADER_LINE = 1024;
  private static final int LINE = 68;

  private final String label;
  private final Map<String, String> headers;
  private final byte[] bytes;

  private Pem(String label, Map<String, String> headers, byte[] bytes) {
    this.label = label;
    this.headers = headers;
    this.bytes = bytes;
  }

  String label() {
    return label;
  }

  /// Returns a header's value, or an empty text where there is none.
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// Returns the bytes themselves.
  byte[] bytes() {
    return bytes;
  }

  void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }

  /// Reads a file line by line, without ever making text of what may be secret.
  static final class Lines {

    private final byte[] file;
    private int from;
    private int to;
    private int next;

    Lines(byte[] file) {
      this.file = file;
    }

    /// Goes to the next line, and returns whether there is one.
    boolean advance() {
      if (next >= file.length) {
        return false;
      }
      from = next;
      int end = from;
      while (end < file.length && file[end] != '\n' && file[end] != '\r') {
        end++;
      }
      next = end + 1;
      while (end > from && blank(file[end - 1])) {
        end--;
      }
      while (from < end && blank(file[from])) {
        from++;
      }
      to = end;
      return true;
    }

    private static boolean blank(byte b) {
      return b == ' ' || b == '\t';
    }

    boolean startsWith(String text) {
      int length = text.length();
      return to - from >= length
          && text.equals(new String(file, from, length, StandardCharsets.ISO_8859_1));
    }

    boolean contains(char wanted) {
      for (int i = from; i < to; i++) {
        if (file[i] == wanted) {
          return true;
        }
      }
      return false;
    }

    boolean isEmpty() {
      return from == to;
    }

    String text() {
      int length = Math.min(to - from, MAX_HEADER_LINE);
      return new String(file, from, length, StandardCharsets.ISO_8859_1);
    }

    /// Returns the label if the line begins a block, or an empty text.
    String label() {
      String line = startsWith(BEGIN) ? text() : "";
      boolean whole = line.endsWith(DASHES) && line.length() > BEGIN.length() + DASHES.length();
      return whole ? line.substring(BEGIN.length(), line.length() - DASHES.length()) : "";
    }
  }

  /// Reads the block whose first line `lines` is at, up to its last line.
  static Pem read(Lines lines, String label) throws Refusal {
    Map<String, String> headers = new LinkedHashMap<>();
    byte[] text = new byte[lines.file.length];
    int length = 0;
    try {
      while (lines.advance()) {
        if (lines.startsWith(END)) {
          if (!lines.text().equals(END + label + DASHES)) {
            throw Refusal.damaged("has a block " + label + " that ends as another");
          }
          return new Pem(label, headers, decode(text, length));
        }
        if (lines.contains(':')) {
          String line = lines.text();
          int colon = line.indexOf(':');
          headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        } else {
          int count = lines.to - lines.from;
          System.arraycopy(lines.file, lines.from, text, length, count);
          length += count;
        }
      }
      throw Refusal.damaged("is cut short: its block " + label + " never ends");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] decode(byte[] text, int length) throws Refusal {
    byte[] exact = Arrays.copyOf(text, length);
    try {
      return Base64.getDecoder().decode(exact);
    } catch (IllegalArgumentException e) {
      throw new Refusal(KeyFileException.Problem.DAMAGED, "has a block that is not Base64", e);
    } finally {
      Arrays.fill(exact, (byte) 0);
    }
  }

  /// Writes a block in short lines. The caller wipes the result.
  static byte[] write(String label, byte[] bytes, int length) {
    byte[] exact = Arrays.copyOf(bytes, length);
    byte[] text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(exact);
    byte[] first = (BEGIN + label + DASHES + "\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] last = ("\n" + END + label + DASHES + "\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = Arrays.copyOf(first, first.length + text.length + last.length);
    System.arraycopy(text, 0, file, first.length, text.length);
    System.arraycopy(last, 0, file, first.length + text.length, last.length);
    Arrays.fill(exact, (byte) 0);
    Arrays.fill(text, (byte) 0);
    return file;
  }
}
