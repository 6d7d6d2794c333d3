package dev.muster.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A channel has no more items, takes none, or had none in time.
public final class ChannelException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final boolean late;
  private final transient @Nullable Thrown thrown;

  private ChannelException(String message, @Nullable Thrown thrown, boolean late) {
    super(message, thrown == null ? null : thrown.asThrowable());
    this.thrown = thrown;
    this.late = late;
  }

  private ChannelException(String message, Throwable cause) {
    super(message, cause);
    this.thrown = null;
    this.late = false;
  }

  /// Returns one that says how a channel ended.
  ///
  /// @param id the gateway's
  /// @param thrown what code at the other end threw, if that was it
  /// @param why in words; empty if it ended in order
  public static ChannelException ended(String id, Optional<Thrown> thrown, String why) {
    String words =
        thrown.isPresent()
            ? "the code there threw " + thrown.get().words()
            : why.isEmpty() ? "the other end has ended it" : why;
    return new ChannelException(id + ": no more items: " + words, thrown.orElse(null), false);
  }

  /// Returns one for an item that did not come in time.
  public static ChannelException timedOut(String id) {
    return new ChannelException(id + ": no item came in time", null, true);
  }

  /// Returns one for an item that cannot be sent any more.
  public static ChannelException closed(String id) {
    return new ChannelException(id + ": the channel is closed", null, false);
  }

  /// Returns one for a channel that was closed because what was given its items threw.
  ///
  /// @param cause what it threw
  public static ChannelException refused(String id, Throwable cause) {
    return new ChannelException(
        id + ": no more items: what they were handed to threw " + cause, cause);
  }

  /// Returns one for a thread that was interrupted while it waited; the channel is as it was.
  public static ChannelException interrupted(String id) {
    return new ChannelException(id + ": interrupted while waiting for an item", null, false);
  }

  /// Returns whether only the time was over: the channel is as it was.
  public boolean timedOut() {
    return late;
  }

  /// Returns what code at the other end threw, if that ended it.
  public Optional<Thrown> thrown() {
    return Optional.ofNullable(thrown);
  }
}
