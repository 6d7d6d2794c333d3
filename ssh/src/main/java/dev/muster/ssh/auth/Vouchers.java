package dev.muster.ssh.auth;

import java.util.Optional;

/// Who else speaks for a user, where nobody needs a secret of theirs. Immutable.
///
/// @param gss tickets of a third party that user and server trust
/// @param machine the machine that the user works on
public record Vouchers(Optional<Gss> gss, Optional<Hostbased> machine) {

  /// Returns nobody.
  public static Vouchers none() {
    return new Vouchers(Optional.empty(), Optional.empty());
  }

  /// Returns these with tickets.
  public Vouchers withGss(Gss tickets) {
    return new Vouchers(Optional.of(tickets), machine);
  }

  /// Returns these with the machine.
  public Vouchers withMachine(Hostbased speaker) {
    return new Vouchers(gss, Optional.of(speaker));
  }

  /// Returns these with nothing given for the host to keep.
  Vouchers undelegated() {
    return new Vouchers(gss.map(Gss::undelegated), machine);
  }

  /// Returns why a method that was wanted cannot be tried, in a few words; empty if it can, or was
  /// not wanted.
  String obstacle(Method method) {
    return switch (method) {
      case GSSAPI_WITH_MIC -> gss.map(Gss::obstacle).orElse("");
      case HOSTBASED -> machine.map(Hostbased::obstacle).orElse("");
      case PUBLIC_KEY, KEYBOARD_INTERACTIVE, PASSWORD -> "";
    };
  }

  /// Returns whether there is somebody to try a method with.
  boolean isPossible(Method method) {
    return switch (method) {
      case GSSAPI_WITH_MIC -> gss.isPresent() && obstacle(method).isEmpty();
      case HOSTBASED -> machine.isPresent() && obstacle(method).isEmpty();
      case PUBLIC_KEY, KEYBOARD_INTERACTIVE, PASSWORD -> false;
    };
  }
}
