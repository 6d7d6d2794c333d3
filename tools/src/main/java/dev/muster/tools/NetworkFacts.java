package dev.muster.tools;

import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A host's names and addresses. No name is looked up: that may take long.
///
/// @param hostName what it calls itself
/// @param interfaces its network interfaces, in the order of their names
/// @param gateway where IPv4 packets go that are for nobody near; none if there is no such way
/// @param nameServers whom it asks for names
/// @param searchDomains what it adds to short names
public record NetworkFacts(
    String hostName,
    List<Interface> interfaces,
    Optional<String> gateway,
    List<String> nameServers,
    List<String> searchDomains) {

  /// A network interface.
  ///
  /// @param mac its hardware address, such as `02:42:ac:11:00:02`; empty if it has none
  /// @param mtu the largest packet, in bytes
  /// @param addresses each with the length of its network's prefix, such as `10.0.0.7/24`
  public record Interface(
      String name, String mac, int mtu, boolean isUp, boolean isLoopback, List<String> addresses) {}

  /// Reads them now.
  public static NetworkFacts read() throws IOException {
    List<Interface> interfaces = new ArrayList<>();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      try {
        interfaces.add(of(each));
      } catch (SocketException vanished) {
        // It was there a moment ago.
      }
    }
    interfaces.sort(Comparator.comparing(Interface::name));
    return read(Path.of("/"), interfaces);
  }

  static NetworkFacts read(Path root, List<Interface> interfaces) {
    List<String> servers = new ArrayList<>();
    List<String> domains = new ArrayList<>();
    for (String line : SystemText.lines(root.resolve("etc/resolv.conf"))) {
      List<String> words = SystemText.fields(line);
      String first = words.isEmpty() ? "" : words.get(0);
      if (first.equals("nameserver") && words.size() > 1) {
        servers.add(words.get(1));
      } else if (first.equals("search") || first.equals("domain")) {
        domains = words.subList(1, words.size());
      }
    }
    String name = SystemText.read(root.resolve("proc/sys/kernel/hostname")).strip();
    return new NetworkFacts(
        name.isEmpty() ? SystemText.read(root.resolve("etc/hostname")).strip() : name,
        List.copyOf(interfaces),
        gateway(root),
        List.copyOf(servers),
        List.copyOf(domains));
  }

  private static Interface of(NetworkInterface found) throws SocketException {
    byte[] mac = found.getHardwareAddress();
    List<String> addresses = new ArrayList<>();
    for (InterfaceAddress each : found.getInterfaceAddresses()) {
      String address = each.getAddress().getHostAddress().replaceFirst("%.*", "");
      addresses.add(address + "/" + each.getNetworkPrefixLength());
    }
    return new Interface(
        found.getName(),
        mac == null ? "" : HexFormat.ofDelimiter(":").formatHex(mac),
        found.getMTU(),
        found.isUp(),
        found.isLoopback(),
        addresses);
  }

  /// The way to `0.0.0.0/0` with the lowest metric. Addresses stand there as one number in the byte
  /// order of the machine.
  private static Optional<String> gateway(Path root) {
    String best = "";
    long metric = Long.MAX_VALUE;
    for (String line : SystemText.lines(root.resolve("proc/net/route"))) {
      List<String> fields = SystemText.fields(line);
      boolean usable =
          fields.size() >= 8
              && fields.get(1).equals("00000000")
              && fields.get(7).equals("00000000")
              && fields.get(2).matches("[0-9A-F]{8}")
              && !fields.get(2).equals("00000000");
      if (usable && SystemText.number(fields.get(6)) < metric) {
        metric = SystemText.number(fields.get(6));
        best = fields.get(2);
      }
    }
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(HexAddress.text(best, ByteOrder.nativeOrder()));
  }
}
