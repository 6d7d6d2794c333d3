package dev.muster.ssh;

import dev.muster.ssh.TcpOptions.Family;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.List;

/// In which order a name's addresses are tried, and from which of ours.
final class AddressOrder {

  /// A name with more addresses would have us open any number of sockets.
  static final int MOST = 16;

  private AddressOrder() {}

  /// Returns the addresses of the family that is wanted, each once, the families in turn (RFC 8305
  /// section 4): the first of each, the second of each, and so on, in the order of the resolver,
  /// which puts first what is thought to be the better way.
  static List<InetAddress> of(List<InetAddress> found, Family wanted) {
    if (found.size() == 1) {
      return wanted.has(found.getFirst()) ? found : List.of();
    }
    List<InetAddress> first = new ArrayList<>(found.size());
    List<InetAddress> second = new ArrayList<>(found.size());
    for (InetAddress address : found) {
      boolean isFirst = first.isEmpty() || isFour(address) == isFour(first.getFirst());
      List<InetAddress> family = isFirst ? first : second;
      if (wanted.has(address) && !family.contains(address)) {
        family.add(address);
      }
    }
    List<InetAddress> all = new ArrayList<>(found.size());
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      if (i < first.size()) {
        all.add(first.get(i));
      }
      if (i < second.size()) {
        all.add(second.get(i));
      }
    }
    return List.copyOf(all.subList(0, Math.min(all.size(), MOST)));
  }

  /// Returns the first of `ours` from which `address` can be connected to.
  ///
  /// @throws NoRouteToHostException if there is none
  static InetAddress ofItsFamily(List<InetAddress> ours, InetAddress address)
      throws NoRouteToHostException {
    for (InetAddress each : ours) {
      if (isFour(each) == isFour(address)) {
        return each;
      }
    }
    throw new NoRouteToHostException(
        "none of our addresses to connect from is " + (isFour(address) ? "IPv4" : "IPv6"));
  }

  private static boolean isFour(InetAddress address) {
    return address instanceof Inet4Address;
  }
}
