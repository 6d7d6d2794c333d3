package dev.muster.ssh;

import java.util.List;

/// Which algorithms are offered, the preferred ones first.
///
/// Names are those of the protocol (the IANA registry and OpenSSH's `PROTOCOL`). Host key
/// algorithms with a certificate (`*-cert-v01@openssh.com`) are offered only to hosts that an
/// authority on file may speak for.
public record Algorithms(
    List<String> keyExchanges, List<String> hostKeys, List<String> ciphers, List<String> macs) {

  private static final List<String> ALL_KEY_EXCHANGES =
      List.of(
          "mlkem768x25519-sha256",
          "curve25519-sha256",
          "curve25519-sha256@libssh.org",
          "ecdh-sha2-nistp256");
  private static final List<String> ALL_HOST_KEYS =
      List.of(
          "ssh-ed25519-cert-v01@openssh.com",
          "ecdsa-sha2-nistp256-cert-v01@openssh.com",
          "ecdsa-sha2-nistp384-cert-v01@openssh.com",
          "ecdsa-sha2-nistp521-cert-v01@openssh.com",
          "rsa-sha2-512-cert-v01@openssh.com",
          "rsa-sha2-256-cert-v01@openssh.com",
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "rsa-sha2-512",
          "rsa-sha2-256");
  private static final List<String> ALL_CIPHERS =
      List.of(
          "aes128-gcm@openssh.com",
          "aes256-gcm@openssh.com",
          "chacha20-poly1305@openssh.com",
          "aes128-ctr",
          "aes256-ctr");
  private static final List<String> ALL_MACS =
      List.of(
          "hmac-sha2-256-etm@openssh.com",
          "hmac-sha2-512-etm@openssh.com",
          "hmac-sha2-256",
          "hmac-sha2-512");
  private static final Algorithms STANDARD =
      new Algorithms(ALL_KEY_EXCHANGES, ALL_HOST_KEYS, ALL_CIPHERS, ALL_MACS);

  public Algorithms {
    keyExchanges = checked("key exchange", keyExchanges, ALL_KEY_EXCHANGES);
    hostKeys = checked("host key algorithm", hostKeys, ALL_HOST_KEYS);
    ciphers = checked("cipher", ciphers, ALL_CIPHERS);
    macs = checked("MAC", macs, ALL_MACS);
  }

  /// Returns everything the engine has, in its own order: post-quantum key exchange first, then
  /// speed.
  public static Algorithms standard() {
    return STANDARD;
  }

  /// Returns every name that may be asked for, the standard ones among them.
  public static Algorithms known() {
    return STANDARD;
  }

  /// Returns these with other key exchanges.
  public Algorithms withKeyExchanges(List<String> names) {
    return new Algorithms(names, hostKeys, ciphers, macs);
  }

  /// Returns these with other host key algorithms.
  public Algorithms withHostKeys(List<String> names) {
    return new Algorithms(keyExchanges, names, ciphers, macs);
  }

  /// Returns these with other ciphers.
  public Algorithms withCiphers(List<String> names) {
    return new Algorithms(keyExchanges, hostKeys, names, macs);
  }

  /// Returns these with other MACs; they matter only with `aes128-ctr` and `aes256-ctr`.
  public Algorithms withMacs(List<String> names) {
    return new Algorithms(keyExchanges, hostKeys, ciphers, names);
  }

  private static List<String> checked(String kind, List<String> names, List<String> all) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no " + kind + " is offered; choose from " + all);
    }
    for (String name : names) {
      if (!all.contains(name)) {
        throw new IllegalArgumentException(
            "%s \"%s\" is not known here; choose from %s".formatted(kind, name, all));
      }
    }
    return List.copyOf(names);
  }
}
