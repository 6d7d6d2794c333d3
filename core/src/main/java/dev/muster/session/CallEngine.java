package dev.muster.session;

import dev.muster.fan.Engine;
import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Failure;
import dev.muster.model.HostTask;
import dev.muster.model.Phase;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.Prepared;
import java.time.Duration;

/// Makes the calls of one run, each to the agent of its host.
public final class CallEngine implements Engine {

  private final GroupGateways gateways;
  private final Prepared call;
  private final AgentOptions options;

  CallEngine(GroupGateways gateways, Prepared call, AgentOptions options) {
    this.gateways = gateways;
    this.call = call;
    this.options = options;
  }

  @Override
  public Work begin(HostTask task, WorkListener listener) {
    CallWork work = new CallWork(listener, () -> gateways.ended(task.rank()));
    String refusal = gateways.routes().refusal(task.rank());
    if (!refusal.isEmpty()) {
      Failure why = new Failure.Internal(Phase.CONNECT, task.address(), refusal);
      listener.ended(new WorkEnd.Failed(why, false));
      return work;
    }
    try {
      work.begin(gateways.agentForCall(task.rank(), options, call.closure()::java), call);
    } catch (IllegalStateException e) {
      listener.ended(
          new WorkEnd.Failed(new Failure.Cancelled(Phase.CONNECT, task.address()), false));
    }
    return work;
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    return gateways.schedule(delay, task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
