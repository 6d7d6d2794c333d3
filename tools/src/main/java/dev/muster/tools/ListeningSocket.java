package dev.muster.tools;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// A place where a host takes connections.
///
/// @param protocol `tcp` or `udp`
/// @param address the address, `0.0.0.0` or `0:0:0:0:0:0:0:0` for all of them
/// @param port the port
/// @param uid the number of the user whose it is
public record ListeningSocket(String protocol, String address, int port, long uid) {

  private static final String TCP_LISTENS = "0A";
  private static final String UDP_UNCONNECTED = "07";

  /// Reads a line of `/proc/net/tcp`, `tcp6`, `udp` or `udp6`; nothing if nobody listens there.
  static Optional<ListeningSocket> parse(String protocol, String line) {
    List<String> fields = SystemText.fields(line);
    String wanted = protocol.equals("tcp") ? TCP_LISTENS : UDP_UNCONNECTED;
    if (fields.size() < 8
        || !fields.get(1).matches("([0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}")
        || !fields.get(3).equals(wanted)) {
      return Optional.empty();
    }
    String[] parts = fields.get(1).split(":", -1);
    return Optional.of(
        new ListeningSocket(
            protocol,
            HexAddress.text(parts[0], ByteOrder.nativeOrder()),
            Integer.parseInt(parts[1], 16),
            SystemText.number(fields.get(7))));
  }
}
