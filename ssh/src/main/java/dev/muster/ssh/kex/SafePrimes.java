package dev.muster.ssh.kex;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Finds out whether the prime that a server sent in a group exchange is one, and a safe one.
///
/// Modulo anything else the secret can be had with less work than the size promises: a server with
/// a bad file of groups would expose each session to whoever listens. The test takes tens of
/// milliseconds and more, so what passed is remembered; servers draw from files of some hundred
/// groups, which most of them share.
final class SafePrimes {

  /// How many are remembered, of at most a kilobyte each; beyond that, each is tested again.
  private static final int KEPT = 512;

  private static final int CERTAINTY = 64;

  private static final Set<BigInteger> passed = ConcurrentHashMap.newKeySet();

  private SafePrimes() {}

  /// Checks `p`. Slow, and safe for many threads.
  static void check(BigInteger p) throws GeneralSecurityException {
    if (passed.contains(p)) {
      return;
    }
    if (!p.isProbablePrime(CERTAINTY) || !p.shiftRight(1).isProbablePrime(CERTAINTY)) {
      throw new GeneralSecurityException(
          "the modulus of its group, of " + p.bitLength() + " bits, is no safe prime");
    }
    if (passed.size() < KEPT) {
      passed.add(p);
    }
  }
}
