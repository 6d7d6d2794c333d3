package dev.muster.fleet;

import dev.muster.ssh.key.SshPrivateKey;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/// What a fleet is made of.
///
/// @param port where it listens; 0: any that is free
/// @param loops how many event loops serve it, at least 1
/// @param hostKeys the keys of all hosts that have none of their own; none: an ed25519 key is made
/// @param authorized whose keys log in
/// @param behaviours how the host of an address behaves; called on an event loop for each
///   connection, so it must not block
public record FleetOptions(
    int port,
    int loops,
    List<SshPrivateKey> hostKeys,
    Authorized authorized,
    Function<InetAddress, Behaviour> behaviours) {

  public FleetOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
    }
    if (loops < 1) {
      throw new IllegalArgumentException("a fleet has at least one event loop, not " + loops);
    }
    hostKeys = List.copyOf(hostKeys);
  }

  /// Returns a fleet on any port, with one loop and a key of its own, that lets everybody in and
  /// whose hosts all behave like that.
  public static FleetOptions of(Behaviour behaviour) {
    return new FleetOptions(0, 1, List.of(), new Authorized.Anyone(), _ -> behaviour);
  }

  /// Returns this one on that port.
  public FleetOptions withPort(int number) {
    return new FleetOptions(number, loops, hostKeys, authorized, behaviours);
  }

  /// Returns this one with so many event loops.
  public FleetOptions withLoops(int count) {
    return new FleetOptions(port, count, hostKeys, authorized, behaviours);
  }

  /// Returns this one with those host keys.
  public FleetOptions withHostKeys(List<SshPrivateKey> keys) {
    return new FleetOptions(port, loops, keys, authorized, behaviours);
  }

  /// Returns this one letting those in.
  public FleetOptions authorizing(Authorized who) {
    return new FleetOptions(port, loops, hostKeys, who, behaviours);
  }

  /// Returns this one with a behaviour for each address.
  public FleetOptions behaving(Function<InetAddress, Behaviour> byAddress) {
    return new FleetOptions(port, loops, hostKeys, authorized, byAddress);
  }
}
