package dev.muster.ssh.proxy;

/// A proxy does not connect us: it refuses, or it speaks something else than it should.
public final class ProxyException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Makes one with a message that goes on after `through PROXY: `.
  ProxyException(String message) {
    super(message);
  }
}
