package dev.muster.session.agent;

import dev.muster.model.Failure;

/// Who waits for an agent to be ready; told once, by any thread, and does not block.
public interface AgentWaiter {

  /// It is.
  void ready();

  /// It will not be.
  void failed(Failure why);
}
