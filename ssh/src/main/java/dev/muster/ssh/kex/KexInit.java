package dev.muster.ssh.kex;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.util.List;

/// One side's proposal, `SSH_MSG_KEXINIT` (RFC 4253 section 7.1), without its cookie.
///
/// Languages are never offered and what a peer says of them is ignored.
///
/// @param guessFollows whether the next packet is a key exchange packet for the first method of the
///   list, sent unasked
public record KexInit(
    List<String> keyExchanges,
    List<String> hostKeys,
    Ways ciphers,
    Ways macs,
    Ways compressions,
    boolean guessFollows) {

  /// The message's number.
  public static final int MESSAGE = 20;

  private static final int COOKIE = 16;

  /// A list for each direction.
  public record Ways(List<String> toServer, List<String> toClient) {

    public Ways {
      toServer = List.copyOf(toServer);
      toClient = List.copyOf(toClient);
    }

    /// Returns the same list both ways.
    public static Ways both(List<String> names) {
      return new Ways(names, names);
    }
  }

  public KexInit {
    keyExchanges = List.copyOf(keyExchanges);
    hostKeys = List.copyOf(hostKeys);
  }

  /// Returns this with other key exchange methods.
  public KexInit withKeyExchanges(List<String> names) {
    return new KexInit(names, hostKeys, ciphers, macs, compressions, guessFollows);
  }

  /// Reads a proposal from a payload whose message number was read already.
  public static KexInit parse(SshReader in) throws ProtocolException {
    in.skip(COOKIE);
    List<String> keyExchanges = in.readNames();
    List<String> hostKeys = in.readNames();
    Ways ciphers = new Ways(in.readNames(), in.readNames());
    Ways macs = new Ways(in.readNames(), in.readNames());
    Ways compressions = new Ways(in.readNames(), in.readNames());
    in.skip(in.readLength());
    in.skip(in.readLength());
    boolean guessFollows = in.readBoolean();
    in.readInt();
    return new KexInit(keyExchanges, hostKeys, ciphers, macs, compressions, guessFollows);
  }

  /// Writes the message with the cookie given, 16 random bytes.
  public byte[] payload(byte[] cookie) {
    return new SshWriter(1 << 10)
        .putByte(MESSAGE)
        .putBytes(cookie, 0, COOKIE)
        .putNames(keyExchanges)
        .putNames(hostKeys)
        .putNames(ciphers.toServer())
        .putNames(ciphers.toClient())
        .putNames(macs.toServer())
        .putNames(macs.toClient())
        .putNames(compressions.toServer())
        .putNames(compressions.toClient())
        .putInt(0)
        .putInt(0)
        .putBoolean(guessFollows)
        .putInt(0)
        .toBytes();
  }
}
