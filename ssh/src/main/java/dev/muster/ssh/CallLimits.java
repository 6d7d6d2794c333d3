package dev.muster.ssh;

/// How many callers are served before they have proven who they are and let us in.
///
/// Each of them is gone when it has let a phase pass without an answer ([Limits#handshake],
/// [Limits#authenticate]), so a place is taken for that long at most.
///
/// @param atOnce all together; more wait until there is a place, where the system keeps them
/// @param fromOne of one IPv4 address or one IPv6 network (the first 64 bits); more are hung up on,
///   so that one of them cannot take all places
public record CallLimits(int atOnce, int fromOne) {

  public CallLimits {
    if (atOnce < 1 || fromOne < 1) {
      throw new IllegalArgumentException(
          "at least one caller is served, not " + atOnce + " and " + fromOne + " of one address");
    }
  }

  /// Returns 100 at once, 10 of one address.
  public static CallLimits standard() {
    return new CallLimits(100, 10);
  }
}
