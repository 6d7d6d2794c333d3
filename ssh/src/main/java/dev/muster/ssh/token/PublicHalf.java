package dev.muster.ssh.token;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPublicKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings the public keys of tokens, in the forms that they have there, into SSH's.
final class PublicHalf {

  /// A curve as tokens and certificates name it.
  ///
  /// @param parameters its object identifier in DER
  /// @param header what stands before the point in a certificate
  /// @param bytes the length of a point
  @SuppressWarnings("ArrayRecordComponent") // seen by this class alone, which changes none
  private record Form(KeyType type, byte[] parameters, byte[] header, int bytes) {
    Form(KeyType type, String parameters, String header, int bytes) {
      this(type, HexFormat.of().parseHex(parameters), HexFormat.of().parseHex(header), bytes);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form(
              KeyType.ECDSA_256,
              "06082a8648ce3d030107",
              "3059301306072a8648ce3d020106082a8648ce3d030107034200",
              65),
          new Form(
              KeyType.ECDSA_384,
              "06052b81040022",
              "3076301006072a8648ce3d020106052b81040022036200",
              97),
          new Form(
              KeyType.ECDSA_521,
              "06052b81040023",
              "30819b301006072a8648ce3d020106052b8104002303818600",
              133),
          new Form(KeyType.ED25519, "06032b6570", "302a300506032b6570032100", 32),
          // as a printable string, "edwards25519", which some libraries have for it
          new Form(
              KeyType.ED25519, "130c656477617264733235353139", "302a300506032b6570032100", 32));

  private PublicHalf() {}

  /// Returns an RSA key of its numbers, without sign; nothing if it is too small or no key.
  static Optional<SshPublicKey> rsa(byte[] modulus, byte[] exponent) {
    SshWriter blob = new SshWriter(modulus.length + 64).putString(KeyType.RSA.wireName());
    blob.putBigInteger(new BigInteger(1, exponent)).putBigInteger(new BigInteger(1, modulus));
    return parsed(blob);
  }

  /// Returns the key of a curve's point, in which form ever the token has it: bare, or in an octet
  /// string or a bit string of DER; nothing if the curve is none of SSH's.
  static Optional<SshPublicKey> ec(byte[] parameters, byte[] point) {
    for (Form form : FORMS) {
      if (Arrays.equals(form.parameters, parameters) && point.length >= form.bytes) {
        return point(form, Arrays.copyOfRange(point, point.length - form.bytes, point.length));
      }
    }
    return Optional.empty();
  }

  /// Returns the key in a certificate, which has it in X.509's form; nothing if it is of no curve
  /// of SSH's.
  static Optional<SshPublicKey> ec(byte @Nullable [] x509) {
    for (Form form : FORMS) {
      int header = form.header.length;
      if (x509 != null
          && x509.length == header + form.bytes
          && Arrays.equals(x509, 0, header, form.header, 0, header)) {
        return point(form, Arrays.copyOfRange(x509, header, x509.length));
      }
    }
    return Optional.empty();
  }

  private static Optional<SshPublicKey> point(Form form, byte[] point) {
    String name = form.type.wireName();
    SshWriter blob = new SshWriter(192).putString(name);
    if (form.type != KeyType.ED25519) {
      blob.putString(name.substring("ecdsa-sha2-".length()));
    }
    return parsed(blob.putString(point));
  }

  private static Optional<SshPublicKey> parsed(SshWriter blob) {
    try {
      return Optional.of(SshPublicKey.parse(blob.toBytes()));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }
}
