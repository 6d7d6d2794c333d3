package dev.muster.bench;

import java.util.List;
import java.util.Map;

/// A program in a race.
///
/// @param name how it is called in tables
/// @param words its command line
/// @param environment variables it needs beside ours
/// @param check says what is wrong with a run
record Contender(String name, List<String> words, Map<String, String> environment, Check check) {

  Contender {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /// A verdict on a run.
  @FunctionalInterface
  interface Check {
    /// What is wrong, or nothing: an empty text.
    String fault(Measured run) throws java.io.IOException;
  }
}
