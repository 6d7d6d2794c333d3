package dev.muster.ssh.channel;

/// How a session channel ended while its connection lived on.
public sealed interface ChannelEnd {

  /// The command ended with a status.
  record Exited(int status) implements ChannelEnd {}

  /// A signal ended the command.
  record Signalled(String signal, boolean coreDumped, String text) implements ChannelEnd {}

  /// The server closed the channel without a word about the command.
  record NoStatus() implements ChannelEnd {}

  /// The server opened no channel: nothing ran.
  record NotOpened(String what, String why) implements ChannelEnd {}

  /// The server refused what was asked for on the channel: nothing ran.
  record Refused(String what, String why) implements ChannelEnd {}

  /// Our side closed it.
  ///
  /// @param started whether the command may have begun
  record Cancelled(boolean started) implements ChannelEnd {}
}
