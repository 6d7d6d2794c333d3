package dev.muster.ssh.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.key.CertificateMaker;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.transport.HostKeys;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists of revoked keys, in lines and in the binary form, with anything in them: the one named
/// exception, or a list that answers.
public final class RevokedKeysFuzz implements FuzzTarget {

  private static final OfferedKey PLAIN = new OfferedKey.Plain(HostKeys.ED25519.publicKey());
  private static final OfferedKey CERTIFIED =
      new OfferedKey.Certified(
          CertificateMaker.of(HostKeys.ECDSA, HostKeys.OTHER.publicKey()).serial(7).make());

  /// Makes one.
  public RevokedKeysFuzz() {}

  @Override
  public void take(byte[] input) {
    RevokedKeys revoked;
    try {
      revoked = RevokedKeys.parse("revoked", input);
    } catch (KnownHostsException e) {
      oneLine(e.getMessage());
      return;
    }
    oneLine(revoked.reason(PLAIN));
    oneLine(revoked.reason(CERTIFIED));
  }

  private static void oneLine(@Nullable String text) {
    if (text != null && (text.isBlank() || text.chars().anyMatch(Character::isISOControl))) {
      throw new AssertionError("a message with control characters: " + text);
    }
  }

  @Override
  public List<byte[]> seeds() {
    byte[] key = HostKeys.ED25519.publicKey().blob();
    byte[] authority = HostKeys.ECDSA.publicKey().blob();
    SshWriter serials = new SshWriter().putLong(7).putLong(9);
    SshWriter range = new SshWriter().putLong(5).putLong(1L << 40);
    SshWriter bits = new SshWriter().putLong(3).putBigInteger(BigInteger.valueOf(0x1234));
    SshWriter certificates =
        new SshWriter()
            .putString(authority)
            .putString("")
            .putByte(0x20)
            .putString(serials)
            .putByte(0x21)
            .putString(range)
            .putByte(0x22)
            .putString(bits)
            .putByte(0x23)
            .putString(new SshWriter().putString("test"));
    return List.of(
        list(2, new SshWriter().putString(key)),
        list(3, new SshWriter().putString(new byte[20])),
        list(5, new SshWriter().putString(new byte[32])),
        list(1, certificates),
        list(255, new SshWriter().putString("x").putBoolean(false).putString("")),
        (HostKeys.ED25519.publicKey().line("me") + "\n# no more\n").getBytes(ISO_8859_1));
  }

  private static byte[] list(int type, SshWriter section) {
    return new SshWriter()
        .putBytes("SSHKRL\n\0".getBytes(ISO_8859_1))
        .putInt(1)
        .putLong(1)
        .putLong(2)
        .putLong(0)
        .putString("")
        .putString("note")
        .putByte(type)
        .putString(section)
        .toBytes();
  }
}
