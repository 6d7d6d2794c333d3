package dev.muster.session.agent;

import dev.muster.call.Closure;
import dev.muster.call.Taken;
import dev.muster.call.Target;
import dev.muster.wire.message.Call;
import dev.muster.wire.value.ChannelRefs;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A call made ready to be sent to any number of agents: what it is was found out, and what it is
/// given was found to be able to travel.
///
/// Its bytes are made once for all agents. Safe for use by many threads.
public final class Prepared {

  /// An object that an agent keeps, as the first argument of a call.
  ///
  /// @param number of the object; 0 for none
  public record Kept(long number) {
    static final Kept NONE = new Kept(0);
  }

  private final Taken taken;
  private final List<@Nullable Object> values;
  private final Kept receiver;
  private final Duration limit;
  private final Closure closure;
  private final Types types;
  private final Map<Integer, byte[]> bytes = new ConcurrentHashMap<>();

  private Prepared(
      Taken taken, List<@Nullable Object> values, Kept receiver, Duration limit, Closure closure) {
    this.taken = taken;
    this.values = values;
    this.receiver = receiver;
    this.limit = limit;
    this.closure = closure;
    this.types = Types.of().or(closure.types()::get);
  }

  /// Makes a call ready that may go to many agents, and so carries no channels. Reads class files
  /// when a method is first called, so not for an event loop.
  ///
  /// @param arguments after what the lambda captured
  /// @param limit how long it may take over there; zero: no limit
  /// @throws IllegalArgumentException if it cannot travel; the message says what and why
  public static Prepared of(
      Taken taken, List<? extends @Nullable Object> arguments, Duration limit) {
    return of(taken, arguments, Kept.NONE, limit, null);
  }

  /// Makes a call ready for one agent, whose channels may be among its values.
  ///
  /// @param arguments after what the lambda captured
  /// @param limit how long it may take over there; zero: no limit
  /// @throws IllegalArgumentException if it cannot travel; the message says what and why
  public static Prepared of(
      Taken taken, List<? extends @Nullable Object> arguments, Duration limit, AgentLink link) {
    return of(taken, arguments, Kept.NONE, limit, link);
  }

  /// Makes a call ready whose first argument is an object that the agent keeps.
  ///
  /// @param arguments after that object
  /// @param limit how long it may take over there; zero: no limit
  /// @throws IllegalArgumentException if it cannot travel; the message says what and why
  public static Prepared of(
      Taken taken,
      Kept receiver,
      List<? extends @Nullable Object> arguments,
      Duration limit,
      AgentLink link) {
    return of(taken, arguments, receiver, limit, link);
  }

  private static Prepared of(
      Taken taken,
      List<? extends @Nullable Object> arguments,
      Kept receiver,
      Duration limit,
      @Nullable AgentLink link) {
    List<@Nullable Object> values = new ArrayList<>(taken.captured());
    values.addAll(arguments);
    ValueWriter writer = ValueCodec.of(Types.of()).with(new Trial(link)).writer();
    int captured = taken.captured().size();
    for (int i = 0; i < values.size(); i++) {
      try {
        writer.write(values.get(i));
      } catch (ValueException e) {
        throw new IllegalArgumentException(refusal(taken, i, captured, e), e);
      }
    }
    Closure closure = Closure.of(taken.target()).and(writer.named());
    return new Prepared(taken, values, receiver, limit, closure);
  }

  private static String refusal(Taken taken, int place, int captured, ValueException why) {
    String problem = String.valueOf(why.getMessage());
    return place < captured
        ? "call of " + taken.target() + ": " + problem + "; " + taken.advice(place)
        : "call of " + taken.target() + ": argument " + (place - captured + 1) + ": " + problem;
  }

  /// Returns the classes that it needs.
  public Closure closure() {
    return closure;
  }

  /// Returns the records and enums that may come back.
  Types types() {
    return types;
  }

  /// Returns how long it may take over there; zero: no limit.
  Duration limit() {
    return limit;
  }

  /// Returns the header of its channel.
  ///
  /// @param space where it runs
  /// @param refs how channels among its values travel
  ByteBuffer header(int space, ChannelTable refs) {
    byte[] known = bytes.get(space);
    if (known == null) {
      boolean[] used = new boolean[1];
      known = encoded(space, new Watched(refs.of(this), used));
      if (!used[0]) { // a channel is of one connection only
        bytes.put(space, known);
      }
    }
    return ByteBuffer.wrap(known);
  }

  @SuppressWarnings("NullAway") // the values of a call may be null
  private byte[] encoded(int space, ChannelRefs refs) {
    Target target = taken.target();
    Call.Target named =
        new Call.Target(
            target.typeName(), target.method(), target.descriptor(), kind(target.kind()));
    Call call =
        new Call(
            Integer.toString(space),
            named,
            receiver.number(),
            receiver.number() == 0 ? 0 : taken.captured().size(),
            limit.toMillis(),
            values);
    try {
      return call.encode(ValueCodec.of(Types.of()).with(refs));
    } catch (ValueException e) {
      throw new IllegalArgumentException(
          "call of " + target + ": a value was changed while it was sent: " + e.getMessage(), e);
    }
  }

  private static Call.Kind kind(Target.Kind kind) {
    return switch (kind) {
      case STATIC -> Call.Kind.STATIC;
      case VIRTUAL -> Call.Kind.VIRTUAL;
      case INTERFACE -> Call.Kind.INTERFACE;
      case SPECIAL -> Call.Kind.SPECIAL;
      case CONSTRUCTOR -> Call.Kind.CONSTRUCTOR;
    };
  }

  @Override
  public String toString() {
    return taken.target().toString();
  }

  /// Says which channels may be sent, and nothing of their ids: they may not be open yet.
  ///
  /// @param link where all is sent; null if it may go to several
  private record Trial(@Nullable AgentLink link) implements ChannelRefs {
    @Override
    public int idOf(Object value) throws ValueException {
      ChannelLink channel = ChannelTable.heldBy(value);
      if (channel == null) {
        return 0;
      }
      if (link == null || !channel.isOf(link)) {
        String advice = link == null ? "; call through its gateway, not a group" : "";
        throw new ValueException(
            "a channel of " + channel.address() + " can be sent to no other target" + advice);
      }
      if (channel.isClosed()) {
        throw new ValueException("a channel that is closed cannot be sent");
      }
      return 1;
    }

    @Override
    public Object channel(int id) throws ValueException {
      throw new ValueException("nothing is read");
    }
  }

  /// Notes whether a channel was met.
  @SuppressWarnings("ArrayRecordComponent") // one place for an answer
  private record Watched(ChannelRefs refs, boolean[] used) implements ChannelRefs {
    @Override
    public int idOf(Object value) throws ValueException {
      int id = refs.idOf(value);
      used[0] |= id != 0;
      return id;
    }

    @Override
    public Object channel(int id) throws ValueException {
      return refs.channel(id);
    }
  }
}
