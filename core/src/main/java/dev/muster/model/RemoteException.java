package dev.muster.model;

/// Stands for what code on a host threw: its message names the class there, its frames are those of
/// the host.
public final class RemoteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Thrown thrown;

  RemoteException(Thrown thrown) {
    super(thrown.message().isEmpty() ? thrown.type() : thrown.type() + ": " + thrown.message());
    this.thrown = thrown;
    setStackTrace(thrown.stack().toArray(StackTraceElement[]::new));
    thrown.cause().ifPresent(cause -> initCause(cause.asThrowable()));
    thrown.suppressed().forEach(each -> addSuppressed(each.asThrowable()));
  }

  /// Returns what was thrown.
  public Thrown thrown() {
    return thrown;
  }
}
