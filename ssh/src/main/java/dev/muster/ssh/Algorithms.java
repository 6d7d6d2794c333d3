package dev.muster.ssh;

import dev.muster.ssh.crypto.Crypto;
import java.util.ArrayList;
import java.util.List;

/// Which algorithms are offered, the preferred ones first.
///
/// Names are those of the protocol (the IANA registry and OpenSSH's `PROTOCOL`). Host key
/// algorithms with a certificate (`*-cert-v01@openssh.com`) are offered only to hosts that an
/// authority on file may speak for.
///
/// What is weak exists and is not standard: SHA-1, CBC and 3DES are used only where somebody named
/// them. `sntrup761x25519-sha512` is computed by Bouncy Castle where the program has that library,
/// and is not standard because it takes a hundred times as long as the others.
///
/// @param compressions `none`, or `zlib@openssh.com`, which begins once the user is authenticated
public record Algorithms(
    List<String> keyExchanges,
    List<String> hostKeys,
    List<String> ciphers,
    List<String> macs,
    List<String> compressions) {

  private static final List<String> KEY_EXCHANGES =
      List.of(
          "mlkem768x25519-sha256",
          "curve25519-sha256",
          "curve25519-sha256@libssh.org",
          "ecdh-sha2-nistp256",
          "ecdh-sha2-nistp384",
          "ecdh-sha2-nistp521",
          "diffie-hellman-group16-sha512",
          "diffie-hellman-group18-sha512",
          "diffie-hellman-group-exchange-sha256",
          "diffie-hellman-group14-sha256");
  private static final List<String> WEAK_KEY_EXCHANGES = List.of("diffie-hellman-group14-sha1");
  private static final List<String> SNTRUP761 =
      List.of("sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com");
  private static final List<String> HOST_KEYS =
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
  private static final List<String> WEAK_HOST_KEYS = List.of("ssh-rsa");
  private static final List<String> CIPHERS =
      List.of(
          "aes128-gcm@openssh.com",
          "aes256-gcm@openssh.com",
          "chacha20-poly1305@openssh.com",
          "aes128-ctr",
          "aes192-ctr",
          "aes256-ctr");
  private static final List<String> WEAK_CIPHERS =
      List.of("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc");
  private static final List<String> MACS =
      List.of(
          "hmac-sha2-256-etm@openssh.com",
          "hmac-sha2-512-etm@openssh.com",
          "hmac-sha2-256",
          "hmac-sha2-512");
  private static final List<String> WEAK_MACS = List.of("hmac-sha1-etm@openssh.com", "hmac-sha1");
  private static final List<String> COMPRESSIONS = List.of("none");
  private static final List<String> MORE_COMPRESSIONS = List.of("zlib@openssh.com");
  private static final Algorithms STANDARD =
      new Algorithms(KEY_EXCHANGES, HOST_KEYS, CIPHERS, MACS, COMPRESSIONS);

  public Algorithms {
    keyExchanges = checked("key exchange", keyExchanges, KEY_EXCHANGES, WEAK_KEY_EXCHANGES);
    hostKeys = checked("host key algorithm", hostKeys, HOST_KEYS, WEAK_HOST_KEYS);
    ciphers = checked("cipher", ciphers, CIPHERS, WEAK_CIPHERS);
    macs = checked("MAC", macs, MACS, WEAK_MACS);
    compressions = checked("compression", compressions, COMPRESSIONS, MORE_COMPRESSIONS);
  }

  /// Returns everything that is sound, in the engine's own order: post-quantum key exchange first,
  /// then speed; nothing is compressed.
  public static Algorithms standard() {
    return STANDARD;
  }

  /// Returns every name that may be asked for: the standard ones, then the weak and the dear ones.
  public static Algorithms known() {
    return Known.ALL;
  }

  /// Made when it is first asked for: whether all can be computed takes a look at what is there.
  private static final class Known {

    private static final Algorithms ALL = all();

    private static Algorithms all() {
      List<String> keyExchanges = joined(KEY_EXCHANGES, WEAK_KEY_EXCHANGES);
      return new Algorithms(
          Crypto.hasSntrup761() ? joined(keyExchanges, SNTRUP761) : keyExchanges,
          joined(HOST_KEYS, WEAK_HOST_KEYS),
          joined(CIPHERS, WEAK_CIPHERS),
          joined(MACS, WEAK_MACS),
          joined(COMPRESSIONS, MORE_COMPRESSIONS));
    }
  }

  /// Returns these with other key exchanges.
  public Algorithms withKeyExchanges(List<String> names) {
    return new Algorithms(names, hostKeys, ciphers, macs, compressions);
  }

  /// Returns these with other host key algorithms.
  public Algorithms withHostKeys(List<String> names) {
    return new Algorithms(keyExchanges, names, ciphers, macs, compressions);
  }

  /// Returns these with other ciphers.
  public Algorithms withCiphers(List<String> names) {
    return new Algorithms(keyExchanges, hostKeys, names, macs, compressions);
  }

  /// Returns these with other MACs; ciphers that authenticate by themselves need none.
  public Algorithms withMacs(List<String> names) {
    return new Algorithms(keyExchanges, hostKeys, ciphers, names, compressions);
  }

  /// Returns these with other compressions.
  public Algorithms withCompressions(List<String> names) {
    return new Algorithms(keyExchanges, hostKeys, ciphers, macs, names);
  }

  private static List<String> checked(
      String kind, List<String> names, List<String> standard, List<String> others) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no " + kind + " is offered; choose from " + standard);
    }
    for (String name : names) {
      if (!standard.contains(name) && !others.contains(name)) {
        checkOptional(kind, name, joined(standard, others));
      }
    }
    return List.copyOf(names);
  }

  private static void checkOptional(String kind, String name, List<String> known) {
    if (!SNTRUP761.contains(name)) {
      throw new IllegalArgumentException(
          "%s \"%s\" is not known here; choose from %s".formatted(kind, name, known));
    }
    if (!Crypto.hasSntrup761()) {
      throw new IllegalArgumentException(
          "%s \"%s\" needs Bouncy Castle (bcprov-jdk18on), which this program does not have"
              .formatted(kind, name));
    }
  }

  private static List<String> joined(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
