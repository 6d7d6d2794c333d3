package dev.muster.ssh.transport;

/// Carries an [Ending] out of the protocol code to the driver.
public final class EndingException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Ending ending;

  /// Makes one; it has no stack trace, for it is a message and no defect.
  public EndingException(Ending ending) {
    super(ending.toString(), null, false, false);
    this.ending = ending;
  }

  /// Returns why.
  public Ending ending() {
    return ending;
  }
}
