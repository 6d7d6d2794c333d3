package dev.muster.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What tests call by its name. Nothing of it may run here, but for the values of calls.
@SuppressWarnings("unused") // named on command lines
final class Sample {

  static {
    forbid();
  }

  private Sample() {}

  private static void forbid() {
    throw new IllegalStateException("a class whose method is called was initialized");
  }

  enum Level {
    LOW,
    HIGH
  }

  record Part(String name, Optional<Integer> number) {}

  static String check(String name) {
    return name;
  }

  static String check(String name, int times) {
    return name.repeat(times);
  }

  static void twin(int number) {}

  static void twin(String text) {}

  static void many(Level level, String... texts) {}

  static void scalars(int number, boolean truth, Level level, Duration time, Path path) {}

  static void maybe(Optional<Integer> number, Optional<String> text, Long large) {}

  static void parts(List<Part> parts, Map<String, Level> levels) {}

  static void bytes(byte[] bytes, String text) {}

  static void any(Object value) {}

  static void thread(Thread thread) {}

  @SuppressWarnings("NonApiType") // what it takes is what is tested
  static void list(ArrayList<String> list) {}

  int own() {
    return 1;
  }

  /// A class in a class.
  static final class Inner {

    private Inner() {}

    static void run() {}
  }
}
