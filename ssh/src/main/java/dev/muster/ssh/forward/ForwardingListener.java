package dev.muster.ssh.forward;

/// Hears what becomes of one forwarding. Called on the connection's event loop: it must not block.
public interface ForwardingListener {

  /// Connections are taken from now on. At most once.
  default void opened(Forwarding forwarding) {}

  /// One connection came to nothing: its target refused, or there were too many at once.
  ///
  /// @param why in a few words, made safe to show
  default void refused(Forwarding forwarding, String why) {}

  /// It is over; the last call, exactly once.
  void ended(Forwarding forwarding, ForwardingEnd how);
}
