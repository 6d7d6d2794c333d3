package dev.muster.wire.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Records and enums that tests send.
public final class Sample {

  private Sample() {}

  /// With a compact constructor that refuses.
  public record Port(int number) {
    public Port {
      if (number < 1 || number > 65535) {
        throw new IllegalArgumentException("port " + number + " is not 1 to 65535");
      }
    }
  }

  record Server(String name, Port port, @Nullable List<String> labels, Level level) {}

  private record Hidden(long a, double b, char c) {}

  record Fleet(
      List<Server> servers, Map<String, Port> ports, Set<Level> levels, Optional<Port> main) {}

  record Pair<A extends @Nullable Object, B>(A first, B second) {}

  record Holder(Pair<String, List<Integer>> pair) {}

  enum Level {
    LOW,
    HIGH {
      @Override
      int value() {
        return 2;
      }
    };

    int value() {
      return 1;
    }
  }

  /// Returns a constant of an enum.
  public static Object level() {
    return Level.HIGH;
  }

  static Object hidden() {
    return new Hidden(1, 2.5, 'x');
  }

  static Types types() {
    return Types.of(
        Port.class, Server.class, Hidden.class, Fleet.class, Pair.class, Holder.class, Level.class);
  }

  static Fleet fleet() {
    Server one = new Server("web1", new Port(22), List.of("a", "b"), Level.HIGH);
    Server two = new Server("web2", new Port(2222), null, Level.LOW);
    return new Fleet(
        List.of(one, two),
        Map.of("ssh", new Port(22)),
        Set.of(Level.HIGH),
        Optional.of(new Port(80)));
  }
}
