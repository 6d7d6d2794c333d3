package dev.muster.ssh.kerberos;

import java.util.HexFormat;

/// Kerberos' error tokens for tests elsewhere.
public final class ErrorTokens {

  private ErrorTokens() {}

  /// Returns a token that says that the clocks differ.
  public static byte[] ofClocks() {
    return HexFormat.of()
        .parseHex("602006092a864886f71201020203007e11300fa003020105a10302011ea603020125");
  }

  /// Returns what a token means, as users are told.
  public static String meaning(byte[] token) {
    return KerberosError.meaning(token);
  }
}
