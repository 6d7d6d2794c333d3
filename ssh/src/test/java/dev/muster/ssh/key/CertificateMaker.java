package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Makes certificates for the tests, proper ones and such as no `ssh-keygen` makes.
///
/// A host's for ever for everybody, until told otherwise.
public final class CertificateMaker {

  private final SshPrivateKey authority;
  private final SshPublicKey key;
  private int role = 2;
  private long serial;
  private String keyId = "test";
  private List<String> principals = List.of("web1");
  private long after;
  private long before = -1;
  private List<String> criticalOptions = List.of();
  private byte[] authorityBlob;
  private UnaryOperator<byte[]> signature = bytes -> bytes;

  private CertificateMaker(SshPrivateKey authority, SshPublicKey key) {
    this.authority = authority;
    this.key = key;
    this.authorityBlob = authority.publicKey().blob();
  }

  /// Begins one that `authority` signs.
  public static CertificateMaker of(SshPrivateKey authority, SshPublicKey key) {
    return new CertificateMaker(authority, key);
  }

  /// Sets the number of its role: 1 is a user, 2 a host.
  public CertificateMaker role(int number) {
    role = number;
    return this;
  }

  /// Sets its serial number.
  public CertificateMaker serial(long number) {
    serial = number;
    return this;
  }

  /// Sets its key id.
  public CertificateMaker keyId(String text) {
    keyId = text;
    return this;
  }

  /// Sets whom it is for.
  public CertificateMaker principals(String... names) {
    return principals(List.of(names));
  }

  /// Sets whom it is for.
  public CertificateMaker principals(List<String> names) {
    principals = List.copyOf(names);
    return this;
  }

  /// Sets when it holds, in seconds.
  public CertificateMaker valid(long from, long to) {
    after = from;
    before = to;
    return this;
  }

  /// Sets what must be understood.
  public CertificateMaker criticalOptions(String... names) {
    return criticalOptions(List.of(names));
  }

  /// Sets what must be understood.
  public CertificateMaker criticalOptions(List<String> names) {
    criticalOptions = List.copyOf(names);
    return this;
  }

  /// Names another authority than the one that signs.
  public CertificateMaker authority(byte[] blob) {
    authorityBlob = blob.clone();
    return this;
  }

  /// Changes the signature.
  public CertificateMaker signature(UnaryOperator<byte[]> change) {
    signature = change;
    return this;
  }

  /// Returns its bytes on the wire.
  public byte[] blob() {
    String type = key.type().wireName();
    SshWriter writer = new SshWriter(1024).putString(SshCertificate.certified(type));
    writer.putString(new byte[32]);
    byte[] plain = key.blob();
    int from = 4 + type.length();
    writer.putBytes(plain, from, plain.length - from);
    writer.putLong(serial).putInt(role).putString(keyId);
    SshWriter names = new SshWriter();
    principals.forEach(names::putString);
    writer.putString(names).putLong(after).putLong(before);
    SshWriter options = new SshWriter();
    criticalOptions.forEach(name -> options.putString(name).putString("x"));
    writer.putString(options).putString("").putString("").putString(authorityBlob);
    byte[] signed = authority.sign(authority.algorithms().getFirst(), writer.toBytes());
    return writer.putString(signature.apply(signed)).toBytes();
  }

  /// Returns it as it is read.
  public SshCertificate make() {
    try {
      return SshCertificate.parse(blob(), Crypto.system());
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns so many different names.
  public static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("n" + i);
    }
    return names;
  }
}
