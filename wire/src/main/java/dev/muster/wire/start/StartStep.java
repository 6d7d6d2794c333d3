package dev.muster.wire.start;

/// What a start has come to.
public sealed interface StartStep {

  /// Nothing new: more has to be read.
  record More() implements StartStep {}

  /// The jar is to be sent.
  record NeedsJar() implements StartStep {}

  /// The agent speaks; what was read and not looked at is of frames.
  ///
  /// @param version of the agent
  /// @param java the Java that it runs on, such as `17.0.15`
  record Ready(String version, String java) implements StartStep {}

  /// It cannot start.
  ///
  /// @param code one word, such as `no-java`
  /// @param text facts, in the host's words
  record Failed(String code, String text) implements StartStep {}
}
