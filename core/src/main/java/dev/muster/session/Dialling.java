package dev.muster.session;

import dev.muster.model.Network;
import dev.muster.model.Network.Family;
import dev.muster.model.Network.Service;
import dev.muster.model.Network.Tcp;
import dev.muster.model.SshSettings.Waits;
import dev.muster.ssh.config.HostSettings;
import dev.muster.ssh.config.Keyword;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What the configuration says of how a host is connected to; the rest as in `base`.
final class Dialling {

  /// Takes note that a host cannot be connected to as the configuration says.
  interface Refusal {
    void refuse(Keyword keyword, String why);
  }

  private final HostSettings said;
  private final Network base;
  private final Refusal refusal;

  private Dialling(HostSettings said, Network base, Refusal refusal) {
    this.said = said;
    this.base = base;
    this.refusal = refusal;
  }

  /// @param connectTimeout zero: as the configuration says
  static Network of(HostSettings said, Network base, Duration connectTimeout, Refusal refusal) {
    Dialling dialling = new Dialling(said, base, refusal);
    Waits waits = dialling.waits(connectTimeout);
    return new Network(waits, dialling.tcp(waits), base.proxy());
  }

  private Waits waits(Duration connectTimeout) {
    Waits waits = base.waits();
    long connect = said.number(Keyword.CONNECT_TIMEOUT);
    Duration most = connect > 0 ? Duration.ofSeconds(connect) : waits.connect();
    Duration keepAlive =
        said.isSet(Keyword.SERVER_ALIVE_INTERVAL)
            ? Duration.ofSeconds(said.number(Keyword.SERVER_ALIVE_INTERVAL))
            : waits.keepAlive();
    int questions =
        said.isSet(Keyword.SERVER_ALIVE_COUNT_MAX)
            ? number(Keyword.SERVER_ALIVE_COUNT_MAX)
            : waits.questions();
    return new Waits(
        connectTimeout.isZero() ? most : connectTimeout, waits.login(), keepAlive, questions);
  }

  /// Signs of life by the system, which take hours, are asked for where they are wanted, and where
  /// there are none by SSH: OpenSSH wants them if nothing is said.
  private Tcp tcp(Waits waits) {
    Tcp tcp = base.tcp();
    boolean keepAlive =
        said.isSet(Keyword.TCP_KEEP_ALIVE)
            ? said.flag(Keyword.TCP_KEEP_ALIVE)
            : tcp.keepAlive() || waits.keepAlive().isZero();
    int attempts =
        said.isSet(Keyword.CONNECTION_ATTEMPTS)
            ? number(Keyword.CONNECTION_ATTEMPTS)
            : tcp.attempts();
    return new Tcp(family(tcp.family()), from(tcp.from()), attempts, keepAlive, service(tcp));
  }

  private int number(Keyword keyword) {
    return (int) Math.min(Integer.MAX_VALUE, said.number(keyword));
  }

  private Family family(Family otherwise) {
    if (!said.isSet(Keyword.ADDRESS_FAMILY)) {
      return otherwise;
    }
    return switch (said.text(Keyword.ADDRESS_FAMILY).orElse("")) {
      case "inet" -> Family.IPV4;
      case "inet6" -> Family.IPV6;
      default -> Family.ANY;
    };
  }

  private Service service(Tcp tcp) {
    if (!said.isSet(Keyword.IP_QOS)) {
      return tcp.service();
    }
    List<Integer> classes = said.serviceClasses();
    return new Service(classes.getFirst(), classes.getLast());
  }

  /// An address counts for more than an interface, as with OpenSSH.
  private List<InetAddress> from(List<InetAddress> otherwise) {
    if (said.isSet(Keyword.BIND_ADDRESS)) {
      String address = said.text(Keyword.BIND_ADDRESS).orElse("");
      try {
        return List.of(InetAddress.getAllByName(address));
      } catch (UnknownHostException e) {
        refusal.refuse(Keyword.BIND_ADDRESS, "\"" + address + "\" is no address of ours");
      }
    } else if (said.isSet(Keyword.BIND_INTERFACE)) {
      String name = said.text(Keyword.BIND_INTERFACE).orElse("");
      List<InetAddress> addresses = ofInterface(name);
      if (!addresses.isEmpty()) {
        return addresses;
      }
      refusal.refuse(
          Keyword.BIND_INTERFACE, "no network interface \"" + name + "\" is up and has an address");
    }
    return otherwise;
  }

  /// Returns the addresses of an interface, those first that can be reached from elsewhere.
  private static List<InetAddress> ofInterface(String name) {
    try {
      NetworkInterface face = NetworkInterface.getByName(name);
      if (face == null || !face.isUp()) {
        return List.of();
      }
      List<InetAddress> far = new ArrayList<>();
      List<InetAddress> near = new ArrayList<>();
      for (InetAddress address : Collections.list(face.getInetAddresses())) {
        boolean isNear = address.isLoopbackAddress() || address.isLinkLocalAddress();
        (isNear ? near : far).add(address);
      }
      far.addAll(near);
      return far;
    } catch (SocketException e) {
      return List.of();
    }
  }
}
