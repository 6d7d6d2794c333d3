package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;

/// The item of STATUS: how an agent is.
///
/// @param calls how many calls are at work
/// @param java the version of its Java, such as `17.0.12`
/// @param pid the number of its process
/// @param usedMemory bytes of its heap that are in use
/// @param maxMemory bytes that its heap may have
/// @param uptimeMillis how long it runs, in milliseconds
public record Status(
    int calls, String java, long pid, long usedMemory, long maxMemory, long uptimeMillis)
    implements Message {

  private static final int FIELDS = 6;

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS).number(calls).text(java).number(pid);
    writer.number(usedMemory).number(maxMemory).number(uptimeMillis);
  }

  /// Reads one.
  public static Status read(ValueReader reader) throws ValueException {
    Fields fields = Fields.of(reader, "a status", FIELDS);
    int calls = fields.count("the number of calls", Integer.MAX_VALUE);
    Status status =
        new Status(
            calls,
            fields.text(),
            fields.number(),
            fields.number(),
            fields.number(),
            fields.number());
    fields.end();
    return status;
  }
}
