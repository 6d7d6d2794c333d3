package dev.muster.bench;

/// A benchmark that cannot go on; the message says why and what to do.
final class NotPossible extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotPossible(String message) {
    super(message);
  }
}
