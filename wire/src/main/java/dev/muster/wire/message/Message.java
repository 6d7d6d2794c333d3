package dev.muster.wire.message;

import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueWriter;

/// Something that the two ends say to each other, as one item.
public sealed interface Message
    permits Call, ClassesOffer, ClassRequest, RemoteFailure, OutputPiece, LogPiece, Start, Status {

  /// Writes it.
  ///
  /// @throws ValueException if a value in it cannot travel
  void writeTo(ValueWriter writer) throws ValueException;

  /// Returns its bytes.
  ///
  /// @throws ValueException if a value in it cannot travel
  default byte[] encode(ValueCodec codec) throws ValueException {
    ValueWriter writer = codec.writer();
    writeTo(writer);
    return writer.take();
  }
}
