package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.util.ArrayList;
import java.util.List;

/// The fields of a message, while they are read.
final class Fields {

  private final ValueReader reader;
  private int left;

  private Fields(ValueReader reader, int left) {
    this.reader = reader;
    this.left = left;
  }

  /// Begins a message of at least so many fields.
  static Fields of(ValueReader reader, String message, int least) throws ValueException {
    int count = reader.list();
    if (count < least) {
      throw new ValueException(message + " of " + count + " fields; it has " + least);
    }
    return new Fields(reader, count);
  }

  String text() throws ValueException {
    left--;
    return reader.text();
  }

  long number() throws ValueException {
    left--;
    return reader.number();
  }

  long positive(String what) throws ValueException {
    long value = number();
    if (value < 0) {
      throw new ValueException(what + " must not be negative, was " + value);
    }
    return value;
  }

  int count(String what, long most) throws ValueException {
    long value = number();
    if (value < 0 || value > most) {
      throw new ValueException(what + " must be 0 to " + most + ", was " + value);
    }
    return (int) value;
  }

  <E extends Enum<E>> E constant(E[] all) throws ValueException {
    String name = text();
    for (E one : all) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw new ValueException("a message of a kind that is not known here");
  }

  byte[] bytes() throws ValueException {
    left--;
    return reader.bytes();
  }

  /// Begins a list within the message.
  int list() throws ValueException {
    left--;
    return reader.list();
  }

  List<String> texts() throws ValueException {
    int count = list();
    List<String> texts = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      texts.add(reader.text());
    }
    return texts;
  }

  /// Passes over what a later release added.
  void end() throws ValueException {
    for (; left > 0; left--) {
      reader.read();
    }
  }

  static void writeTexts(ValueWriter writer, List<String> texts) throws ValueException {
    writer.list(texts.size());
    for (String text : texts) {
      writer.text(text);
    }
  }
}
