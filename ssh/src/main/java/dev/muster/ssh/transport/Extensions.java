package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;

/// Reads `SSH_MSG_EXT_INFO` (RFC 8308 section 2.3).
final class Extensions {

  private static final int MAX = 64;

  private Extensions() {}

  /// Reads the message after its number, and tells `upper` what is known of it.
  static void read(SshReader payload, Transport.Upper upper) throws ProtocolException {
    int count = payload.readInt();
    if (count < 0 || count > MAX) {
      throw new ProtocolException(Integer.toUnsignedLong(count) + " extensions");
    }
    for (int i = 0; i < count; i++) {
      String name = payload.readName();
      if (name.equals("server-sig-algs")) {
        upper.serverSignatureAlgorithms(payload.readNames());
      } else {
        payload.skip(payload.readLength());
      }
    }
  }
}
