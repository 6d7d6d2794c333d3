package dev.muster.ssh.config;

/// A configuration that cannot be used; the message says in which file and line, and why.
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }

  ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
