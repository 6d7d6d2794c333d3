package dev.muster.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Thrown where a caller asked for an exception if any host failed. The message is one line for
/// each of the first ten.
public final class HostsFailedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 10;

  private final transient List<Result<?>> failures;

  HostsFailedException(int hosts, List<? extends Result<?>> failures) {
    super(words(hosts, failures));
    this.failures = List.copyOf(failures);
  }

  HostsFailedException(Result<?> failure) {
    super(failure.message(), cause(failure));
    this.failures = List.of(failure);
  }

  private static @Nullable Throwable cause(Result<?> failure) {
    return failure instanceof Result.Threw<?>(_, _, _, Thrown thrown) ? thrown.asThrowable() : null;
  }

  /// Returns the results of the hosts that failed, in the order given.
  public List<Result<?>> failures() {
    return failures;
  }

  private static String words(int hosts, List<? extends Result<?>> failures) {
    StringBuilder words = new StringBuilder();
    words.append(failures.size()).append(" of ").append(hosts).append(" hosts failed");
    int shown = Math.min(SHOWN, failures.size());
    for (Result<?> failure : failures.subList(0, shown)) {
      words.append('\n').append(failure.message());
    }
    if (failures.size() > shown) {
      words.append("\nand ").append(failures.size() - shown).append(" more");
    }
    return words.toString();
  }
}
