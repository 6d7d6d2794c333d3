package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.nio.ByteBuffer;

/// An item of OUTPUT: what code printed.
///
/// @param channel the channel of the call that printed it; 0 if that is not known
/// @param stream 1 for standard output, 2 for standard error
/// @param bytes what was printed; not copied, and only to be read
public record OutputPiece(int channel, int stream, ByteBuffer bytes) implements Message {

  private static final int FIELDS = 3;

  public OutputPiece {
    if (channel < 0 || stream < 1 || stream > 2) {
      throw new IllegalArgumentException("no output: channel " + channel + ", stream " + stream);
    }
    bytes = bytes.asReadOnlyBuffer();
  }

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS).number(channel).number(stream).bytes(bytes);
  }

  /// Reads one.
  public static OutputPiece read(ValueReader reader) throws ValueException {
    Fields fields = Fields.of(reader, "a piece of output", FIELDS);
    int channel = fields.count("the channel", Integer.MAX_VALUE);
    int stream = fields.count("the stream", 2);
    ByteBuffer bytes = ByteBuffer.wrap(fields.bytes());
    fields.end();
    if (stream == 0) {
      throw new ValueException("output of stream 0");
    }
    return new OutputPiece(channel, stream, bytes);
  }
}
