package dev.muster.session;

import dev.muster.ssh.Destination;
import dev.muster.ssh.SshClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The hosts on the way to others, each with the way to itself. They stay connected until the
/// engine is closed. Safe for use by many threads.
final class Jumps {

  private final SshClient client;
  private final Doubts doubts;

  /// By the whole way up to and with the host; guarded by this.
  private final Map<List<Destination>, Jump> byWay = new HashMap<>();

  Jumps(SshClient client, Doubts doubts) {
    this.client = client;
    this.doubts = doubts;
  }

  /// Returns the last host of `way`; null if there is none.
  synchronized @Nullable Jump last(List<Destination> way) {
    if (way.isEmpty()) {
      return null;
    }
    Jump known = byWay.get(way);
    if (known == null) {
      known = new Jump(client, way.getLast(), last(way.subList(0, way.size() - 1)), doubts);
      byWay.put(List.copyOf(way), known);
    }
    return known;
  }
}
