package dev.muster.ssh.auth;

import dev.muster.ssh.data.SshWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Brings secrets to the wire and leaves no copy behind.
final class Secret {

  private Secret() {}

  /// Writes a secret as a `string` in UTF-8 and overwrites it.
  static void write(char[] secret, SshWriter into) {
    ByteBuffer encoded = ByteBuffer.allocate(3 * secret.length);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(secret), encoded, true);
    into.putString(encoded.array(), 0, encoded.position());
    Arrays.fill(encoded.array(), (byte) 0);
    wipe(secret);
  }

  /// Returns how much room a secret takes at most, so that a writer does not grow and leave its old
  /// array behind.
  static int room(List<char[]> secrets) {
    int room = 0;
    for (char[] secret : secrets) {
      room += 4 + 3 * secret.length;
    }
    return room;
  }

  static void wipe(char[] secret) {
    Arrays.fill(secret, '\0');
  }
}
