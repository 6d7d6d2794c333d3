package dev.muster.ssh.auth;

import dev.muster.ssh.key.Identity;
import java.util.List;

/// What this machine speaks for its users with (RFC 4252 section 9). Immutable.
///
/// @param keys the machine's host keys and their certificates; those of one algorithm are tried in
///   this order
/// @param algorithms what may be signed with, the preferred one first
///   (`HostbasedAcceptedAlgorithms`)
/// @param user who the user is on this machine
/// @param names finds out what the machine is called
/// @param obstacle why it cannot be tried, in a few words; empty if it can
public record Hostbased(
    List<Identity> keys, List<String> algorithms, String user, Names names, String obstacle) {

  /// Finds out what this machine is called. It may block.
  @FunctionalInterface
  public interface Names {

    /// Returns the machine's name, without a dot at its end.
    ///
    /// @param address the address that a connection comes from; empty if that is not known here
    String of(String address) throws InterruptedException;
  }

  public Hostbased {
    keys = List.copyOf(keys);
    algorithms = List.copyOf(algorithms);
    if (keys.isEmpty() && obstacle.isEmpty()) {
      throw new IllegalArgumentException("a machine needs a host key to speak for its users");
    }
  }

  /// Returns a machine of that name, with its host keys in memory, say, and all their algorithms.
  public static Hostbased of(List<Identity> keys, String user, String machine) {
    List<String> algorithms =
        keys.stream().flatMap(key -> key.algorithms().stream()).distinct().toList();
    return new Hostbased(keys, algorithms, user, address -> machine, "");
  }

  /// Returns a machine that cannot speak for its users.
  public static Hostbased impossible(String why) {
    return new Hostbased(List.of(), List.of(), "", address -> "", why);
  }
}
