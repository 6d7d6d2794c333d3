package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.model.StdStream;

/// Cares for nothing that an agent says.
record Nobody() implements AgentLink.Owner {

  @Override
  public void printed(StdStream stream, byte[] bytes, Runnable credit) {}

  @Override
  public void logged(LogLine line) {}

  @Override
  public void over(AgentLink link, Failure why) {}
}
