package dev.muster.tools;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Addresses as Linux writes them under `/proc/net`: words of 32 bits as numbers of the machine,
/// whose bytes stand in memory as they go over the network.
final class HexAddress {

  private HexAddress() {}

  /// Returns the address in its usual form.
  ///
  /// @param hex 8 or 32 hexadecimal digits
  static String text(String hex, ByteOrder machine) {
    ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(machine);
    while (words.hasRemaining()) {
      bytes.putInt(words.getInt());
    }
    try {
      return InetAddress.getByAddress(bytes.array()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + hex + "\" is no address", e);
    }
  }
}
