package dev.muster.wire.value;

import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the values of an item.
///
/// Whatever the bytes are, it ends with a value within the limits or a [ValueException], soon;
/// after one it is of no further use. One thread at a time.
public final class ValueReader {

  static final String TOO_MANY_DIMENSIONS =
      "an array of more than " + ValueLimits.DIMENSIONS + " dimensions";

  private static final int REFERENCE = 8;

  private final Source source;
  private final ChannelRefs channels;
  private final Resolver resolver;
  private int depth;

  /// What it may take to compare the value that was read last.
  private long weight;

  ValueReader(byte[] bytes, int offset, int length, ValueCodec codec) throws ValueException {
    source = new Source(bytes, offset, length, codec.limits());
    channels = codec.channels();
    resolver = new Resolver(source, codec.types());
  }

  /// Goes on with other records and enums.
  public ValueReader with(Types other) {
    resolver.with(other);
    return this;
  }

  /// Returns whether nothing is left.
  public boolean isEmpty() {
    return source.remaining() == 0;
  }

  /// Checks that nothing is left.
  public void expectEnd() throws ValueException {
    if (!isEmpty()) {
      throw new ValueException(source.remaining() + " bytes too many");
    }
  }

  /// Reads a value.
  public @Nullable Object read() throws ValueException {
    return item(null, null);
  }

  /// Reads a value of that type, in all that the type says.
  public @Nullable Object read(Type wanted) throws ValueException {
    return item(Wanted.of(wanted), null);
  }

  /// Begins to read a list, whose values are read next.
  ///
  /// @return how many there are; at most as many as bytes are left
  public int list() throws ValueException {
    expect(Tag.LIST, "a list");
    int count = source.count();
    source.promise(count);
    for (int i = 0; i < count; i++) {
      source.begin();
    }
    return count;
  }

  /// Reads a text.
  public String text() throws ValueException {
    expect(Tag.TEXT, "a text");
    return source.text();
  }

  /// Reads a `long`.
  public long number() throws ValueException {
    expect(Tag.LONG, "a number");
    return source.signed();
  }

  /// Reads a byte array.
  public byte[] bytes() throws ValueException {
    expect(Tag.BYTES, "an array of bytes");
    return source.byteArray();
  }

  private void expect(int tag, String what) throws ValueException {
    int found = source.next();
    if (found != tag) {
      throw new ValueException("a value of tag " + found + " where " + what + " is wanted");
    }
  }

  private @Nullable Object item(@Nullable Wanted place, Wanted.@Nullable Bound bound)
      throws ValueException {
    Wanted wanted = place;
    Wanted.Bound where = bound;
    while (wanted != null && wanted.isVariable() && where != null) {
      wanted = where.get(wanted);
      where = where.outer;
    }
    int start = source.position();
    int tag = source.next();
    Object value;
    if (tag >= Tag.ARRAY && tag <= Tag.ENUM) {
      value = container(tag, wanted, where);
    } else {
      value = single(tag);
      weight = (long) source.position() - start;
    }
    if (wanted != null && !wanted.takes(value)) {
      throw new ValueException(
          (value == null ? "null" : "a " + value.getClass().getTypeName())
              + " where "
              + wanted.text()
              + " is wanted");
    }
    return value;
  }

  private @Nullable Object single(int tag) throws ValueException {
    if (tag >= Tag.INSTANT) {
      return Times.read(source, tag);
    }
    if (tag >= Tag.BYTES && tag <= Tag.CHARS) {
      return PrimitiveArrays.read(source, tag);
    }
    if (tag <= Tag.TRUE) {
      return tag == Tag.NULL ? null : (Object) (tag == Tag.TRUE);
    }
    source.charge(24);
    return switch (tag) {
      case Tag.BYTE -> (byte) source.next();
      case Tag.SHORT -> (short) source.fixed(Short.BYTES);
      case Tag.INT -> source.signedInt();
      case Tag.LONG -> source.signed();
      case Tag.FLOAT -> Float.intBitsToFloat((int) source.fixed(Float.BYTES));
      case Tag.DOUBLE -> Double.longBitsToDouble(source.fixed(Double.BYTES));
      case Tag.CHAR -> (char) source.fixed(Character.BYTES);
      case Tag.TEXT -> source.text();
      case Tag.BIG_INTEGER -> digits();
      case Tag.BIG_DECIMAL -> {
        int scale = source.signedInt();
        yield new BigDecimal(digits(), scale);
      }
      case Tag.UUID -> new UUID(source.fixed(Long.BYTES), source.fixed(Long.BYTES));
      case Tag.URI -> uri(source.text());
      case Tag.PATH -> path(source.text());
      case Tag.CHANNEL -> channels.channel((int) source.fixed(Integer.BYTES));
      default -> throw new ValueException("no type has the tag " + tag);
    };
  }

  private BigInteger digits() throws ValueException {
    byte[] digits = source.byteArray();
    if (digits.length == 0 || digits.length > ValueLimits.NUMBER) {
      throw new ValueException(
          "a number of " + digits.length + " bytes; 1 to " + ValueLimits.NUMBER + " are taken");
    }
    return new BigInteger(digits);
  }

  private URI uri(String text) throws ValueException {
    source.charge(120 + 4L * text.length());
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new ValueException(Steps.quoted(text) + " is no URI: " + e.getReason(), e);
    }
  }

  private Path path(String text) throws ValueException {
    source.charge(80 + 4L * text.length());
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ValueException(Steps.quoted(text) + " is no path: " + e.getReason(), e);
    }
  }

  private Object container(int tag, @Nullable Wanted wanted, Wanted.@Nullable Bound bound)
      throws ValueException {
    if (++depth > ValueLimits.DEPTH) {
      throw new ValueException("more than " + ValueLimits.DEPTH + " values within one another");
    }
    Wanted first = wanted == null ? null : wanted.argument(0, 1);
    weight = 1;
    Object value =
        switch (tag) {
          case Tag.LIST -> list(first, bound);
          case Tag.SET -> set(first, bound);
          case Tag.MAP -> map(wanted, bound);
          case Tag.ARRAY -> array();
          case Tag.EMPTY -> Optional.empty();
          case Tag.OPTIONAL -> optional(first, bound);
          case Tag.RECORD -> record(wanted, bound);
          case Tag.ENUM -> resolver.constant();
          default -> optionalNumber(tag);
        };
    depth--;
    return value;
  }

  private Object optional(@Nullable Wanted wanted, Wanted.@Nullable Bound bound)
      throws ValueException {
    source.charge(16);
    Object content = item(wanted, bound);
    if (content == null) {
      throw new ValueException("null in an optional");
    }
    return Optional.of(content);
  }

  private Object optionalNumber(int tag) throws ValueException {
    source.charge(24);
    int present = source.next();
    if (present > 1) {
      throw new ValueException("an optional that is neither empty nor full: " + present);
    }
    if (tag == Tag.OPTIONAL_INT) {
      int number = source.signedInt();
      return present == 1 ? OptionalInt.of(number) : OptionalInt.empty();
    }
    if (tag == Tag.OPTIONAL_LONG) {
      long number = source.signed();
      return present == 1 ? OptionalLong.of(number) : OptionalLong.empty();
    }
    double number = Double.longBitsToDouble(source.fixed(Double.BYTES));
    return present == 1 ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  private Object list(@Nullable Wanted wanted, Wanted.@Nullable Bound bound) throws ValueException {
    int count = source.count();
    source.promise(count);
    if (count == 0) {
      return Collections.emptyList();
    }
    source.charge(64 + (long) REFERENCE * count);
    @Nullable Object[] elements = new @Nullable Object[count];
    fill(elements, wanted, bound);
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  private void fill(
      @Nullable Object[] elements, @Nullable Wanted wanted, Wanted.@Nullable Bound bound)
      throws ValueException {
    int i = 0;
    long sum = 1;
    try {
      for (; i < elements.length; i++) {
        source.begin();
        elements[i] = item(wanted, bound);
        sum += weight;
      }
    } catch (ValueException e) {
      throw e.within("[" + i + "]");
    }
    weight = sum;
  }

  private Object set(@Nullable Wanted wanted, Wanted.@Nullable Bound bound) throws ValueException {
    int count = source.count();
    source.promise(count);
    if (count == 0) {
      return Collections.emptySet();
    }
    source.charge(16 + Index.memory(count));
    Index index = new Index(count);
    long sum = 1;
    int i = 0;
    try {
      for (; i < count; i++) {
        source.begin();
        Object element = item(wanted, bound);
        sum += weight;
        add(index, element);
      }
    } catch (ValueException e) {
      throw e.within("[" + i + "]");
    }
    weight = times(sum, count);
    return new FrozenSet(index);
  }

  private Object map(@Nullable Wanted wanted, Wanted.@Nullable Bound bound) throws ValueException {
    Wanted keys = wanted == null ? null : wanted.argument(0, 2);
    Wanted elements = wanted == null ? null : wanted.argument(1, 2);
    int count = source.count();
    source.promise(count);
    source.promise(count);
    if (count == 0) {
      return Collections.emptyMap();
    }
    source.charge(48 + Index.memory(count) + (long) REFERENCE * count);
    Index index = new Index(count);
    @Nullable Object[] values = new @Nullable Object[count];
    long sum = 1;
    Object key = null;
    String of = "";
    int i = 0;
    try {
      for (; i < count; i++) {
        of = "key ";
        key = null;
        source.begin();
        key = item(keys, bound);
        sum += weight;
        add(index, key);
        of = "";
        source.begin();
        values[i] = item(elements, bound);
        sum += weight;
      }
    } catch (ValueException e) {
      throw e.within(Steps.entry(of, key, i));
    }
    weight = times(sum, count);
    return new FrozenMap(index, values);
  }

  /// Comparing sets compares each element with all that have its hash, at each level.
  private static long times(long sum, int count) {
    return Math.max(1, count) * Math.min(sum, Integer.MAX_VALUE);
  }

  private void add(Index index, @Nullable Object key) throws ValueException {
    try {
      index.add(key, weight, source);
    } catch (RuntimeException | StackOverflowError e) {
      throw Steps.failed("cannot be compared", e);
    }
  }

  private Object array() throws ValueException {
    Class<?> type = type(1);
    int count = source.count();
    source.promise(count);
    source.charge(24 + (long) REFERENCE * count);
    @Nullable Object[] elements = (@Nullable Object[]) Array.newInstance(type, count);
    fill(elements, Wanted.of(type), null);
    return elements;
  }

  private Class<?> type(int dimensions) throws ValueException {
    if (dimensions > ValueLimits.DIMENSIONS) {
      throw new ValueException(TOO_MANY_DIMENSIONS);
    }
    int tag = source.next();
    switch (tag) {
      case Tag.ARRAY -> {
        return type(dimensions + 1).arrayType();
      }
      case Tag.RECORD -> {
        return resolver.form().type;
      }
      case Tag.ENUM -> {
        return resolver.enumType();
      }
      default -> {
        Class<?> type = Tag.type(tag);
        if (type == null) {
          throw new ValueException("an array of a type that has no tag: " + tag);
        }
        return type;
      }
    }
  }

  private Object record(@Nullable Wanted wanted, Wanted.@Nullable Bound bound)
      throws ValueException {
    RecordForm form = resolver.form();
    int count = form.components.length;
    source.promise(count);
    source.charge(16 + (long) REFERENCE * count);
    Wanted.Bound inner =
        wanted != null && wanted.raw == form.type ? new Wanted.Bound(wanted, bound) : null;
    @Nullable Wanted[] components = form.wanted();
    @Nullable Object[] values = new @Nullable Object[count];
    int i = 0;
    long sum = 1;
    try {
      for (; i < count; i++) {
        source.begin();
        values[i] = item(components[i], inner);
        sum += weight;
      }
    } catch (ValueException e) {
      throw e.within("." + form.components[i]);
    }
    weight = sum;
    return form.together(values);
  }
}
