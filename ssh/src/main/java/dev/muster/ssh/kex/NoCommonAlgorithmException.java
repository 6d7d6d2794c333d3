package dev.muster.ssh.kex;

import java.util.List;

/// The two proposals share no algorithm of one kind.
public final class NoCommonAlgorithmException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String kind;
  private final transient List<String> client;
  private final transient List<String> server;

  NoCommonAlgorithmException(String kind, List<String> client, List<String> server) {
    super("no common " + kind);
    this.kind = kind;
    this.client = client;
    this.server = server;
  }

  /// Returns what could not be agreed on, such as `key exchange`.
  public String kind() {
    return kind;
  }

  /// Returns what the client proposed.
  public List<String> client() {
    return client;
  }

  /// Returns what the server proposed.
  public List<String> server() {
    return server;
  }
}
