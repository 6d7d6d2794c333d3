package dev.muster.session.agent;

import dev.muster.wire.start.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The agent's jar as hosts are sent it; read when the first agent is started. Its digest was
/// computed when it was built.
final class AgentJar {

  private static final String RESOURCE = "/dev/muster/session/agent-bundle";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 16;

  private static final class Read {
    private static final byte[] BYTES = read(RESOURCE + ".jar");
    private static final Launch.Jar JAR =
        new Launch.Jar(
            new String(read(RESOURCE + ".sha256"), StandardCharsets.US_ASCII), BYTES.length);
  }

  private AgentJar() {}

  /// Returns its bytes, to be read only.
  static byte[] bytes() {
    return Read.BYTES;
  }

  /// Returns what a start with `settings` is given, under a nonce of its own.
  static Launch launch(Launch.Settings settings) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return new Launch(HexFormat.of().formatHex(nonce), Read.JAR, settings);
  }

  private static byte[] read(String resource) {
    try (InputStream stream = AgentJar.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("this build lacks " + resource + "; build it with Maven");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(resource + " cannot be read: " + e, e);
    }
  }
}
