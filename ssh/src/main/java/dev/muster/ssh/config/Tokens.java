package dev.muster.ssh.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The tokens that most keywords know.
///
/// @param typed `%n`, the name as it was typed
/// @param name `%h`, the name to connect to
/// @param alias `%k`, the name under which the host's key is on file
/// @param port `%p`
/// @param user `%r`
record Tokens(LocalSide local, String typed, String name, String alias, String port, String user)
    implements Expansion.Tokens {

  @Override
  public @Nullable String of(char token) {
    return switch (token) {
      case 'C' -> hash();
      case 'L' -> local.shortHostName();
      case 'd' -> local.home();
      case 'h' -> name;
      case 'i' -> Long.toString(local.uid());
      case 'k' -> alias;
      case 'l' -> local.hostName();
      case 'n' -> typed;
      case 'p' -> port;
      case 'r' -> user;
      case 'u' -> local.user();
      default -> null;
    };
  }

  /// Returns these and `%j`, the host to jump through, which newer OpenSSH knows.
  Expansion.Tokens withJump(String jump) {
    return token -> token == 'j' ? jump : of(token);
  }

  /// A name for the connection, for which OpenSSH takes SHA-1 over its parts; nothing secret or
  /// trusted hangs on it.
  private String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      for (String part : new String[] {local.hostName(), name, port, user}) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
