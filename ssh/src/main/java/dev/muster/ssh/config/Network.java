package dev.muster.ssh.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An address and how many of its leading bits count. Immutable.
final class Network {

  private final byte[] address;
  private final int bits;
  private final boolean negated;

  private Network(byte[] address, int bits, boolean negated) {
    this.address = address;
    this.bits = bits;
    this.negated = negated;
  }

  /// Reads addresses `ADDRESS` or `ADDRESS/BITS` with commas between, each of which `!` turns
  /// round; null if one is none, or has bits that its mask leaves out.
  static @Nullable List<Network> parseAll(String list) {
    List<Network> networks = new ArrayList<>();
    for (String text : list.split(",", -1)) {
      Network network = parse(text);
      if (network == null) {
        return null;
      }
      networks.add(network);
    }
    return List.copyOf(networks);
  }

  private static @Nullable Network parse(String text) {
    boolean negated = text.startsWith("!");
    String network = negated ? text.substring(1) : text;
    int slash = network.indexOf('/');
    byte[] address = bytes(slash < 0 ? network : network.substring(0, slash));
    if (address == null) {
      return null;
    }
    long bits = slash < 0 ? address.length * 8L : Numbers.integer(network.substring(slash + 1));
    if (bits < 0 || bits > address.length * 8L) {
      return null;
    }
    for (int bit = (int) bits; bit < address.length * 8; bit++) {
      if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        return null;
      }
    }
    return new Network(address, (int) bits, negated);
  }

  private static byte @Nullable [] bytes(String address) {
    try {
      return address.indexOf(':') < 0
          ? Inet4Address.ofLiteral(address).getAddress()
          : Inet6Address.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      return null; // no address, which is the answer
    }
  }

  /// Whether one of ours is in the list.
  static boolean holdOne(List<Network> networks, List<InetAddress> ours) {
    for (InetAddress address : ours) {
      if (hold(networks, address.getAddress())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hold(List<Network> networks, byte[] address) {
    boolean found = false;
    for (Network network : networks) {
      if (network.holds(address)) {
        if (network.negated) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  private boolean holds(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
