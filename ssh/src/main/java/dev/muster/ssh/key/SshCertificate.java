package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.StrangeText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An OpenSSH certificate: a public key, for whom and how long it holds, and an authority's
/// signature over all of it (OpenSSH's `PROTOCOL.certkeys`).
///
/// What exists is well-formed and was signed by the authority that it names, by SHA-2 or Ed25519.
/// Whether that authority is to be trusted, whether the time is right and whether it is for this
/// host is for others to say. Immutable; many threads may use one. Two are equal if their bytes on
/// the wire are.
public final class SshCertificate {

  /// The most principals that are read; as in OpenSSH.
  public static final int MAX_PRINCIPALS = 256;

  private static final String SUFFIX = "-cert-v01@openssh.com";
  private static final int MAX_BLOB_BYTES = 1 << 16;
  private static final int MAX_OPTIONS = 256;
  private static final int MAX_NONCE_BYTES = 256;
  private static final int MAX_TEXT_BYTES = 4096;
  private static final int MAX_AUTHORITY_BYTES = 8192;
  private static final int MAX_SIGNATURE_BYTES = 8192;

  /// Whom a certificate is for.
  public enum Role {
    /// It lets a user in (1 on the wire).
    USER,
    /// It says which host this is (2 on the wire).
    HOST
  }

  /// From when until when a certificate holds, in seconds since 1970, unsigned.
  ///
  /// @param after the first second in which it holds
  /// @param before the first second in which it does not hold any more; −1 is for ever
  public record Validity(long after, long before) {

    /// Returns whether that time has not come yet.
    public boolean isBefore(Instant now) {
      return Long.compareUnsigned(now.getEpochSecond(), after) < 0;
    }

    /// Returns whether that time is over.
    public boolean isOver(Instant now) {
      return Long.compareUnsigned(now.getEpochSecond(), before) >= 0;
    }

    /// Returns both ends, such as `from 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z`.
    @Override
    public String toString() {
      return "from " + (after == 0 ? "always" : text(after)) + " to " + text(before);
    }

    private static String text(long seconds) {
      boolean printable = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
      return printable ? Instant.ofEpochSecond(seconds).toString() : "forever";
    }
  }

  /// What the authority has written between the key and its own name.
  private record Terms(
      long serial,
      Role role,
      String keyId,
      List<String> principals,
      Validity validity,
      List<String> criticalOptions,
      List<String> extensions) {}

  private final byte[] blob;
  private final SshPublicKey key;
  private final Terms terms;
  private final SshPublicKey authority;
  private final String signatureAlgorithm;

  private SshCertificate(
      byte[] blob,
      SshPublicKey key,
      Terms terms,
      SshPublicKey authority,
      String signatureAlgorithm) {
    this.blob = blob;
    this.key = key;
    this.terms = terms;
    this.authority = authority;
    this.signatureAlgorithm = signatureAlgorithm;
  }

  // --- names

  /// Returns whether a name, of an algorithm or of a type in a blob or a file, is that of a
  /// certificate.
  public static boolean isNamed(String name) {
    return name.endsWith(SUFFIX);
  }

  /// Returns the name of the algorithm by which the certified key signs, such as `rsa-sha2-512` for
  /// `rsa-sha2-512-cert-v01@openssh.com`; a name that is no certificate's is returned as it is.
  public static String plainAlgorithm(String name) {
    return isNamed(name) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  /// Returns the name that an algorithm has with a certificate.
  public static String certified(String algorithm) {
    return algorithm + SUFFIX;
  }

  // --- reading

  /// Reads a certificate in its form on the wire and checks the authority's signature. The array is
  /// copied.
  public static SshCertificate parse(byte[] blob, Crypto crypto) throws ProtocolException {
    if (blob.length > MAX_BLOB_BYTES) {
      throw new ProtocolException(
          "certificate of " + blob.length + " bytes where at most " + MAX_BLOB_BYTES + " fit");
    }
    byte[] own = blob.clone();
    SshReader reader = new SshReader(own);
    KeyType type = type(reader.readName());
    reader.readString(MAX_NONCE_BYTES);
    SshPublicKey key = SshPublicKey.readFields(type, reader);
    Terms terms = terms(reader);
    reader.readString(MAX_TEXT_BYTES); // reserved
    SshPublicKey authority = authority(reader.readString(MAX_AUTHORITY_BYTES));
    int signed = reader.position();
    byte[] signature = reader.readString(MAX_SIGNATURE_BYTES);
    reader.expectEnd("certificate");
    String algorithm = signatureAlgorithm(signature);
    // The signature covers everything before it: whoever changes one byte has made another
    // certificate, which no authority has signed.
    if (!authority.verify(crypto, algorithm, Arrays.copyOf(own, signed), signature)) {
      throw new ProtocolException("certificate that " + authority + " did not sign");
    }
    return new SshCertificate(own, key, terms, authority, algorithm);
  }

  private static KeyType type(String name) throws ProtocolException {
    KeyType type = isNamed(name) ? KeyType.named(plainAlgorithm(name)).orElse(null) : null;
    if (type == null) {
      throw new ProtocolException(
          "certificate is of unknown type "
              + SignatureAlgorithm.printable(name.substring(0, Math.min(64, name.length()))));
    }
    return type;
  }

  private static Terms terms(SshReader reader) throws ProtocolException {
    long serial = reader.readLong();
    Role role =
        switch (reader.readInt()) {
          case 1 -> Role.USER;
          case 2 -> Role.HOST;
          default -> throw new ProtocolException("certificate for neither a user nor a host");
        };
    String keyId = text(reader, "key id");
    SshReader names = reader.readNested();
    List<String> principals = new ArrayList<>();
    while (!names.isEmpty()) {
      if (principals.size() == MAX_PRINCIPALS) {
        throw new ProtocolException("certificate with over " + MAX_PRINCIPALS + " principals");
      }
      principals.add(text(names, "principal"));
    }
    Validity validity = new Validity(reader.readLong(), reader.readLong());
    return new Terms(
        serial,
        role,
        keyId,
        List.copyOf(principals),
        validity,
        options(reader.readNested()),
        options(reader.readNested()));
  }

  /// Reads a text; a NUL in it would let a name end early for some readers and not for others.
  private static String text(SshReader reader, String what) throws ProtocolException {
    String text = new String(reader.readString(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      throw new ProtocolException("certificate with a NUL in its " + what);
    }
    return text;
  }

  /// Reads the names of options; what they are set to is the servers' business.
  private static List<String> options(SshReader reader) throws ProtocolException {
    List<String> names = new ArrayList<>();
    while (!reader.isEmpty()) {
      if (names.size() == MAX_OPTIONS) {
        throw new ProtocolException("certificate with over " + MAX_OPTIONS + " options");
      }
      names.add(text(reader, "option"));
      reader.skip(reader.readLength());
    }
    return List.copyOf(names);
  }

  private static SshPublicKey authority(byte[] blob) throws ProtocolException {
    try {
      return SshPublicKey.parse(blob); // no certificate: chains do not exist
    } catch (ProtocolException e) {
      throw new ProtocolException(
          "certificate whose authority's key is refused: " + e.getMessage(), e);
    }
  }

  private static String signatureAlgorithm(byte[] signature) throws ProtocolException {
    String name = new SshReader(signature).readName();
    SignatureAlgorithm algorithm = SignatureAlgorithm.named(name);
    // Not even by name: a forged certificate would speak for every host at once.
    if (algorithm == null || algorithm == SignatureAlgorithm.RSA_SHA1) {
      String shown = SignatureAlgorithm.printable(name.substring(0, Math.min(64, name.length())));
      throw new ProtocolException(
          "certificate signed with "
              + shown
              + (name.equals("ssh-rsa")
                  ? ", which is SHA-1 and can be forged; sign it anew with ssh-keygen -t rsa-sha2-512"
                  : ", which is not supported"));
    }
    return name;
  }

  /// Reads a line of a certificate file (`*-cert.pub`): type, Base64 and perhaps a comment, which
  /// is left out.
  public static SshCertificate parseLine(String line, Crypto crypto) throws ProtocolException {
    String[] fields = SshPublicKey.fields(line);
    SshCertificate certificate = parse(SshPublicKey.blob(fields), crypto);
    if (!certificate.type().equals(fields[0])) {
      throw new ProtocolException(
          "certificate line that says "
              + SignatureAlgorithm.printable(fields[0])
              + " and holds one of type "
              + certificate.type());
    }
    return certificate;
  }

  // --- what it says

  /// Returns the name of its type in blobs and files, such as `ssh-rsa-cert-v01@openssh.com`.
  public String type() {
    return certified(key.type().wireName());
  }

  /// Returns the names of the algorithms it may be used with, the preferred one first.
  public List<String> algorithms() {
    List<String> names = new ArrayList<>(2);
    for (String name : key.algorithms()) {
      names.add(certified(name));
    }
    return names;
  }

  /// Returns the key that is certified; signatures are made with its private half.
  public SshPublicKey key() {
    return key;
  }

  /// Returns the number that the authority gave it, unsigned; 0 if it gave none.
  public long serial() {
    return terms.serial;
  }

  /// Returns whom it is for.
  public Role role() {
    return terms.role;
  }

  /// Returns the name that the authority's log knows it by, as it came: show it with care.
  public String keyId() {
    return terms.keyId;
  }

  /// Returns the users or hosts it is for, as they came.
  public List<String> principals() {
    return terms.principals;
  }

  /// Returns when it holds.
  public Validity validity() {
    return terms.validity;
  }

  /// Returns the names of the options that whoever does not know them must refuse it for.
  public List<String> criticalOptions() {
    return terms.criticalOptions;
  }

  /// Returns the names of the options that may be ignored.
  public List<String> extensions() {
    return terms.extensions;
  }

  /// Returns the key of the authority that signed it.
  public SshPublicKey authority() {
    return authority;
  }

  /// Returns the algorithm by which it was signed.
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /// Returns a copy of its form on the wire.
  public byte[] blob() {
    return blob.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SshCertificate certificate && Arrays.equals(blob, certificate.blob);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(blob);
  }

  /// Returns its key id, its serial number, its key and its authority, made harmless to show.
  @Override
  public String toString() {
    return "certificate \""
        + StrangeText.shown(terms.keyId)
        + "\" (serial "
        + Long.toUnsignedString(terms.serial)
        + ") for "
        + key
        + " by "
        + authority;
  }
}
