package dev.muster.fleet;

import java.time.Duration;
import java.util.Set;

/// How a host misbehaves; one of these.
public sealed interface Trouble {

  /// It behaves.
  record None() implements Trouble {}

  /// It reads and says nothing more, for ever.
  record Hang(Point at) implements Trouble {}

  /// It closes the connection.
  ///
  /// @param reset whether by a TCP reset, which discards what is on its way; at [Point#ACCEPTED]
  ///   that is as near to a refused connection as one port for many addresses allows
  record Close(Point at, boolean reset) implements Trouble {}

  /// It says goodbye with a reason (RFC 4253 section 11.1) and closes; from [Point#IDENTIFIED] on,
  /// for a packet before the identification is none.
  record Disconnect(Point at, int reason, String text) implements Trouble {

    public Disconnect {
      if (at == Point.ACCEPTED) {
        throw new IllegalArgumentException("a goodbye comes after the identification at soonest");
      }
    }
  }

  /// It takes its time before it goes on, at each of these points.
  record Slow(Set<Point> at, Duration delay) implements Trouble {

    public Slow {
      at = Set.copyOf(at);
      positive("delay", delay);
    }
  }

  /// Whatever it says drips: so many bytes, then a wait.
  ///
  /// @param interval in steps of 8 ms
  record Trickle(int bytes, Duration interval) implements Trouble {

    public Trickle {
      if (bytes < 1) {
        throw new IllegalArgumentException("a trickle has at least 1 byte, not " + bytes);
      }
      positive("interval", interval);
    }
  }

  /// It talks for ever without meaning: lines of text from [Point#ACCEPTED] on, instead of an
  /// identification, or packets to be ignored from a later point on, besides its work.
  record Flood(Point from) implements Trouble {

    public Flood {
      if (from != Point.ACCEPTED && from.compareTo(Point.SECURED) < 0) {
        throw new IllegalArgumentException(
            "a flood begins at ACCEPTED or from SECURED on, not at " + from);
      }
    }
  }

  /// The connection drops after so many more bytes on the wire once a command was accepted: in the
  /// middle of its output, mostly within a packet.
  record Cut(long afterBytes) implements Trouble {

    public Cut {
      if (afterBytes < 0) {
        throw new IllegalArgumentException("bytes must not be negative, were " + afterBytes);
      }
    }
  }

  /// It shows its host key and cannot sign with it: what somebody in the middle would do.
  record BadSignature() implements Trouble {}

  /// It lets nobody in, whatever the key.
  record Deny() implements Trouble {}

  /// Returns whether it does something at that point.
  default boolean strikesAt(Point point) {
    return switch (this) {
      case Hang(Point at) -> at == point;
      case Close(Point at, boolean _) -> at == point;
      case Disconnect(Point at, int _, String _) -> at == point;
      case Slow(Set<Point> at, Duration _) -> at.contains(point);
      case Flood(Point from) -> from == point;
      case Cut _ -> point == Point.RUNNING;
      case None _, Trickle _, BadSignature _, Deny _ -> false;
    };
  }

  private static void positive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + duration);
    }
  }
}
