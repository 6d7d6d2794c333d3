package dev.muster.tools;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// The network as a host sees it: `web.call(Network::resolve, "db1")`. Changes nothing.
public final class Network {

  /// An address that is nobody's (RFC 5737), beyond every gateway.
  private static final String OUTSIDE = "203.0.113.1";

  private static final Path PROC = Path.of("/proc/net");
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Network() {}

  /// Returns the addresses that the host finds for a name, in its order of preference; none if
  /// there is no such name. This takes as long as the host's resolver does.
  public static List<String> resolve(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name is empty; say which host");
    }
    try {
      return Arrays.stream(InetAddress.getAllByName(name))
          .map(InetAddress::getHostAddress)
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /// Returns the address that the host has towards others: that of its way to the outside, IPv4 if
  /// there is one; without such a way, its first address that is no loopback; without that, a
  /// loopback. Nothing is sent to find out.
  public static String address() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(OUTSIDE, 9));
      return socket.getLocalAddress().getHostAddress();
    } catch (SocketException noWay) {
      return ownAddress();
    }
  }

  static String ownAddress() throws IOException {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (each.isUp() && !address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          return address.getHostAddress().replaceFirst("%.*", "");
        }
      }
    }
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  /// Returns whether something on another host, or this one, takes TCP connections.
  ///
  /// @param limit how long each of its addresses may take
  /// @throws InterruptedException if the call is cancelled
  public static boolean reaches(String host, int port, Duration limit)
      throws IOException, InterruptedException {
    for (String address : resolve(host)) {
      if (connects(new InetSocketAddress(address, port), limit)) {
        return true;
      }
    }
    return false;
  }

  /// Waits until something takes TCP connections.
  ///
  /// @param limit how long at most
  /// @return whether it came to that
  /// @throws InterruptedException if the call is cancelled
  public static boolean awaitPort(String host, int port, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      if (reaches(host, port, left)) {
        return true;
      }
      long pause = Math.min(PAUSE.toNanos(), end - System.nanoTime());
      if (pause <= 0) {
        return false;
      }
      Thread.sleep(Duration.ofNanos(pause).toMillis() + 1);
    }
  }

  private static boolean connects(InetSocketAddress address, Duration limit)
      throws IOException, InterruptedException {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      if (channel.connect(address)) {
        return true;
      }
      channel.register(selector, SelectionKey.OP_CONNECT);
      int ready = selector.select(Math.max(1, limit.toMillis()));
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while " + address + " was tried");
      }
      return ready > 0 && channel.finishConnect();
    } catch (SocketException refused) {
      return false;
    }
  }

  /// Returns where the host takes TCP connections and UDP packets, in the order of ports. Linux
  /// only.
  public static List<ListeningSocket> listening() throws IOException {
    return listening(PROC);
  }

  static List<ListeningSocket> listening(Path proc) throws IOException {
    List<ListeningSocket> found = new ArrayList<>();
    for (String file : List.of("tcp", "tcp6", "udp", "udp6")) {
      String protocol = file.substring(0, 3);
      for (String line : SystemText.lines(proc.resolve(file))) {
        ListeningSocket.parse(protocol, line).ifPresent(found::add);
      }
    }
    if (found.isEmpty() && SystemText.lines(proc.resolve("tcp")).isEmpty()) {
      throw new IOException(proc + " tells nothing of sockets; this needs Linux");
    }
    found.sort(Comparator.comparingInt(ListeningSocket::port));
    return found;
  }
}
