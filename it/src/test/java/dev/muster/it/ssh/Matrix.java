package dev.muster.it.ssh;

import dev.muster.it.peer.KeyKind;
import dev.muster.ssh.Algorithms;
import java.util.ArrayList;
import java.util.List;

/// What is tried with each server: each key exchange, each cipher with each MAC, each host key
/// algorithm, each kind of user key and each compression, with one of all others.
final class Matrix {

  private static final Algorithms ALL = Algorithms.known();
  private static final Algorithms BASE =
      Algorithms.standard()
          .withKeyExchanges(List.of("curve25519-sha256", "curve25519-sha256@libssh.org"))
          .withCiphers(List.of("aes128-ctr"))
          .withMacs(List.of("hmac-sha2-256"));

  private Matrix() {}

  /// One thing that is tried.
  ///
  /// @param axis what varies
  /// @param name the row's name in its table
  /// @param offered what we offer
  /// @param userKey the kind of the key that we authenticate with
  /// @param hostKey the kind of the host key that is on file
  /// @param options the same for OpenSSH's client, as `-o` takes it
  record Cell(
      Axis axis,
      String name,
      Algorithms offered,
      KeyKind userKey,
      KeyKind hostKey,
      List<String> options) {}

  enum Axis {
    KEY_EXCHANGE("Key exchange"),
    CIPHER("Cipher and MAC"),
    HOST_KEY("Host key algorithm"),
    USER_KEY("User key"),
    COMPRESSION("Compression");

    private final String title;

    Axis(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String name : ALL.keyExchanges()) {
      cells.add(
          cell(
              Axis.KEY_EXCHANGE,
              name,
              BASE.withKeyExchanges(List.of(name)),
              "KexAlgorithms=" + name));
    }
    for (String cipher : ALL.ciphers()) {
      Algorithms offered = BASE.withCiphers(List.of(cipher));
      if (cipher.contains("gcm") || cipher.contains("poly1305")) {
        cells.add(cell(Axis.CIPHER, cipher, offered, "Ciphers=" + cipher));
      } else {
        for (String mac : ALL.macs()) {
          cells.add(
              cell(
                  Axis.CIPHER,
                  cipher + ", " + mac,
                  offered.withMacs(List.of(mac)),
                  "Ciphers=" + cipher,
                  "MACs=" + mac));
        }
      }
    }
    for (String name : ALL.hostKeys()) {
      if (!name.contains("cert")) { // certificates have tests of their own
        cells.add(
            new Cell(
                Axis.HOST_KEY,
                name,
                BASE.withHostKeys(List.of(name)),
                KeyKind.ED25519,
                kind(name),
                List.of("HostKeyAlgorithms=" + name)));
      }
    }
    for (KeyKind kind : KeyKind.values()) {
      cells.add(new Cell(Axis.USER_KEY, kind.algorithm(), BASE, kind, KeyKind.ED25519, List.of()));
    }
    for (String name : ALL.compressions()) {
      String yesOrNo = name.equals("none") ? "no" : "yes";
      cells.add(
          cell(
              Axis.COMPRESSION,
              name,
              BASE.withCompressions(List.of(name)),
              "Compression=" + yesOrNo));
    }
    return cells;
  }

  /// What every server here speaks.
  static Cell base() {
    return cell(Axis.KEY_EXCHANGE, "base", BASE);
  }

  private static Cell cell(Axis axis, String name, Algorithms offered, String... options) {
    return new Cell(axis, name, offered, KeyKind.ED25519, KeyKind.ED25519, List.of(options));
  }

  private static KeyKind kind(String hostKeyAlgorithm) {
    return switch (hostKeyAlgorithm) {
      case "ssh-ed25519" -> KeyKind.ED25519;
      case "ecdsa-sha2-nistp256" -> KeyKind.ECDSA;
      case "ecdsa-sha2-nistp384" -> KeyKind.ECDSA_384;
      case "ecdsa-sha2-nistp521" -> KeyKind.ECDSA_521;
      default -> KeyKind.RSA;
    };
  }
}
