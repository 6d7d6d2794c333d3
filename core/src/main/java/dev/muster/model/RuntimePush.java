package dev.muster.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Says that a host without a Java, or with one that is too old, is given a small runtime, made of
/// the JDK that this runs on. Immutable.
///
/// It is made once by `jlink` and kept here, and kept on each host, in the user's cache folder of
/// either. Only a host with the same system, processor and C library can have it.
///
/// @param modules what it holds besides [#STANDARD], and what these need
/// @param told hears in a line what is made and sent, before it is; on any thread, and does not
///   block
/// @param limit how much longer a start may take in which one is pushed, the making of it included
public record RuntimePush(List<String> modules, Consumer<String> told, Duration limit) {

  /// How much longer a start with a push may take unless somebody says otherwise.
  public static final Duration STANDARD_LIMIT = Duration.ofMinutes(15);

  /// What every one holds: what the agent and the tools need, and what much code takes for granted.
  public static final List<String> STANDARD =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.net.http",
          "java.xml",
          "jdk.unsupported",
          "jdk.zipfs");

  private static final String PUSH = "push";
  private static final Pattern MODULE = Pattern.compile("[a-zA-Z_][\\w]*(\\.[a-zA-Z_][\\w]*)*");

  public RuntimePush {
    if (!limit.isPositive() || limit.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "the limit of time of a push must be above 0 and at most 1 day, was " + limit);
    }
    modules = List.copyOf(new TreeSet<>(modules));
    for (String module : modules) {
      if (!MODULE.matcher(module).matches()) {
        throw new IllegalArgumentException("\"" + module + "\" is no name of a module");
      }
    }
  }

  /// Returns one with [#STANDARD] modules, which tells the JDK's logger `dev.muster.host`.
  public static RuntimePush standard() {
    return new RuntimePush(List.of(), RuntimePush::log, STANDARD_LIMIT);
  }

  /// Reads `push` or `push:MODULE,MODULE`; `+` separates modules too.
  ///
  /// @throws IllegalArgumentException if it is something else; the message says what
  public static RuntimePush parse(String text) {
    if (text.equals(PUSH)) {
      return standard();
    }
    if (!text.startsWith(PUSH + ":")) {
      throw new IllegalArgumentException(
          "wanted push, or push:MODULE,MODULE with further modules of the JDK, got \""
              + text
              + "\"");
    }
    return standard().withModules(List.of(text.substring(PUSH.length() + 1).split("[,+]", -1)));
  }

  /// Returns this with further modules.
  public RuntimePush withModules(List<String> more) {
    List<String> all = new ArrayList<>(modules);
    all.addAll(more);
    return new RuntimePush(all, told, limit);
  }

  /// Returns this with somebody else who hears what is made and sent.
  public RuntimePush telling(Consumer<String> other) {
    return new RuntimePush(modules, other, limit);
  }

  /// Returns this with another limit of time.
  public RuntimePush within(Duration other) {
    return new RuntimePush(modules, told, other);
  }

  private static void log(String line) {
    System.getLogger(Diagnostics.LOGGER).log(System.Logger.Level.INFO, line);
  }
}
