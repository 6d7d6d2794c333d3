package dev.muster.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/// One line that a command printed, without its line end. Immutable.
///
/// Both `\n` and `\r\n` end a line. A line longer than [#MAX_BYTES] comes in pieces; all but the
/// last of them are not [#whole].
public final class Line {

  /// The most bytes that one piece of a line has.
  public static final int MAX_BYTES = 64 << 10;

  private final String host;
  private final int rank;
  private final StdStream stream;
  private final byte[] bytes;
  private final int from;
  private final int to;
  private final boolean whole;

  /// Takes a part of `bytes`, which must not be changed any more.
  ///
  /// @param from the index of the first byte
  /// @param to the index after the last one
  /// @param whole whether the line ends here
  public Line(
      String host, int rank, StdStream stream, byte[] bytes, int from, int to, boolean whole) {
    this.host = host;
    this.rank = rank;
    this.stream = stream;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.whole = whole;
  }

  /// Returns the name of the host that printed it.
  public String host() {
    return host;
  }

  /// Returns the host's place in the order given, counted from 0.
  public int rank() {
    return rank;
  }

  /// Returns where it was printed to.
  public StdStream stream() {
    return stream;
  }

  /// Returns whether the line ends here; false for a piece of a very long line that goes on with
  /// the next piece.
  public boolean whole() {
    return whole;
  }

  /// Returns the text, read as UTF-8; what is not UTF-8 becomes U+FFFD.
  public String text() {
    return text(StandardCharsets.UTF_8);
  }

  /// Returns the text.
  public String text(Charset charset) {
    return new String(bytes, from, to - from, charset);
  }

  /// Returns the text, as strictly as `decoder` is, see [Output#text].
  ///
  /// @throws CharacterCodingException if the decoder refuses the bytes
  public String text(CharsetDecoder decoder) throws CharacterCodingException {
    return decoder.decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
  }

  /// Returns how many bytes it has.
  public int size() {
    return to - from;
  }

  /// Returns one of its bytes.
  public byte at(int index) {
    return bytes[from + java.util.Objects.checkIndex(index, size())];
  }

  /// Writes its bytes to `target`.
  public void writeTo(OutputStream target) throws IOException {
    target.write(bytes, from, to - from);
  }

  /// Returns `host: text`.
  @Override
  public String toString() {
    return host + ": " + text();
  }
}
