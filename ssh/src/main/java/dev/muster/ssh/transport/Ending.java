package dev.muster.ssh.transport;

import java.util.List;

/// Why the protocol cannot go on: exactly one of these.
public sealed interface Ending {

  /// The peer broke the protocol; `what` says what was wanted and what came.
  record Broken(String what) implements Ending {}

  /// The peer said goodbye (RFC 4253 section 11.1).
  record Disconnected(int reason, String text) implements Ending {}

  /// The proposals share no algorithm of one kind.
  record NoCommonAlgorithm(String kind, List<String> ours, List<String> theirs) implements Ending {}

  /// The server has a better key exchange than the one that was put first for the sake of a guess:
  /// the connection is to be made again in our own order. No failure; nothing was said on it yet.
  record StartOver() implements Ending {}

  /// The host key is not trusted.
  record HostKeyRefused(String why) implements Ending {}

  /// The server accepts none of what we have to authenticate with.
  record NotAuthenticated(List<String> tried, List<String> accepted) implements Ending {}
}
