package dev.muster.session.agent;

import dev.muster.wire.start.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The agent's jar as hosts are sent it; read when the first agent is started.
final class AgentJar {

  private static final String RESOURCE = "/dev/muster/session/agent-bundle.jar";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 16;

  private static final class Read {
    private static final byte[] BYTES = read();
    private static final Launch.Jar JAR =
        new Launch.Jar(Digests.sha256(ByteBuffer.wrap(BYTES)), BYTES.length);
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

  private static byte[] read() {
    try (InputStream stream = AgentJar.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("this build lacks " + RESOURCE + "; build it with Maven");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " cannot be read: " + e, e);
    }
  }
}
