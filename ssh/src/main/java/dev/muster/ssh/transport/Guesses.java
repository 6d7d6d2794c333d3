package dev.muster.ssh.transport;

import dev.muster.ssh.kex.KexMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether to send the first key exchange packet before the server was heard (RFC 4253 section 7),
/// learned from the servers met so far.
///
/// A guess that holds saves a round trip; one that fails costs a share made in vain and no more. It
/// holds only for the method that both sides put first. So a cheap share is guessed until a server
/// prefers otherwise, a dear one only after a server has been seen to prefer it.
///
/// Servers that lack what we prefer and put first what would be agreed on anyway could never be
/// guessed. After such a server, its method is put first for the next. A server that turns out to
/// have a better one is not taken at that: the connection is made again in our own order, before
/// anything was said on it ([Ending.StartOver]), and the order is not touched any more. So nothing
/// that a server does makes another connection weaker.
///
/// Shared by all connections of an engine; safe for many threads.
public final class Guesses {

  /// What the next server is thought to do.
  ///
  /// @param first the method that it puts first and that is agreed on then; null if not known
  /// @param failed whether no guess would have held with the server met last
  private record Expected(@Nullable String first, boolean failed) {}

  /// An order made for servers that put `first` first.
  private record Order(List<String> preferred, String first, List<String> reordered) {}

  private volatile Expected expected = new Expected(null, false);
  private volatile @Nullable Order order;
  private volatile boolean keepsOrder;

  /// Returns `preferred`, or the same methods with the one first that the next server is thought to
  /// put first.
  List<String> ordered(List<String> preferred) {
    String first = expected.first;
    if (first == null || keepsOrder || first.equals(preferred.getFirst())) {
      return preferred;
    }
    Order known = order;
    if (known == null || !known.first.equals(first) || !known.preferred.equals(preferred)) {
      known = new Order(preferred, first, reordered(preferred, first));
      order = known;
    }
    return known.reordered;
  }

  private static List<String> reordered(List<String> preferred, String first) {
    List<String> others = new ArrayList<>(preferred);
    if (others.remove(first)) {
      others.addFirst(first);
    }
    return List.copyOf(others);
  }

  /// Returns whether to guess `method`, which is put first under the name `name`.
  boolean isWorthwhile(String name, KexMethod method) {
    Expected next = expected;
    return next.first == null ? !next.failed && method.isCheap() : next.first.equals(name);
  }

  /// Learns from the server just met.
  ///
  /// @param preferred our methods in our own order
  /// @param theirs those of the server in its order
  /// @param hostKeyHolds whether both sides put the same host key algorithm first, without which no
  ///   guess holds
  void learn(List<String> preferred, List<String> theirs, boolean hostKeyHolds) {
    String first = theirs.getFirst();
    boolean holds = hostKeyHolds && first.equals(agreed(preferred, theirs));
    Expected before = expected;
    if (before.failed == holds || (holds && !first.equals(before.first))) {
      expected = new Expected(holds ? first : null, !holds);
    }
  }

  /// Leaves the order alone from now on.
  void keepOrder() {
    keepsOrder = true;
  }

  /// Returns which method the two come to, or null if none.
  static @Nullable String agreed(List<String> preferred, List<String> theirs) {
    for (String name : preferred) {
      if (theirs.contains(name)) {
        return name;
      }
    }
    return null;
  }
}
