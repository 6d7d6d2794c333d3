package dev.muster.agent;

import java.util.HexFormat;

/// SHA-256 of what is pushed.
final class Digests {

  private Digests() {}

  static boolean is(byte[] bytes, String sha256) {
    return sha256(bytes).equals(sha256);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.of(bytes));
  }
}
