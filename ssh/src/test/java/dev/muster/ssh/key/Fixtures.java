package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The key files in `src/test/resources/keys`, made by `make.sh` there.
final class Fixtures {

  static final String PASSPHRASE = "correct horse";
  static final List<Crypto> CRYPTOS = List.of(Crypto.system(), Crypto.jdk());

  private Fixtures() {}

  static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/keys/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SshPublicKey publicKey(String name) {
    try {
      return SshPublicKey.parseLine(new String(bytes(name + ".pub"), StandardCharsets.ISO_8859_1));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  static SshPrivateKey open(String name, String passphrase, Crypto crypto) throws KeyFileException {
    try (KeyFile file = KeyFile.parse(name, bytes(name))) {
      return file.open(Passphrase.of(passphrase.toCharArray()), crypto);
    }
  }
}
