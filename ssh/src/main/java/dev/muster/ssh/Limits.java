package dev.muster.ssh;

import java.time.Duration;

/// How long each phase of a connection may take, and how a quiet one is kept alive.
///
/// Every phase has a limit, always: nothing waits for ever for a peer that says nothing.
///
/// @param resolve looking the name up
/// @param connect making the TCP connection, all addresses and attempts together, with what is said
///   to a proxy
/// @param handshake from the TCP connection to the end of the first key exchange (banner, key
///   exchange, host key), each of the phases
/// @param authenticate authenticating, all methods together
/// @param open opening a session and having the command accepted, and whatever else is asked of the
///   server by name: a forwarding, a connection that leads through it
/// @param keepAlive how long a connection may be silent before the server is asked for a sign of
///   life; zero: never
/// @param questions after how many unanswered questions for a sign of life the connection ends; 0:
///   at the first silence
public record Limits(
    Duration resolve,
    Duration connect,
    Duration handshake,
    Duration authenticate,
    Duration open,
    Duration keepAlive,
    int questions) {

  /// How many questions OpenSSH asks in vain, too.
  public static final int STANDARD_QUESTIONS = 3;

  public Limits {
    positive("resolve", resolve);
    positive("connect", connect);
    positive("handshake", handshake);
    positive("authenticate", authenticate);
    positive("open", open);
    if (keepAlive.isNegative()) {
      throw new IllegalArgumentException("keepAlive must not be negative, was " + keepAlive);
    }
    if (questions < 0) {
      throw new IllegalArgumentException("questions must not be negative, was " + questions);
    }
  }

  /// Makes limits with three questions for a sign of life.
  public Limits(
      Duration resolve,
      Duration connect,
      Duration handshake,
      Duration authenticate,
      Duration open,
      Duration keepAlive) {
    this(resolve, connect, handshake, authenticate, open, keepAlive, STANDARD_QUESTIONS);
  }

  /// Returns 10 s for each phase up to the key exchange, 30 s for authentication and opening, a
  /// sign of life each 60 s.
  public static Limits standard() {
    Duration ten = Duration.ofSeconds(10);
    Duration thirty = Duration.ofSeconds(30);
    return new Limits(ten, ten, ten, thirty, thirty, Duration.ofSeconds(60));
  }

  /// Returns these with `limit` for each phase before authentication.
  public Limits connectingWithin(Duration limit) {
    return new Limits(limit, limit, limit, authenticate, open, keepAlive, questions);
  }

  /// Returns these with another time to authenticate.
  public Limits authenticatingWithin(Duration limit) {
    return new Limits(resolve, connect, handshake, limit, open, keepAlive, questions);
  }

  /// Returns these with another time of silence and other questions after it.
  public Limits keepingAlive(Duration interval, int unanswered) {
    return new Limits(resolve, connect, handshake, authenticate, open, interval, unanswered);
  }

  private static void positive(String name, Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + limit);
    }
  }
}
