package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// Cuts what comes from a peer into packets, and checks and decrypts them (RFC 4253 section 6).
///
/// Does no I/O and holds no buffer: bytes that do not make a packet yet stay with the caller. One
/// thread at a time.
public final class PacketReader {

  /// The largest packet taken, in bytes of the length field: RFC 4253 section 6.1 asks for 35,000;
  /// nothing that we invite is larger. A larger claim is refused before anything is allocated or
  /// waited for.
  public static final int MAX_LENGTH = 48 << 10;

  /// The most bytes of one packet that a caller ever has to keep: length field, packet and tag.
  public static final int MAX_BYTES = 4 + MAX_LENGTH + 64;

  private static final int UNKNOWN = -1;

  /// What stands for a wrong length that nobody may be told of: the largest whose packet is of
  /// whole blocks.
  private static final int HIDDEN = MAX_LENGTH - 4;

  private PacketOpener opener = PlainPackets.INSTANCE;
  private int sequence;
  private int length = UNKNOWN;
  private long bytes;
  private @Nullable ProtocolException forged;

  /// Opens the next packet of `in` if all of it is there.
  ///
  /// @param payload set to the packet's payload, which is valid until the next step of the loop
  /// @return whether there was a whole packet; if not, nothing was consumed
  /// @throws ProtocolException if the packet is too large, wrongly padded or not authentic
  public boolean next(ByteBuffer in, SshReader payload, Scratch scratch) throws ProtocolException {
    if (length == UNKNOWN) {
      if (in.remaining() < opener.headBytes()) {
        return false;
      }
      length = limited(opener.length(sequence, in));
    }
    int total = 4 + length + opener.tagBytes();
    if (in.remaining() < total) {
      return false;
    }
    if (forged != null) {
      throw forged;
    }
    byte[] opened = scratch.opened(length);
    if (!opens(in, opened, scratch)) {
      return next(in, payload, scratch);
    }
    int padding = opened[0] & 0xff;
    if (padding < 4 || padding > length - 2) {
      throw new ProtocolException(
          "packet of " + length + " bytes claims " + padding + " of padding");
    }
    payload.reset(opened, 1, length - 1 - padding);
    opener.expand(payload, scratch);
    sequence++;
    bytes += total;
    length = UNKNOWN;
    return true;
  }

  /// Authenticates and decrypts a packet. One that is not authentic ends the connection at once,
  /// or, where nobody may be told of its length, after as many bytes as one whose length is wrong:
  /// whoever sends them one by one would count them.
  private boolean opens(ByteBuffer in, byte[] opened, Scratch scratch) throws ProtocolException {
    int start = in.position();
    try {
      opener.open(sequence, length, in, opened, scratch);
      return true;
    } catch (ProtocolException e) {
      if (!opener.hidesLengths() || length == HIDDEN) {
        throw e;
      }
      in.position(start);
      length = HIDDEN;
      forged = e;
      return false;
    }
  }

  /// Returns the number of the packet that was opened last, as `SSH_MSG_UNIMPLEMENTED` names it.
  public int lastSequence() {
    return sequence - 1;
  }

  /// Returns how many bytes of packets were opened under the present keys.
  public long bytes() {
    return bytes;
  }

  /// Takes new keys into use; what the old ones held is forgotten.
  ///
  /// @param restart whether packets are numbered from 0 again, as strict key exchange has it
  ///   (OpenSSH's `PROTOCOL` section 1.9). Without it an attacker may delete packets from the start
  ///   of the encrypted stream by inserting others before it (the Terrapin attack)
  public void use(CipherSuite suite, String mac, Keys keys, boolean restart, Crypto crypto)
      throws GeneralSecurityException {
    opener.destroy();
    opener = suite.opener(mac, keys, crypto);
    bytes = 0;
    if (restart) {
      sequence = 0;
    }
  }

  /// Decompresses from the next packet on, with a new stream, until new keys come.
  public void inflate() {
    opener = new Inflating(opener);
  }

  /// Frees what lives outside the heap; nothing more can be opened.
  public void end() {
    opener.end();
  }

  private int limited(int claimed) throws ProtocolException {
    if (opener.hidesLengths()) {
      boolean good = claimed >= 8 && claimed <= HIDDEN && (4 + claimed) % opener.blockBytes() == 0;
      return good ? claimed : HIDDEN;
    }
    if (claimed < 8 || claimed > MAX_LENGTH) {
      throw new ProtocolException(
          "packet of %d bytes; 8 to %d are allowed"
              .formatted(Integer.toUnsignedLong(claimed), MAX_LENGTH));
    }
    int padded = opener.padsLength() ? 4 + claimed : claimed;
    if (padded % opener.blockBytes() != 0) {
      throw new ProtocolException(
          "packet of " + claimed + " bytes is no multiple of " + opener.blockBytes());
    }
    return claimed;
  }
}
