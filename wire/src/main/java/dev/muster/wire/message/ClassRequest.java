package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;

/// The header of CLASS and RESOURCE: what code of a space asks for late.
///
/// @param space the space
/// @param name the binary name of a class, or the name of a resource
public record ClassRequest(String space, String name) implements Message {

  private static final int FIELDS = 2;

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS).text(space).text(name);
  }

  /// Reads one.
  public static ClassRequest read(ValueReader reader) throws ValueException {
    Fields fields = Fields.of(reader, "a request for a class", FIELDS);
    ClassRequest request = new ClassRequest(fields.text(), fields.text());
    fields.end();
    return request;
  }
}
