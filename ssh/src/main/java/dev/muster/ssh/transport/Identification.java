package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.StrangeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads the peer's identification string and the lines that a server may send before it (RFC 4253
/// section 4.2).
///
/// Lines, their number and the whole are limited: a peer that sends text for ever ends there, and
/// one that sends no text, such as packets, at its first null character. One thread at a time.
final class Identification {

  /// The longest identification string with its line end, RFC 4253 section 4.2.
  static final int MAX_BYTES = 255;

  private static final int MAX_LINE = 8192;
  private static final int MAX_LINES = 1024;
  private static final int MAX_BEFORE = 1 << 16;

  private final boolean linesBefore;
  private int lines;
  private int before;
  private String firstLine = "";

  /// Makes one; only a server may send lines before.
  Identification(boolean linesBefore) {
    this.linesBefore = linesBefore;
  }

  /// Takes whole lines from `in`, up to and with the identification string.
  ///
  /// @return the string without its line end, or empty if it is not there yet
  Optional<String> read(ByteBuffer in) throws ProtocolException {
    for (int i = in.position(); i < in.limit(); i++) {
      byte next = in.get(i);
      if (next == 0) {
        throw new ProtocolException("a null character where its identification was due");
      }
      if (next == '\n') {
        byte[] line = new byte[i + 1 - in.position()];
        in.get(line);
        String text = text(line);
        if (text.startsWith("SSH-")) {
          return Optional.of(checked(text, line.length));
        }
        notYet(text, line.length);
      } else if (i - in.position() >= MAX_LINE) {
        throw new ProtocolException(
            "line of over " + MAX_LINE + " bytes before its identification");
      }
    }
    return Optional.empty();
  }

  /// Returns the first line that came before the identification string, for messages; empty if
  /// there was none.
  String firstLine() {
    return firstLine;
  }

  private void notYet(String text, int length) throws ProtocolException {
    if (!linesBefore) {
      throw new ProtocolException(
          "sent \"" + StrangeText.shown(text) + "\" where SSH-2.0-… was wanted");
    }
    if (lines == 0) {
      firstLine = StrangeText.shown(text);
    }
    before += length;
    if (++lines > MAX_LINES || before > MAX_BEFORE) {
      throw new ProtocolException(
          "%d lines, %d bytes before its identification; the first is \"%s\""
              .formatted(lines, before, firstLine));
    }
  }

  private static String checked(String text, int length) throws ProtocolException {
    if (!text.startsWith("SSH-2.0-") && !text.startsWith("SSH-1.99-")) {
      throw new ProtocolException(
          "speaks \"" + StrangeText.shown(text) + "\", which is not SSH 2.0");
    }
    if (length > MAX_BYTES) {
      throw new ProtocolException(
          "identification of " + length + " bytes; at most " + MAX_BYTES + " are allowed");
    }
    return text;
  }

  /// Returns an identification as the bytes that it is on the wire, which the exchange hash is
  /// over, characters that no server should have in it among them.
  static byte[] bytes(String identification) {
    return identification.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] line) {
    int end = line.length - 1;
    if (end > 0 && line[end - 1] == '\r') {
      end--;
    }
    return new String(line, 0, end, StandardCharsets.ISO_8859_1);
  }
}
