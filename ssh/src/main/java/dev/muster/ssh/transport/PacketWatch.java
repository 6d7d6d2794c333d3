package dev.muster.ssh.transport;

import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.Agreement;

/// Sees what goes by on one connection, without a say in it. Called on the thread that drives the
/// protocol, which it must not hold up; what it is shown holds secrets and is valid during the call
/// only.
public interface PacketWatch {

  /// The peer's identification string came.
  void identified(String text);

  /// A packet was sealed or opened.
  ///
  /// @param sequence its number, as a `uint32`
  /// @param bytes its length on the wire, with its length field and its tag
  /// @param message what it holds, from the message's number on, not compressed
  void packet(boolean sent, int sequence, int bytes, SshReader message);

  /// Both proposals are known, and this is what they come to.
  void agreed(Agreement agreement);

  /// The connection is over.
  void ended(String why);
}
