package dev.muster.model;

import java.util.Optional;
import java.util.function.Consumer;

/// Who hears of what goes on beside results. Immutable.
///
/// @param trace where packets are told of, if anywhere
/// @param warnings hears, in a line that begins with "warning: ", of a host that is used though its
///   key is another than on file; on threads of its own, several at once
public record Diagnostics(Optional<Trace> trace, Consumer<String> warnings) {

  /// The name of the JDK's logger that says what nobody else hears.
  public static final String LOGGER = "dev.muster.host";

  private static final String WARNING = "warning: "; // which the logger says itself

  /// Returns one without a trace, which tells the JDK's logger `dev.muster.host`.
  public static Diagnostics standard() {
    return new Diagnostics(Optional.empty(), Diagnostics::log);
  }

  /// Returns this with a trace.
  public Diagnostics withTrace(Trace written) {
    return new Diagnostics(Optional.of(written), warnings);
  }

  /// Returns this with somebody else who hears warnings.
  public Diagnostics withWarnings(Consumer<String> told) {
    return new Diagnostics(trace, told);
  }

  private static void log(String line) {
    String plain = line.startsWith(WARNING) ? line.substring(WARNING.length()) : line;
    System.getLogger(LOGGER).log(System.Logger.Level.WARNING, plain);
  }
}
