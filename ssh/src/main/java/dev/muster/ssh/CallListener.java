package dev.muster.ssh;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Says who may call in, and hears what becomes of the connections of those that do.
///
/// Called on an event loop: it must not block.
public interface CallListener extends ConnectionListener {

  /// Says whom a caller has to prove to be: its key is checked as that of the destination's host
  /// and port, and the user is logged in there on the destination's terms. Nothing connects to that
  /// host, so its name may be any; its route counts for nothing.
  ///
  /// @param from where the call comes from, which proves nothing
  /// @return empty to hang up
  Optional<Destination> called(InetSocketAddress from);
}
