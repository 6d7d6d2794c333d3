package dev.muster.wire.message;

import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The header of CALL, STREAM, CHANNEL and KEEP: what to call, with what.
///
/// @param space the space whose classes the call sees
/// @param target what to call
/// @param receiver the number of a kept object that is one of its values; 0: there is none
/// @param place how many of the values come before that object
/// @param limitMillis how long it may take, in milliseconds; 0: no limit
/// @param values what was captured, then the arguments
public record Call(
    String space,
    Target target,
    long receiver,
    long place,
    long limitMillis,
    List<@Nullable Object> values)
    implements Message {

  private static final int FIELDS = 9;

  /// How a method is called.
  public enum Kind {
    STATIC,
    VIRTUAL,
    INTERFACE,
    SPECIAL,
    CONSTRUCTOR
  }

  /// A method or constructor.
  ///
  /// @param type the binary name of the class that declares it
  /// @param method its name, `<init>` for a constructor
  /// @param descriptor its parameters and result as class files have them
  /// @param kind how it is called
  public record Target(String type, String method, String descriptor, Kind kind) {}

  public Call {
    if (receiver < 0 || place < 0 || limitMillis < 0) {
      throw new IllegalArgumentException(
          "a call's receiver, its place and the limit must not be negative: "
              + receiver
              + ", "
              + place
              + ", "
              + limitMillis);
    }
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    write(writer, null);
  }

  /// Writes it, and names its values in a [ValueException] as `names` does, by their place from 0
  /// on.
  public void writeTo(ValueWriter writer, IntFunction<String> names) throws ValueException {
    write(writer, names);
  }

  private void write(ValueWriter writer, @Nullable IntFunction<String> names)
      throws ValueException {
    writer.list(FIELDS).text(space);
    writer.text(target.type()).text(target.method()).text(target.descriptor());
    writer.text(target.kind().name()).number(receiver).number(place).number(limitMillis);
    writer.list(values.size());
    int i = 0;
    try {
      for (; i < values.size(); i++) {
        writer.write(values.get(i));
      }
    } catch (ValueException e) {
      throw e.in(names == null ? argument(i) : names.apply(i));
    }
  }

  /// Reads one. Its values are read with the records and enums of its space.
  ///
  /// @param spaces gives those of a space; throws a [ValueException] if there is no such space
  public static Call read(ValueReader reader, Spaces spaces) throws ValueException {
    Fields fields = Fields.of(reader, "a call", FIELDS);
    String space = fields.text();
    Target target =
        new Target(fields.text(), fields.text(), fields.text(), fields.constant(Kind.values()));
    long receiver = fields.positive("the receiver");
    long place = fields.positive("the receiver's place");
    long limit = fields.positive("the limit of time");
    reader.with(spaces.types(space));
    int count = fields.list();
    List<@Nullable Object> values = new ArrayList<>();
    try {
      while (values.size() < count) {
        values.add(reader.read());
      }
    } catch (ValueException e) {
      throw e.in(argument(values.size()));
    }
    fields.end();
    return new Call(space, target, receiver, place, limit, values);
  }

  private static String argument(int place) {
    return "argument " + (place + 1);
  }

  /// The spaces that an agent has.
  @FunctionalInterface
  public interface Spaces {

    /// Returns the records and enums of a space.
    Types types(String space) throws ValueException;
  }
}
