package dev.muster.wire.value;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Writes values as bytes and reads them, in the form of `docs/protocol.md`, section 4.
///
/// Only the types of a closed list travel, and a reader makes nothing but those and the records and
/// enums that it was given by `types`: bytes of a stranger can choose among them and nothing else.
/// A value that is read equals what was written, with lists, sets and maps that keep their order
/// and cannot be changed.
///
/// Immutable; its writers and readers are for one thread each.
///
/// @param types the records and enums that may be read
/// @param channels how channels travel
/// @param limits how large a value may be
public record ValueCodec(Types types, ChannelRefs channels, ValueLimits limits) {

  /// From here on an array is long: copies of it take more than they spare, and collectors move
  /// them while everything stands still.
  private static final int LEAST_LONG = 4 << 20;

  /// Bits of the count of an array.
  private static final int LONGEST_COUNT = 35;

  /// What an array takes besides its elements.
  private static final int ARRAY = 24;

  /// Returns one with the standard limits and without channels.
  public static ValueCodec of(Types types) {
    return new ValueCodec(types, ChannelRefs.none(), ValueLimits.standard());
  }

  /// Returns one whose channels travel by `refs`.
  public ValueCodec with(ChannelRefs refs) {
    return new ValueCodec(types, refs, limits);
  }

  /// Returns one with other limits.
  public ValueCodec with(ValueLimits other) {
    return new ValueCodec(types, channels, other);
  }

  /// Returns one that reads other records and enums.
  public ValueCodec with(Types other) {
    return new ValueCodec(other, channels, limits);
  }

  /// Returns the bytes of a value.
  ///
  /// @throws ValueException if something in it cannot travel; the message says what, and where
  public byte[] encode(@Nullable Object value) throws ValueException {
    return writer().write(value).take();
  }

  /// Reads the one value that `bytes` hold.
  ///
  /// @throws ValueException if they are anything else
  public @Nullable Object decode(byte[] bytes) throws ValueException {
    return decode(bytes, Object.class);
  }

  /// Reads the one value that `bytes` hold, which is of type `wanted` in all that the type says:
  /// `List<HostInfo>` too, as far as records and collections go.
  ///
  /// @throws ValueException if they are anything else
  public @Nullable Object decode(byte[] bytes, Type wanted) throws ValueException {
    ValueReader reader = reader(bytes);
    Object value = reader.read(wanted);
    reader.expectEnd();
    return value;
  }

  /// Tells whether an item is an array of bytes and nothing else, from its beginning.
  ///
  /// @param head the first bytes of it, as many as there are; read
  /// @param size how many bytes it has
  /// @return where the array's elements begin, or -1 if it is anything else or not allowed
  public int bytesBegin(ByteBuffer head, int size) {
    boolean allowed = size <= limits.size() && size < limits.memory() - ARRAY;
    long count = bytesCount(head);
    return allowed && count >= 0 && head.position() + count == size ? head.position() : -1;
  }

  /// Reads what precedes the elements of an array of bytes.
  ///
  /// @param head the first bytes of an item; afterwards at the first element
  /// @return how many elements there are, or -1 if it is anything else; then the position is
  ///   anywhere
  public static long bytesCount(ByteBuffer head) {
    if (!head.hasRemaining() || head.get() != Tag.BYTES) {
      return -1;
    }
    long count = 0;
    for (int shift = 0; shift < LONGEST_COUNT && head.hasRemaining(); shift += 7) {
      byte next = head.get();
      count |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return count;
      }
    }
    return -1;
  }

  /// Returns whether an array is better sent from where it is than written.
  public static boolean isLong(byte[] array) {
    return array.length >= LEAST_LONG;
  }

  /// Returns what precedes the elements of an array of bytes, with which they are an item.
  ///
  /// @throws ValueException if they are too many to travel
  public byte[] head(byte[] array) throws ValueException {
    return writer().head(array.length).take();
  }

  /// Returns a writer that serves any number of items, one after the other.
  public ValueWriter writer() {
    return new ValueWriter(channels, limits);
  }

  /// Returns a reader of one item, which must not change until all of it is read.
  public ValueReader reader(byte[] bytes) throws ValueException {
    return reader(bytes, 0, bytes.length);
  }

  /// Returns a reader of one item, which must not change until all of it is read.
  public ValueReader reader(byte[] bytes, int offset, int length) throws ValueException {
    return new ValueReader(bytes, offset, length, this);
  }
}
