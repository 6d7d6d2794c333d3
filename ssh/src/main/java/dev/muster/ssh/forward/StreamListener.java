package dev.muster.ssh.forward;

import java.util.Optional;

/// Hears what becomes of one stream. Called on the connection's event loop, one call at a time and
/// in order: it must not block.
public interface StreamListener {

  /// It is open: what is written from now on leaves at once.
  default void opened(SshStream stream) {}

  /// Bytes came; they are the listener's own. Give the credit back with [SshStream#consumed] when
  /// done with them.
  void received(SshStream stream, byte[] bytes);

  /// The other side sends no more. Close the stream when all that is to be sent was sent.
  default void receivedEnd(SshStream stream) {}

  /// It is over; the last call.
  ///
  /// @param why empty if either side closed it once it was open
  void ended(SshStream stream, Optional<String> why);
}
