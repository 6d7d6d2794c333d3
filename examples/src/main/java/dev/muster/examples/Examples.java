package dev.muster.examples;

import dev.muster.Muster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The examples of one document. Runs those that are named, or all, each below a line with its
/// name.
final class Examples {

  /// One example: prints what its document shows.
  @FunctionalInterface
  interface Example {
    void run(Muster muster) throws Exception;
  }

  private final Map<String, Example> examples = new LinkedHashMap<>();

  Examples with(String name, Example example) {
    examples.put(name, example);
    return this;
  }

  void run(String... wanted) throws Exception {
    try (Muster muster = Muster.open()) {
      for (String name : wanted.length == 0 ? examples.keySet() : List.of(wanted)) {
        Example example = examples.get(name);
        if (example == null) {
          throw new IllegalArgumentException(
              "no example \"" + name + "\"; there are " + examples.keySet());
        }
        System.out.println("== " + name);
        example.run(muster);
      }
    }
  }
}
