package dev.muster.wire.start;

/// What a start has come to.
public sealed interface StartStep {

  /// Nothing new: more has to be read.
  record More() implements StartStep {}

  /// Something is to be sent.
  ///
  /// @param what empty: the jar; `runtime`: the line of script that finds a Java or asks for one;
  ///   `archive`: a Java, with its size and digest before it
  /// @param place where it will be kept, in the host's words
  record Needs(String what, String place) implements StartStep {}

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
