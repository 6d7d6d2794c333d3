package dev.muster.ssh.auth;

import java.util.List;

/// By which rules ways to authenticate are tried. Immutable.
///
/// @param methods which are used, the preferred first (`PreferredAuthentications`)
/// @param maxTries how many refusals a server bears: it ends the connection with the last of them
///   (`MaxAuthTries` of `sshd_config`)
/// @param proofWanted whether a server is left that lets the user in without any proof of who they
///   are: whoever poses as a server can do that, and ask for secrets afterwards
public record Rules(List<Method> methods, int maxTries, boolean proofWanted) {

  public Rules {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "no method to authenticate with; choose from " + List.of(Method.values()));
    }
    if (maxTries < 1) {
      throw new IllegalArgumentException("maxTries must be at least 1, was " + maxTries);
    }
  }

  /// Returns all methods in OpenSSH's order, for servers that bear six refusals; a server may let
  /// the user in without a proof.
  public static Rules standard() {
    return new Rules(List.of(Method.values()), Authentication.STANDARD_TRIES, false);
  }

  /// Returns these with other methods or another order.
  public Rules withMethods(List<Method> ordered) {
    return new Rules(ordered, maxTries, proofWanted);
  }

  /// Returns these for servers that bear so many refusals.
  public Rules withMaxTries(int refusals) {
    return new Rules(methods, refusals, proofWanted);
  }

  /// Returns these with a proof wanted, or not.
  public Rules withProofWanted(boolean wanted) {
    return new Rules(methods, maxTries, wanted);
  }
}
