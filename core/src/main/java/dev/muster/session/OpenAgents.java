package dev.muster.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The groups of one [Sessions] that have agents: ended with it, or else when the JVM exits, by a
/// call of `System.exit`, a signal, or the end of the last thread.
///
/// A JVM that is killed ends its agents by that: their connections end. Safe for use by many
/// threads.
final class OpenAgents {

  private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
  private static final Duration EXIT_GRACE = Duration.ofSeconds(1);

  private final Set<GroupGateways> groups = ConcurrentHashMap.newKeySet();

  /// Guarded by this; null before the first agent and after [#close].
  private @Nullable Thread hook;

  /// Takes note of a group that has an agent now.
  void add(GroupGateways group) {
    groups.add(group);
    synchronized (this) {
      if (hook == null) {
        hook = new Thread(() -> end(EXIT_GRACE), "muster exit");
        try {
          Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
          // The JVM is exiting: the agent ends by the end of its connection.
        }
      }
    }
  }

  /// Forgets a group whose agents have ended.
  void remove(GroupGateways group) {
    groups.remove(group);
  }

  /// Ends all groups at once; bounded by twice the time of grace and a second.
  void close() {
    end(CLOSE_GRACE);
    synchronized (this) {
      if (hook != null) {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          // The JVM is exiting, and finds nothing to end.
        }
        hook = null;
      }
    }
  }

  /// An interrupt kills what is left.
  private void end(Duration grace) {
    GroupGateways.closeAll(List.copyOf(groups), grace);
  }
}
