package dev.muster.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a command printed, standard output and standard error apart. Immutable.
///
/// Two outputs are equal if their bytes are.
public final class Output {

  private static final Output EMPTY = new Output(new byte[0], new byte[0], false);

  private final byte[] out;
  private final byte[] err;
  private final boolean truncated;
  private final int hash;

  private Output(byte[] out, byte[] err, boolean truncated) {
    this.out = out;
    this.err = err;
    this.truncated = truncated;
    this.hash = 31 * Arrays.hashCode(out) + Arrays.hashCode(err);
  }

  /// Returns an output of nothing.
  public static Output empty() {
    return EMPTY;
  }

  /// Returns an output that takes over the arrays: they must not be changed any more.
  ///
  /// @param truncated whether more was printed than is here
  public static Output of(byte[] out, byte[] err, boolean truncated) {
    return out.length + err.length == 0 && !truncated ? EMPTY : new Output(out, err, truncated);
  }

  /// Returns standard output as text in UTF-8; what is not UTF-8 becomes U+FFFD.
  public String out() {
    return out(StandardCharsets.UTF_8);
  }

  /// Returns standard output as text.
  public String out(Charset charset) {
    return new String(out, charset);
  }

  /// Returns standard error as text in UTF-8; what is not UTF-8 becomes U+FFFD.
  public String err() {
    return err(StandardCharsets.UTF_8);
  }

  /// Returns standard error as text.
  public String err(Charset charset) {
    return new String(err, charset);
  }

  /// Returns one stream as text, as strictly as `decoder` is: a new one refuses what is no text of
  /// its character set, a character that is cut off at the end among it; it may be told to pass
  /// such bytes over (`CodingErrorAction.IGNORE`) or to replace them.
  ///
  /// @throws CharacterCodingException if the decoder refuses the bytes
  public String text(StdStream stream, CharsetDecoder decoder) throws CharacterCodingException {
    return decoder.decode(ByteBuffer.wrap(of(stream))).toString();
  }

  /// Returns a copy of one stream's bytes.
  public byte[] bytes(StdStream stream) {
    return of(stream).clone();
  }

  /// Returns how many bytes one stream has here.
  public int size(StdStream stream) {
    return of(stream).length;
  }

  /// Writes one stream's bytes to `target`.
  public void writeTo(OutputStream target, StdStream stream) throws IOException {
    target.write(of(stream));
  }

  /// Returns whether the command printed more than is kept here, because the run's budget was used
  /// up.
  public boolean truncated() {
    return truncated;
  }

  private byte[] of(StdStream stream) {
    return stream == StdStream.OUT ? out : err;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Output that
            && hash == that.hash
            && truncated == that.truncated
            && Arrays.equals(out, that.out)
            && Arrays.equals(err, that.err));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /// Returns the sizes only.
  @Override
  public String toString() {
    return out.length + " bytes out, " + err.length + " bytes err" + (truncated ? ", cut" : "");
  }
}
