package dev.muster.wire.remote;

/// A channel has no more items, or takes none any more. The message says how it ended.
public final class ChannelEndedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ChannelEndedException(String message) {
    super(message);
  }

  public ChannelEndedException(String message, Throwable cause) {
    super(message, cause);
  }
}
