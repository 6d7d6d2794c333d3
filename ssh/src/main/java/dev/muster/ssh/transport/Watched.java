package dev.muster.ssh.transport;

import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.packet.PacketReader;
import dev.muster.ssh.packet.PacketWriter;
import org.jspecify.annotations.Nullable;

/// Who sees the packets of a connection, if anybody does: nothing is made of a packet that nobody
/// looks at.
record Watched(@Nullable PacketWatch by) {

  static final Watched BY_NOBODY = new Watched(null);

  void identified(String text) {
    if (by != null) {
      by.identified(text);
    }
  }

  void agreed(Agreement agreement) {
    if (by != null) {
      by.agreed(agreement);
    }
  }

  /// A packet was opened, which `bytes` on the wire hold; `payload` is left as it is.
  void received(PacketReader reader, int bytes, SshReader payload) {
    if (by != null) {
      by.packet(false, reader.lastSequence(), bytes, payload.fork());
    }
  }

  /// A packet was sealed.
  void sent(PacketWriter writer, int bytes, byte[] message, int length) {
    if (by != null) {
      by.packet(true, writer.lastSequence(), bytes, new SshReader(message, 0, length));
    }
  }

  void ended(String why) {
    if (by != null) {
      by.ended(why);
    }
  }
}
