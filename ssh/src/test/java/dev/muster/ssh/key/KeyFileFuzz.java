package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.transport.HostKeys;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Private key files with anything in them: the one named exception, or a key that signs and that
/// can be written and read again.
///
/// Input: a file. Those that ask for much work to open them are read and not opened: how long that
/// takes is the user's own choice.
public final class KeyFileFuzz implements FuzzTarget {

  private static final int MAX_ROUNDS = 2;
  private static final int MAX_ITERATIONS = 4096;
  private static final List<String> SEEDS =
      List.of(
          "ed25519",
          "ed25519.pkcs8",
          "ecdsa256",
          "ecdsa256.pem",
          "ecdsa256.pkcs8",
          "ecdsa256.parameters",
          "ecdsa384",
          "ecdsa521.pem",
          "rsa",
          "rsa.pem",
          "rsa.pkcs8",
          "rsa.pem.aes128",
          "rsa.pem.des3",
          "ecdsa256.pem.aes128",
          "ecdsa256.pkcs8.aes256",
          "ed25519.pkcs8.scrypt",
          "ed25519.aes256-gcm",
          "ed25519.chacha20-poly1305",
          "dsa",
          "dsa.pem",
          "ecdsa.k1",
          "cert.pem",
          "rsa.pub");

  /// Makes one.
  public KeyFileFuzz() {}

  @Override
  public void take(byte[] input) {
    try (KeyFile file = KeyFile.parse("key", input)) {
      if (!file.isEncrypted() || isQuick(input)) {
        Passphrase passphrase = Passphrase.of(Fixtures.PASSPHRASE.toCharArray());
        check(file.open(passphrase, Crypto.system()));
      }
    } catch (KeyFileException e) {
      String message = String.valueOf(e.getMessage());
      if (message.isBlank() || message.indexOf('\n') >= 0) {
        throw new AssertionError("a message that is no line: " + message, e);
      }
    }
  }

  private static void check(SshPrivateKey key) throws KeyFileException {
    byte[] written = key.openSshFile("");
    try (KeyFile again = KeyFile.parse("again", written)) {
      SshPrivateKey same = again.open(Passphrase.none(), Crypto.system());
      if (!same.publicKey().equals(key.publicKey())) {
        throw new AssertionError("a key that is written and read is another one");
      }
    }
  }

  /// Returns whether opening an encrypted file takes little time, as far as can be told.
  private static boolean isQuick(byte[] input) {
    String text = new String(input, ISO_8859_1);
    if (text.contains("Proc-Type")) {
      return true;
    }
    int from = text.indexOf("KEY-----");
    int to = text.indexOf("-----END", Math.max(0, from));
    if (from < 0 || to < 0) {
      return false;
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(text.substring(from + 8, to));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return text.contains(OpenSshFile.LABEL) ? rounds(bytes) <= MAX_ROUNDS : iterations(bytes);
  }

  private static long rounds(byte[] bytes) {
    try {
      SshReader reader = new SshReader(bytes);
      reader.skip(15);
      reader.readString();
      reader.readString();
      SshReader options = reader.readNested();
      options.readString();
      return options.readUnsignedInt();
    } catch (Exception e) {
      return Long.MAX_VALUE;
    }
  }

  /// Whether no number of three bytes or more stands where the number of iterations may.
  private static boolean iterations(byte[] bytes) {
    for (int i = 0; i + 3 < Math.min(bytes.length, 300); i++) {
      int value = (bytes[i + 2] & 0xff) << 8 | (bytes[i + 3] & 0xff);
      if (bytes[i] == 2 && (bytes[i + 1] > 2 || (bytes[i + 1] == 2 && value > MAX_ITERATIONS))) {
        return false;
      }
    }
    return true;
  }

  /// Numbers of RSA keys are checked by arithmetic.
  @Override
  public long allocation() {
    return 64 << 20;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : SEEDS) {
      seeds.add(Fixtures.bytes(name));
    }
    seeds.add(HostKeys.ED25519.openSshFile("me"));
    byte[] other =
        new SshWriter()
            .putBytes("-----BEGIN EC PRIVATE KEY-----\n".getBytes(ISO_8859_1))
            .putBytes("AAAA\n-----END EC PRIVATE KEY-----\n".getBytes(ISO_8859_1))
            .toBytes();
    seeds.add(other);
    return seeds;
  }
}
