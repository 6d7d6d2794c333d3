package dev.muster.ssh.trust;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/// A `known_hosts` file that is there and cannot be used. Hosts are refused then, rather than
/// checked against less than all that is on file.
public final class KnownHostsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String file;

  KnownHostsException(String file, String message) {
    super(file + ": " + message);
    this.file = file;
  }

  private KnownHostsException(String file, String message, Throwable cause) {
    super(file + ": " + message, cause);
    this.file = file;
  }

  /// Makes the same once more, for another thread that waits.
  KnownHostsException(KnownHostsException cause) {
    super(cause.getMessage(), cause);
    this.file = cause.file;
  }

  static KnownHostsException unreadable(String file, IOException cause) {
    String why =
        cause instanceof AccessDeniedException
            ? "may not be read by this user; check its owner and permissions"
            : "cannot be read: " + cause;
    return new KnownHostsException(file, why, cause);
  }

  static KnownHostsException unwritable(String file, IOException cause) {
    String why =
        cause instanceof AccessDeniedException
            ? "may not be written by this user, so no new host can be put on file; check its owner"
                + " and permissions, or name another file"
            : "cannot be written, so no new host can be put on file: " + cause;
    return new KnownHostsException(file, why, cause);
  }

  /// Returns the name of the file as it was given.
  public String file() {
    return file;
  }
}
