package dev.muster.fleet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.transport.EndingException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// What the server's protocol code asks of whatever moves its bytes and keeps its time.
interface Driver {

  /// Work that is one step of a connection: all that it says leaves in one write.
  interface Work {
    void run() throws ProtocolException, EndingException, IOException, GeneralSecurityException;
  }

  /// Says that a point is reached; what was said before leaves now if there is trouble.
  ///
  /// @return whether to go on; if not, nothing may be answered
  boolean pass(Point point);

  /// Returns how many bytes of data may be said now, 0 or more.
  int room();

  /// Does `work` as a step of its own, after `delay`, unless the connection is over by then.
  void later(Duration delay, Work work);

  /// Does `work` as a step of its own, soon, unless the connection is over by then. For any thread.
  void soon(Work work);
}
