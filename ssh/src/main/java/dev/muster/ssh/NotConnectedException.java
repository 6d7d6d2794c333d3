package dev.muster.ssh;

import java.io.IOException;

/// A wire turns out to lead to no host: what leads there failed before the host said anything.
final class NotConnectedException extends IOException {

  private static final long serialVersionUID = 1L;

  NotConnectedException(String message) {
    super(message);
  }
}
