package dev.muster.session.agent;

import dev.muster.session.runtime.RuntimeOffer;
import java.util.Optional;

/// What a host may ask for while an agent is started there, besides what every start is told.
public final class Supplies {

  private final byte[] jar;
  private final Optional<RuntimeOffer> runtime;

  Supplies(byte[] jar, Optional<RuntimeOffer> runtime) {
    this.jar = jar;
    this.runtime = runtime;
  }

  /// Returns the agent's jar, to be read only; empty if somebody else gives it.
  byte[] jar() {
    return jar;
  }

  /// Returns the Java runtime, if one may be pushed.
  Optional<RuntimeOffer> runtime() {
    return runtime;
  }

  /// Returns these for a host that gets the jar from the agent that starts its own.
  Supplies withoutJar() {
    return new Supplies(new byte[0], runtime);
  }
}
