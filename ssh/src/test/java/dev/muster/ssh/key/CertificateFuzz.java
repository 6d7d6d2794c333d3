package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.transport.HostKeys;
import java.util.ArrayList;
import java.util.List;

/// Certificates with anything in them, signed or not: the fields of the input are signed by an
/// authority here, so that what stands behind the check of the signature is reached too.
///
/// Input: whether as it is, signed, or as a line; then that.
public final class CertificateFuzz implements FuzzTarget {

  private static final SshPrivateKey AUTHORITY = HostKeys.OTHER;

  /// Makes one.
  public CertificateFuzz() {}

  @Override
  public void take(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    int what = in.number() % 3;
    byte[] rest = in.rest();
    try {
      SshCertificate certificate =
          switch (what) {
            case 0 -> SshCertificate.parse(rest, Crypto.system());
            case 1 -> SshCertificate.parse(signed(rest), Crypto.system());
            default -> SshCertificate.parseLine(new String(rest, ISO_8859_1), Crypto.system());
          };
      check(certificate);
    } catch (ProtocolException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static void check(SshCertificate certificate) throws ProtocolException {
    if (!SshCertificate.parse(certificate.blob(), Crypto.system()).equals(certificate)) {
      throw new AssertionError("a certificate that is read again is another one");
    }
    if (certificate.principals().size() > SshCertificate.MAX_PRINCIPALS) {
      throw new AssertionError(certificate.principals().size() + " principals");
    }
    if (certificate.toString().isBlank()) {
      throw new AssertionError("a certificate that cannot be named");
    }
    OfferedKey.read(certificate.blob(), certificate.type(), Crypto.system());
  }

  private static byte[] signed(byte[] fields) {
    byte[] all = new SshWriter().putBytes(fields).putString(AUTHORITY.publicKey().blob()).toBytes();
    byte[] signature = AUTHORITY.sign(AUTHORITY.algorithms().getFirst(), all);
    return new SshWriter().putBytes(all).putString(signature).toBytes();
  }

  @Override
  public List<byte[]> seeds() throws ProtocolException {
    List<byte[]> seeds = new ArrayList<>();
    for (SshPrivateKey key : List.of(HostKeys.ED25519, HostKeys.ECDSA, HostKeys.RSA)) {
      byte[] blob =
          CertificateMaker.of(AUTHORITY, key.publicKey())
              .principals("web1", "web2")
              .criticalOptions("force-command")
              .valid(1000, 2_000_000_000)
              .blob();
      seeds.add(new SshWriter().putByte(0).putBytes(blob).toBytes());
      seeds.add(new SshWriter().putByte(1).putBytes(fields(blob)).toBytes());
    }
    for (String name : List.of("ed25519-cert.pub", "rsa-cert.pub", "ecdsa256-cert.pub")) {
      byte[] line = Fixtures.bytes("../certificates/" + name);
      seeds.add(new SshWriter().putByte(2).putBytes(line).toBytes());
    }
    return seeds;
  }

  /// Returns a certificate without its last two parts, the authority and the signature.
  private static byte[] fields(byte[] blob) throws ProtocolException {
    int authority = AUTHORITY.publicKey().blob().length;
    int signature = AUTHORITY.sign("ssh-ed25519", new byte[1]).length;
    return new SshReader(blob).readBytes(blob.length - 8 - authority - signature);
  }
}
