package dev.muster.ssh.forward;

import java.util.concurrent.CompletionStage;

/// Bytes each way between our code and a connection at the far side. Safe for use by many threads.
public interface SshStream {

  /// Returns who is at the other end, as the server says; made safe to show.
  String peer();

  /// Gives back window credit for `bytes` that the listener was given and is done with. A listener
  /// that never does stops the sender once the window is full.
  void consumed(int bytes);

  /// Sends bytes.
  ///
  /// The stage completes once the far window and the socket have taken all of them: wait for it
  /// before writing more, and memory stays flat. It completes on the event loop, and fails if the
  /// stream ends first. The array must not be changed until then.
  CompletionStage<Void> write(byte[] bytes);

  /// Says that nothing more is sent; what the other side sends still comes.
  void endInput();

  /// Ends it, both ways. Idempotent.
  void close();
}
