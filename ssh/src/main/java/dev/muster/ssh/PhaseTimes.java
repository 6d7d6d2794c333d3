package dev.muster.ssh;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long connections took for each phase up to the login, those that came through it.
///
/// Times are counted by their length, to an eighth of it, and not kept: a hundred thousand
/// connections take no more memory than one. Safe for use by many threads.
public final class PhaseTimes {

  /// What the connections took for one phase.
  ///
  /// @param count how many came through it
  /// @param median half of them took no longer; rounded up, by an eighth at most
  /// @param most 99 of 100 took no longer; rounded likewise
  /// @param longest what the slowest took
  /// @param slowest the address of the slowest
  public record Spread(
      long count, Duration median, Duration most, Duration longest, String slowest) {}

  /// Counts of the times of one phase. Guarded by itself.
  private static final class Tally {
    private final int[] counts = new int[BUCKETS];
    private long count;
    private long longest = -1;
    private @Nullable Destination slowest;

    synchronized void add(long nanos, Destination destination) {
      counts[bucket(nanos)]++;
      count++;
      if (nanos > longest) {
        longest = nanos;
        slowest = destination;
      }
    }

    synchronized Spread spread() {
      return new Spread(
          count,
          within(0.5),
          within(0.99),
          Duration.ofNanos(Math.max(0, longest)),
          slowest == null ? "" : slowest.address());
    }

    /// Returns what this share of all took at most.
    private Duration within(double share) {
      long wanted = (long) Math.ceil(share * count);
      long seen = 0;
      int bucket = -1;
      while (seen < wanted) {
        seen += counts[++bucket];
      }
      return Duration.ofNanos(bucket < 0 ? 0 : Math.min(longest, end(bucket)));
    }
  }

  /// Each doubling of a time is divided into so many.
  private static final int PARTS = 8;

  private static final int PART_BITS = 3;
  private static final int BUCKETS = 64 * PARTS;

  private final Map<Phase, Tally> tallies = new EnumMap<>(Phase.class);

  PhaseTimes() {
    for (Phase phase : Phase.values()) {
      if (phase.compareTo(Phase.AUTHENTICATE) <= 0) {
        tallies.put(phase, new Tally());
      }
    }
  }

  /// Takes note that a connection is through a phase.
  void passed(Phase phase, long nanos, Destination destination) {
    Tally tally = tallies.get(phase);
    if (tally != null) {
      tally.add(Math.max(0, nanos), destination);
    }
  }

  /// Returns what each phase took until now, in their order; those without that no connection came
  /// through.
  public Map<Phase, Spread> spreads() {
    Map<Phase, Spread> all = new EnumMap<>(Phase.class);
    tallies.forEach((phase, tally) -> {
      Spread spread = tally.spread();
      if (spread.count() > 0) {
        all.put(phase, spread);
      }
    });
    return all;
  }

  /// Returns the place of a time: exact below 8 ns, to an eighth from there on.
  static int bucket(long nanos) {
    if (nanos < PARTS) {
      return (int) nanos;
    }
    int shift = 63 - PART_BITS - Long.numberOfLeadingZeros(nanos);
    return (shift + 1) * PARTS + (int) (nanos >>> shift) - PARTS;
  }

  /// Returns the longest time that is counted there.
  static long end(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int shift = bucket / PARTS - 1;
    return ((long) (bucket % PARTS + PARTS + 1) << shift) - 1;
  }
}
