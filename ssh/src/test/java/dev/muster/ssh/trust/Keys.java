package dev.muster.ssh.trust;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.SshPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Host keys for the tests: nobody has their private halves.
final class Keys {

  static final SshPublicKey ED = ed25519(1);
  static final SshPublicKey OTHER = ed25519(2);
  static final SshPublicKey RSA = fixture("rsa");

  private Keys() {}

  /// Returns the nth of many Ed25519 keys.
  static SshPublicKey ed25519(int n) {
    byte[] point = ByteBuffer.allocate(32).putInt(n).array();
    try {
      return SshPublicKey.parse(
          new SshWriter().putString("ssh-ed25519").putString(point).toBytes());
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  static SshPublicKey fixture(String name) {
    try {
      return SshPublicKey.parseLine(text("/keys/" + name + ".pub"));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(String resource) {
    try (InputStream in = Keys.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns text in which `ED`, `OTHER` and `RSA` stand for the keys, as the lines of a file.
  static KnownHosts knownHosts(String text) {
    String lines =
        text.replace("ED", ED.line(""))
            .replace("OTHER", OTHER.line(""))
            .replace("RSA", RSA.line(""));
    return KnownHosts.of("known_hosts", lines.getBytes(StandardCharsets.UTF_8));
  }

  static SshPublicKey named(String name) {
    return switch (name) {
      case "ED" -> ED;
      case "OTHER" -> OTHER;
      case "RSA" -> RSA;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
