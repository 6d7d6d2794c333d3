package dev.muster;

import dev.muster.call.Taken;
import dev.muster.model.HostTask;
import dev.muster.model.Result;
import dev.muster.session.GroupGateways;
import dev.muster.session.agent.AgentLink;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.Answer;
import dev.muster.session.agent.ChannelLink;
import dev.muster.session.agent.OutputSink;
import dev.muster.session.agent.PendingCall;
import dev.muster.session.agent.Prepared;
import dev.muster.wire.remote.ChannelAction;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One target of a group, and the agent there once it is needed.
///
/// Belongs to its group, which ends it. Safe for use by many threads: any number of calls and
/// channels may be under way.
public final class Gateway implements GatewayCalls {

  private final HostTask host;
  private final GroupGateways gateways;
  private final AgentOptions options;
  private final Duration limit;

  Gateway(HostTask host, GroupGateways gateways, AgentOptions options, Duration limit) {
    this.host = host;
    this.gateways = gateways;
    this.options = options;
    this.limit = limit;
  }

  /// Returns its id in the group.
  public String id() {
    return host.host();
  }

  /// Returns this with another limit of time for its calls.
  public Gateway within(Duration time) {
    return new Gateway(host, gateways, options, time);
  }

  @Override
  public <R extends @Nullable Object> Result<R> callOf(
      Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException {
    long start = System.nanoTime();
    PendingCall pending =
        agent().call(Prepared.of(Taken.apart(function), arguments, limit), OutputSink.none());
    Answer answer;
    try {
      answer = pending.answer().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer = pending.timedOut(limit);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      pending.cancel();
      throw e;
    }
    return Answers.result(host, System.nanoTime() - start, answer);
  }

  /// Opens a channel to `function`, which is given its other end and ends it by returning. Returns
  /// at once; who sends or receives waits until it is open.
  ///
  /// @throws IllegalArgumentException if the function cannot travel
  public <S extends @Nullable Object, R extends @Nullable Object> Channel<S, R> open(
      ChannelAction<S, R> function) {
    Prepared prepared = Prepared.of(Taken.apart(function), List.of(), Duration.ZERO);
    return new Channel<>(
        this, ChannelLink.toFunction(agent(), prepared, OutputSink.none(), () -> {}));
  }

  private AgentLink agent() {
    return gateways.agent(host.rank(), options);
  }

  @Override
  public String toString() {
    return "gateway " + id();
  }
}
