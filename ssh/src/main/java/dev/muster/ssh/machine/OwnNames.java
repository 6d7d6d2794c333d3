package dev.muster.ssh.machine;

import dev.muster.ssh.auth.Hostbased;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The names of this machine's addresses, as others would look them up. Blocks at the first
/// question for each. Safe for use by many threads.
final class OwnNames implements Hostbased.Names {

  private final String hostName;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /// @param hostName the name of the machine itself, for an address that has none
  OwnNames(String hostName) {
    this.hostName = hostName;
  }

  @Override
  public String of(String address) {
    if (address.isEmpty()) {
      return hostName;
    }
    String name = known.get(address);
    if (name == null) {
      name = lookUp(address);
      known.put(address, name);
    }
    return name;
  }

  /// A name that does not lead back to the address is not taken: Java returns the address then.
  private String lookUp(String address) {
    InetAddress own = InetAddress.ofLiteral(address);
    String name = own.getCanonicalHostName();
    return name.equals(own.getHostAddress()) ? hostName : name;
  }
}
