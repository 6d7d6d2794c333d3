package dev.muster.ssh.config;

import dev.muster.ssh.data.Wildcard;
import java.util.Set;

/// The names of algorithms that OpenSSH knows, old and new: a name that is none of them is a
/// mistake in the file, whether or not the engine has the algorithm.
final class AlgorithmNames {

  private static final Set<String> CIPHERS =
      Set.of(
          "3des-cbc",
          "aes128-cbc",
          "aes192-cbc",
          "aes256-cbc",
          "aes128-ctr",
          "aes192-ctr",
          "aes256-ctr",
          "aes128-gcm@openssh.com",
          "aes256-gcm@openssh.com",
          "chacha20-poly1305@openssh.com");

  private static final Set<String> MACS =
      Set.of(
          "hmac-sha1",
          "hmac-sha1-96",
          "hmac-sha2-256",
          "hmac-sha2-512",
          "hmac-md5",
          "hmac-md5-96",
          "umac-64@openssh.com",
          "umac-128@openssh.com",
          "hmac-sha1-etm@openssh.com",
          "hmac-sha1-96-etm@openssh.com",
          "hmac-sha2-256-etm@openssh.com",
          "hmac-sha2-512-etm@openssh.com",
          "hmac-md5-etm@openssh.com",
          "hmac-md5-96-etm@openssh.com",
          "umac-64-etm@openssh.com",
          "umac-128-etm@openssh.com");

  private static final Set<String> KEY_EXCHANGES =
      Set.of(
          "diffie-hellman-group1-sha1",
          "diffie-hellman-group14-sha1",
          "diffie-hellman-group14-sha256",
          "diffie-hellman-group16-sha512",
          "diffie-hellman-group18-sha512",
          "diffie-hellman-group-exchange-sha1",
          "diffie-hellman-group-exchange-sha256",
          "ecdh-sha2-nistp256",
          "ecdh-sha2-nistp384",
          "ecdh-sha2-nistp521",
          "curve25519-sha256",
          "curve25519-sha256@libssh.org",
          "sntrup761x25519-sha512",
          "sntrup761x25519-sha512@openssh.com",
          "mlkem768x25519-sha256");

  private static final Set<String> KEY_TYPES =
      Set.of(
          "ssh-ed25519",
          "ssh-ed25519-cert-v01@openssh.com",
          "sk-ssh-ed25519@openssh.com",
          "sk-ssh-ed25519-cert-v01@openssh.com",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp256-cert-v01@openssh.com",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp384-cert-v01@openssh.com",
          "ecdsa-sha2-nistp521",
          "ecdsa-sha2-nistp521-cert-v01@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com",
          "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
          "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
          "ssh-dss",
          "ssh-dss-cert-v01@openssh.com",
          "ssh-rsa",
          "ssh-rsa-cert-v01@openssh.com",
          "rsa-sha2-256",
          "rsa-sha2-256-cert-v01@openssh.com",
          "rsa-sha2-512",
          "rsa-sha2-512-cert-v01@openssh.com");

  private AlgorithmNames() {}

  /// Returns the first name of a list that is none of its kind, empty if all are. What `-` takes
  /// away may be anything; key types may be patterns.
  static String stranger(Kind kind, String list) {
    if (list.startsWith("-")) {
      return "";
    }
    boolean changes = list.startsWith("+") || list.startsWith("^");
    String names = changes ? list.substring(1) : list;
    if (names.isEmpty()) {
      return list;
    }
    for (String name : names.split(",", -1)) {
      if (name.isEmpty()) {
        return "";
      }
      if (!isKnown(kind, name)) {
        return name;
      }
    }
    return "";
  }

  private static boolean isKnown(Kind kind, String name) {
    return switch (kind) {
      case CIPHERS -> CIPHERS.contains(name);
      case MACS -> MACS.contains(name);
      case KEX -> KEY_EXCHANGES.contains(name);
      default -> KEY_TYPES.contains(name) || fitsKeyType(name);
    };
  }

  private static boolean fitsKeyType(String pattern) {
    Wildcard wildcard = Wildcard.of(pattern.startsWith("!") ? pattern.substring(1) : pattern);
    for (String type : KEY_TYPES) {
      if (wildcard.matches(type)) {
        return true;
      }
    }
    return false;
  }
}
