package dev.muster.ssh.transport;

import dev.muster.ssh.kex.KexInit;
import java.util.List;

/// Proposals for tests; lists are names with spaces between them.
public final class Proposals {

  static final String METHODS =
      "curve25519-sha256 curve25519-sha256@libssh.org ecdh-sha2-nistp256 mlkem768x25519-sha256";
  static final String HOST_KEYS =
      "ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 rsa-sha2-512"
          + " rsa-sha2-256";

  private Proposals() {}

  /// Returns one with everything.
  public static KexInit standard() {
    return of(METHODS, HOST_KEYS);
  }

  /// Returns one with other methods and host keys.
  public static KexInit of(String methods, String hostKeys) {
    return of(methods, hostKeys, "chacha20-poly1305@openssh.com aes128-gcm@openssh.com aes128-ctr");
  }

  /// Returns one with other methods, host keys and ciphers.
  public static KexInit of(String methods, String hostKeys, String ciphers) {
    return new KexInit(
        List.of(methods.split(" ")),
        List.of(hostKeys.split(" ")),
        KexInit.Ways.both(List.of(ciphers.split(" "))),
        KexInit.Ways.both(List.of("hmac-sha2-256-etm@openssh.com", "hmac-sha2-256")),
        KexInit.Ways.both(List.of("none")),
        false);
  }

  /// Returns one with these compressions.
  public static KexInit compressing(String names) {
    KexInit all = standard();
    return new KexInit(
        all.keyExchanges(),
        all.hostKeys(),
        all.ciphers(),
        all.macs(),
        KexInit.Ways.both(List.of(names.split(" "))),
        false);
  }
}
