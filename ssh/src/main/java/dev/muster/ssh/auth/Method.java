package dev.muster.ssh.auth;

import java.util.Optional;

/// A way to authenticate that is known here, in the order in which OpenSSH prefers them.
public enum Method {
  /// Tokens of the GSS-API, mostly Kerberos tickets, and a signature with what they agreed on (RFC
  /// 4462 section 3).
  GSSAPI_WITH_MIC("gssapi-with-mic"),
  /// A signature by the machine that the user works on (RFC 4252 section 9).
  HOSTBASED("hostbased"),
  /// A signature by a private key (RFC 4252 section 7).
  PUBLIC_KEY("publickey"),
  /// Questions of the server and their answers (RFC 4256).
  KEYBOARD_INTERACTIVE("keyboard-interactive"),
  /// A password (RFC 4252 section 8).
  PASSWORD("password");

  private final String wireName;

  Method(String wireName) {
    this.wireName = wireName;
  }

  /// Returns the method with that name in the protocol, if it is known here.
  public static Optional<Method> named(String wireName) {
    for (Method method : values()) {
      if (method.wireName.equals(wireName)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /// Returns the name in the protocol.
  public String wireName() {
    return wireName;
  }

  /// Returns the name in the protocol.
  @Override
  public String toString() {
    return wireName;
  }
}
