package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A private key in OpenSSH's own form, `openssh-key-v1` (OpenSSH's PROTOCOL.key).
final class OpenSshFile implements KeyContent {

  static final String LABEL = "OPENSSH PRIVATE KEY";

  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_SALT_BYTES = 1024;

  private final SshPublicKey publicKey;
  private final FileCipher cipher;
  private final byte[] salt;
  private final int rounds;
  private final byte[] sealed;

  private OpenSshFile(
      SshPublicKey publicKey, FileCipher cipher, byte[] salt, int rounds, byte[] sealed) {
    this.publicKey = publicKey;
    this.cipher = cipher;
    this.salt = salt;
    this.rounds = rounds;
    this.sealed = sealed;
  }

  /// Reads the outer part, which is never encrypted. The caller keeps and wipes the array.
  static OpenSshFile read(byte[] bytes) throws Refusal, ProtocolException {
    int magic = MAGIC.length;
    if (bytes.length < magic || !Arrays.equals(bytes, 0, magic, MAGIC, 0, magic)) {
      throw Refusal.damaged("does not begin with openssh-key-v1");
    }
    SshReader reader = new SshReader(bytes, magic, bytes.length - magic);
    FileCipher cipher = FileCipher.ofOpenSsh(text(reader));
    String derivation = text(reader);
    SshReader options = reader.readNested();
    if (reader.readInt() != 1) {
      throw Refusal.unsupported("does not hold exactly one key");
    }
    SshPublicKey publicKey = readPublic(reader.readString());
    byte[] salt = {};
    int rounds = 0;
    switch (derivation) {
      case "none" -> {
        if (cipher != FileCipher.NONE) {
          throw Refusal.damaged("is encrypted with " + cipher + " and without a passphrase");
        }
      }
      case "bcrypt" -> {
        salt = options.readString(MAX_SALT_BYTES);
        rounds = checkedRounds(options.readUnsignedInt());
      }
      default ->
          throw Refusal.unsupported(
              "derives its key by "
                  + SignatureAlgorithm.printable(derivation)
                  + ", which is not supported; rewrite it with ssh-keygen -p");
    }
    options.expectEnd("derivation options");
    if (salt.length == 0 != (cipher == FileCipher.NONE)) {
      throw Refusal.damaged("names a cipher and a derivation that do not fit together");
    }
    int length = reader.readLength();
    if (reader.remaining() != length + cipher.tagBytes()) {
      throw Refusal.damaged(
          "has " + reader.remaining() + " bytes where its last part says otherwise");
    }
    return new OpenSshFile(publicKey, cipher, salt, rounds, reader.readBytes(reader.remaining()));
  }

  private static SshPublicKey readPublic(byte[] blob) throws Refusal, ProtocolException {
    String type = new SshReader(blob).readName();
    if (type.equals("ssh-dss")) {
      throw Pkcs8.dsa();
    }
    if (type.startsWith("sk-")) {
      throw Refusal.unsupported(
          "is a key that lives in a security key ("
              + SignatureAlgorithm.printable(type)
              + "), which is not supported; add it to ssh-agent");
    }
    return SshPublicKey.parse(blob);
  }

  private static int checkedRounds(long rounds) throws Refusal {
    if (rounds < 1 || rounds > BcryptPbkdf.MAX_ROUNDS) {
      throw Refusal.unsupported(
          "asks for "
              + rounds
              + " rounds of bcrypt where 1 to "
              + BcryptPbkdf.MAX_ROUNDS
              + " are taken; rewrite it with ssh-keygen -p -a 64");
    }
    return (int) rounds;
  }

  private static String text(SshReader reader) throws ProtocolException {
    return new String(reader.readString(64), StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean isEncrypted() {
    return cipher != FileCipher.NONE;
  }

  @Override
  public @Nullable SshPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public SshPrivateKey open(byte[] passphrase, Crypto crypto) throws Refusal, ProtocolException {
    byte[] derived = {};
    byte[] opened = {};
    try {
      if (isEncrypted()) {
        derived =
            new BcryptPbkdf(crypto)
                .derive(passphrase, salt, rounds, cipher.keyBytes() + cipher.ivBytes());
      }
      opened = cipher.open(derived, sealed, crypto);
      return readPrivate(opened, crypto);
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(opened, (byte) 0);
    }
  }

  @Override
  public void wipe() {
    Arrays.fill(sealed, (byte) 0);
  }

  private SshPrivateKey readPrivate(byte[] opened, Crypto crypto)
      throws Refusal, ProtocolException {
    SshReader reader = new SshReader(opened);
    int check = reader.readInt();
    if (check != reader.readInt()) {
      throw isEncrypted()
          ? new Refusal(KeyFileException.Problem.PASSPHRASE_WRONG, "the passphrase is wrong")
          : Refusal.damaged("has two check numbers that differ");
    }
    String type = text(reader);
    if (!type.equals(publicKey.type().wireName())) {
      throw Refusal.damaged("has two halves of different types");
    }
    SshPrivateKey key =
        switch (publicKey.type()) {
          case ED25519 -> readEd25519(reader, crypto);
          case ECDSA_256, ECDSA_384, ECDSA_521 ->
              readEcdsa(reader, Curve.of(publicKey.type()), crypto);
          case RSA -> readRsa(reader, crypto);
        };
    boolean good = false;
    try {
      reader.skip(reader.readLength()); // the comment
      checkPadding(reader);
      if (!key.publicKey().equals(publicKey)) {
        throw Refusal.damaged("has two public keys that differ");
      }
      good = true;
      return key;
    } finally {
      if (!good) {
        key.destroy();
      }
    }
  }

  private void checkPadding(SshReader reader) throws Refusal, ProtocolException {
    if (reader.remaining() >= cipher.blockBytes()) {
      throw Refusal.damaged(
          "has " + reader.remaining() + " bytes of padding, a whole block or more");
    }
    for (int i = 1; !reader.isEmpty(); i++) {
      if (reader.readByte() != i) {
        throw Refusal.damaged("has padding other than 1, 2, 3 …");
      }
    }
  }

  private static SshPrivateKey readEd25519(SshReader reader, Crypto crypto)
      throws Refusal, ProtocolException {
    byte[] point = reader.readString(Pkcs8.SEED_BYTES);
    byte[] both = reader.readString(2 * Pkcs8.SEED_BYTES);
    byte[] seed = Arrays.copyOf(both, Pkcs8.SEED_BYTES);
    try {
      boolean sized = both.length == 2 * Pkcs8.SEED_BYTES && point.length == Pkcs8.SEED_BYTES;
      if (!sized || !Arrays.equals(both, Pkcs8.SEED_BYTES, both.length, point, 0, point.length)) {
        throw Refusal.damaged("has an Ed25519 private half without its public one");
      }
      return Pkcs8.ed25519(seed, point, crypto);
    } finally {
      Arrays.fill(both, (byte) 0);
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static SshPrivateKey readEcdsa(SshReader reader, Curve curve, Crypto crypto)
      throws Refusal, ProtocolException {
    String name = text(reader);
    if (!name.equals(curve.wireName())) {
      throw Refusal.damaged("has two halves over different curves");
    }
    byte[] point = reader.readString(curve.pointBytes());
    BigInteger secret = Numbers.readPositive(reader, curve.order().bitLength());
    return Pkcs8.ec(curve, secret, point, crypto);
  }

  private static SshPrivateKey readRsa(SshReader reader, Crypto crypto)
      throws Refusal, ProtocolException {
    int bits = SshPublicKey.MAX_RSA_BITS;
    BigInteger modulus = Numbers.readPositive(reader, bits);
    BigInteger exponent = Numbers.readPositive(reader, bits);
    BigInteger secret = Numbers.readPositive(reader, bits);
    BigInteger coefficient = Numbers.readPositive(reader, bits);
    BigInteger p = Numbers.readPositive(reader, bits);
    Pkcs8.Rsa rsa = new Pkcs8.Rsa(modulus, exponent, secret, p, Numbers.readPositive(reader, bits));
    SshPrivateKey key = Pkcs8.rsa(rsa, crypto);
    if (!rsa.coefficient().equals(coefficient)) {
      key.destroy();
      throw Refusal.damaged("holds RSA numbers that do not fit together");
    }
    return key;
  }

  /// Writes an unencrypted file of the PKCS#8 form of a key.
  static byte[] write(SshPublicKey publicKey, byte[] encoded, String comment, Crypto crypto)
      throws Refusal {
    SshWriter inner = new SshWriter(4096);
    SshWriter outer = new SshWriter(8192);
    try {
      int check = crypto.random().nextInt();
      inner.putInt(check).putInt(check);
      writePrivate(publicKey, encoded, inner);
      inner.putString(comment);
      for (int i = 1; inner.length() % FileCipher.NONE.blockBytes() != 0; i++) {
        inner.putByte(i);
      }
      outer.putBytes(MAGIC).putString("none").putString("none").putString("").putInt(1);
      publicKey.writeTo(outer);
      outer.putString(inner);
      return Pem.write(LABEL, outer.array(), outer.length());
    } finally {
      inner.wipe();
      outer.wipe();
    }
  }

  private static void writePrivate(SshPublicKey publicKey, byte[] encoded, SshWriter writer)
      throws Refusal {
    byte[] blob = publicKey.blob();
    switch (publicKey.type()) {
      case ED25519 -> {
        byte[] seed = Pkcs8.seed(encoded);
        int from = blob.length - Pkcs8.SEED_BYTES;
        writer.putBytes(blob);
        writer.putInt(2 * Pkcs8.SEED_BYTES).putBytes(seed).putBytes(blob, from, Pkcs8.SEED_BYTES);
        Arrays.fill(seed, (byte) 0);
      }
      case ECDSA_256, ECDSA_384, ECDSA_521 ->
          writer.putBytes(blob).putBigInteger(Pkcs8.ecSecret(encoded));
      case RSA -> {
        Pkcs8.Rsa rsa = Pkcs8.rsaNumbers(encoded);
        writer.putString(publicKey.type().wireName());
        writer.putBigInteger(rsa.modulus()).putBigInteger(rsa.exponent());
        writer.putBigInteger(rsa.secret()).putBigInteger(rsa.coefficient());
        writer.putBigInteger(rsa.p()).putBigInteger(rsa.q());
      }
    }
  }
}
