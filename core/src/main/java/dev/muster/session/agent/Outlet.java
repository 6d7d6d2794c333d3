package dev.muster.session.agent;

import dev.muster.model.Failure;
import java.io.IOException;

/// How a start reaches the host: what it sends there, and how it gives up. Safe for use by many
/// threads.
public interface Outlet {

  /// Sends a little, in order, without waiting for the host where that could hold up others.
  void send(byte[] bytes);

  /// Sends a part of something large, and returns when more may be sent.
  ///
  /// @throws IOException if nobody reads any more; why is told elsewhere
  /// @throws InterruptedException if the thread is interrupted
  void sendNext(byte[] bytes) throws IOException, InterruptedException;

  /// Ends the start, for a reason that lies here.
  void giveUp(Failure why);
}
