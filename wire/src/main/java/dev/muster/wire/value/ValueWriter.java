package dev.muster.wire.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes the values of an item into an array that grows.
///
/// [#write] refuses a value as a whole: nothing is left of it, and the writer can be used on. One
/// writer serves many items: [#clear] keeps the array. One thread at a time; a value must not
/// change while it is written.
public final class ValueWriter {

  private final ChannelRefs channels;
  private final Sink sink;
  private final Names names = new Names();
  private int depth;

  ValueWriter(ChannelRefs channels, ValueLimits limits) {
    this.channels = channels;
    this.sink = new Sink(limits.size());
  }

  /// Begins a new item.
  public ValueWriter clear() {
    sink.clear();
    names.cut(0);
    return this;
  }

  /// Returns the array written into; valid up to [#length] and until the next write.
  public byte[] array() {
    return sink.bytes;
  }

  /// Returns how many bytes were written.
  public int length() {
    return sink.length;
  }

  /// Returns what was written, in an array of that length, and begins a new item.
  public byte[] take() {
    names.cut(0);
    return sink.take();
  }

  /// Returns the records and enums that the item names so far, in the order in which it does; the
  /// reader must have them all.
  public List<Class<?>> named() {
    List<Class<?>> types = new ArrayList<>();
    for (Object name : names.all()) {
      Class<?> type =
          name instanceof Enum<?> constant ? constant.getDeclaringClass() : (Class<?>) name;
      if (!types.contains(type)) {
        types.add(type);
      }
    }
    return types;
  }

  /// Writes a value.
  ///
  /// @throws ValueException if something in it cannot travel; nothing of it was written
  public ValueWriter write(@Nullable Object value) throws ValueException {
    int start = sink.length;
    int named = names.size();
    boolean written = false;
    try {
      item(value);
      written = true;
      return this;
    } finally {
      depth = 0;
      if (!written) {
        sink.length = start;
        names.cut(named);
      }
    }
  }

  /// Begins a list of so many values, which are written next.
  public ValueWriter list(int count) throws ValueException {
    sink.put(Tag.LIST);
    sink.putVarint(count);
    return this;
  }

  /// Writes a text.
  public ValueWriter text(String value) throws ValueException {
    sink.put(Tag.TEXT);
    sink.putText(value);
    return this;
  }

  /// Writes a `long`.
  public ValueWriter number(long value) throws ValueException {
    sink.put(Tag.LONG);
    sink.putSigned(value);
    return this;
  }

  /// Writes a byte array.
  public ValueWriter bytes(byte[] value) throws ValueException {
    sink.put(Tag.BYTES);
    sink.putBytes(value);
    return this;
  }

  /// Writes what a buffer has left as a byte array, and leaves the buffer as it is.
  public ValueWriter bytes(ByteBuffer value) throws ValueException {
    sink.put(Tag.BYTES);
    sink.putBytes(value);
    return this;
  }

  /// Writes what precedes the elements of a byte array of that length.
  ValueWriter head(int elements) throws ValueException {
    sink.put(Tag.BYTES);
    sink.putHead(elements);
    return this;
  }

  private void item(@Nullable Object value) throws ValueException {
    if (value == null) {
      sink.put(Tag.NULL);
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof Integer number) {
      sink.put(Tag.INT);
      sink.putSigned(number);
    } else if (value instanceof Boolean truth) {
      sink.put(truth ? Tag.TRUE : Tag.FALSE);
    } else {
      Shape shape = Shape.of(value.getClass());
      if (shape.tag() >= Tag.INSTANT) {
        sink.put(shape.tag());
        Times.write(sink, shape.tag(), value);
      } else if (shape.tag() >= Tag.BIG_INTEGER) {
        writeObject(shape.tag(), value);
      } else if (shape.tag() >= Tag.ARRAY) {
        writeContainer(shape, value);
      } else if (shape.tag() >= Tag.BYTES) {
        sink.put(shape.tag());
        PrimitiveArrays.write(sink, shape.tag(), value);
      } else {
        writeScalar(shape.tag(), value);
      }
    }
  }

  private void writeScalar(int tag, Object value) throws ValueException {
    if (tag == Tag.NONE) {
      writeChannel(value);
      return;
    }
    sink.put(tag);
    switch (tag) {
      case Tag.BYTE -> sink.put((Byte) value);
      case Tag.SHORT -> sink.putFixed((Short) value, Short.BYTES);
      case Tag.LONG -> sink.putSigned((Long) value);
      case Tag.FLOAT -> sink.putFixed(Float.floatToRawIntBits((Float) value), Float.BYTES);
      case Tag.DOUBLE -> sink.putFixed(Double.doubleToRawLongBits((Double) value), Double.BYTES);
      case Tag.CHAR -> sink.putFixed((Character) value, Character.BYTES);
      default -> throw new IllegalArgumentException("no scalar: " + tag);
    }
  }

  private void writeChannel(Object value) throws ValueException {
    int id = channels.idOf(value);
    if (id == 0) {
      throw new ValueException(
          "a "
              + value.getClass().getTypeName()
              + " cannot travel; records, enums, text, numbers, arrays, collections, optionals, times, paths and URIs can");
    }
    sink.put(Tag.CHANNEL);
    sink.putFixed(id, Integer.BYTES);
  }

  private void writeObject(int tag, Object value) throws ValueException {
    sink.put(tag);
    switch (tag) {
      case Tag.BIG_INTEGER -> writeDigits((BigInteger) value);
      case Tag.BIG_DECIMAL -> {
        sink.putSigned(((BigDecimal) value).scale());
        writeDigits(((BigDecimal) value).unscaledValue());
      }
      case Tag.UUID -> {
        sink.putFixed(((UUID) value).getMostSignificantBits(), Long.BYTES);
        sink.putFixed(((UUID) value).getLeastSignificantBits(), Long.BYTES);
      }
      case Tag.PATH -> {
        if (!FileSystems.getDefault().equals(((Path) value).getFileSystem())) {
          throw new ValueException("a path of another file system than the default cannot travel");
        }
        sink.putText(value.toString());
      }
      default -> sink.putText(value.toString());
    }
  }

  private void writeDigits(BigInteger value) throws ValueException {
    if (value.bitLength() >= 8 * ValueLimits.NUMBER) {
      throw new ValueException(
          "a number of "
              + value.bitLength()
              + " bits; at most "
              + (8 * ValueLimits.NUMBER - 1)
              + " can travel");
    }
    sink.putBytes(value.toByteArray());
  }

  private void writeContainer(Shape shape, Object value) throws ValueException {
    if (++depth > ValueLimits.DEPTH) {
      throw new ValueException(
          "more than " + ValueLimits.DEPTH + " values within one another; does it contain itself?");
    }
    switch (shape.tag()) {
      case Tag.RECORD -> writeRecord(Objects.requireNonNull(shape.form()), value);
      case Tag.ENUM -> writeEnum((Enum<?>) value);
      case Tag.MAP -> writeMap(snapshot(value));
      case Tag.LIST, Tag.SET -> {
        @Nullable Object[] elements = snapshot(value);
        sink.put(shape.tag());
        sink.putVarint(elements.length);
        writeElements(elements);
      }
      case Tag.ARRAY -> writeArray((Object[]) value);
      case Tag.OPTIONAL -> {
        sink.put(((Optional<?>) value).isPresent() ? Tag.OPTIONAL : Tag.EMPTY);
        if (((Optional<?>) value).isPresent()) {
          item(((Optional<?>) value).get());
        }
      }
      default -> writeOptional(shape.tag(), value);
    }
    depth--;
  }

  private void writeOptional(int tag, Object value) throws ValueException {
    sink.put(tag);
    if (value instanceof OptionalInt number) {
      sink.put(number.isPresent() ? 1 : 0);
      sink.putSigned(number.orElse(0));
    } else if (value instanceof OptionalLong number) {
      sink.put(number.isPresent() ? 1 : 0);
      sink.putSigned(number.orElse(0));
    } else {
      sink.put(((OptionalDouble) value).isPresent() ? 1 : 0);
      double number = ((OptionalDouble) value).orElse(0);
      sink.putFixed(Double.doubleToRawLongBits(number), Double.BYTES);
    }
  }

  /// Copied first: code of others says how many there are and what they are, and it may change its
  /// mind.
  private static @Nullable Object[] snapshot(Object value) throws ValueException {
    try {
      return value instanceof Map<?, ?> map
          ? map.entrySet().toArray()
          : ((Collection<?>) value).toArray();
    } catch (RuntimeException e) {
      throw Steps.failed("a " + value.getClass().getTypeName() + " cannot be gone through", e);
    }
  }

  private void writeElements(@Nullable Object[] elements) throws ValueException {
    int i = 0;
    try {
      for (; i < elements.length; i++) {
        item(elements[i]);
      }
    } catch (ValueException e) {
      throw e.within("[" + i + "]");
    }
  }

  private void writeMap(@Nullable Object[] entries) throws ValueException {
    sink.put(Tag.MAP);
    sink.putVarint(entries.length);
    Object key = null;
    String of = "";
    int i = 0;
    try {
      for (; i < entries.length; i++) {
        of = "key ";
        key = null;
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) Objects.requireNonNull(entries[i]);
        key = entry.getKey();
        item(key);
        of = "";
        item(entry.getValue());
      }
    } catch (ValueException e) {
      throw e.within(Steps.entry(of, key, i));
    }
  }

  private void writeRecord(RecordForm form, Object value) throws ValueException {
    if (form.refusal != null) {
      throw new ValueException(form.refusal);
    }
    sink.put(Tag.RECORD);
    if (name(form.type)) {
      sink.putText(form.type.getName());
      sink.putVarint(form.components.length);
    }
    @Nullable Object[] values = form.apart(value);
    int i = 0;
    try {
      for (; i < values.length; i++) {
        item(values[i]);
      }
    } catch (ValueException e) {
      throw e.within("." + form.components[i]);
    }
  }

  private void writeEnum(Enum<?> value) throws ValueException {
    sink.put(Tag.ENUM);
    if (name(value)) {
      sink.putText(value.getDeclaringClass().getName());
      sink.putText(value.name());
    }
  }

  /// Writes the number of a name.
  ///
  /// @return whether it is new: 0 was written, and the name has to follow
  private boolean name(Object what) throws ValueException {
    int number = names.find(what);
    sink.putVarint(number);
    if (number == 0) {
      names.add(what);
    }
    return number == 0;
  }

  private void writeArray(Object[] elements) throws ValueException {
    sink.put(Tag.ARRAY);
    writeType(elements.getClass().getComponentType(), 1);
    sink.putVarint(elements.length);
    writeElements(elements);
  }

  private void writeType(Class<?> type, int dimensions) throws ValueException {
    if (dimensions > ValueLimits.DIMENSIONS) {
      throw new ValueException(ValueReader.TOO_MANY_DIMENSIONS);
    }
    int tag = Tag.of(type);
    if (tag != Tag.NONE) {
      sink.put(tag);
    } else if (type.isArray()) {
      sink.put(Tag.ARRAY);
      writeType(type.getComponentType(), dimensions + 1);
    } else if (type.isRecord() || type.isEnum()) {
      sink.put(type.isRecord() ? Tag.RECORD : Tag.ENUM);
      if (name(type)) {
        sink.putText(type.getName());
        if (type.isRecord()) {
          sink.putVarint(type.getRecordComponents().length);
        }
      }
    } else {
      throw new ValueException("an array of " + type.getTypeName() + " cannot travel; a List can");
    }
  }
}
