package dev.muster.ssh.channel;

/// What becomes of one session channel. Called in order; [#ended] is the last and comes exactly
/// once.
public interface SessionEvents {

  /// The server accepted the command.
  void started();

  /// The command printed on standard output; the array belongs to the callee.
  void out(byte[] bytes);

  /// The command printed on standard error; the array belongs to the callee.
  void err(byte[] bytes);

  /// It is over.
  void ended(ChannelEnd end);
}
