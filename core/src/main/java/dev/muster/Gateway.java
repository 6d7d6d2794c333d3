package dev.muster;

import dev.muster.call.Closure;
import dev.muster.call.Taken;
import dev.muster.model.AgentStatus;
import dev.muster.model.HostTask;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.session.GroupGateways;
import dev.muster.session.Sessions;
import dev.muster.session.agent.AgentLink;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.Answer;
import dev.muster.session.agent.ChannelLink;
import dev.muster.session.agent.PendingCall;
import dev.muster.session.agent.Prepared;
import dev.muster.wire.remote.ChannelAction;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One target of a group, and the agent there once it is needed.
///
/// Belongs to its group, which ends it. Safe for use by many threads: any number of calls and
/// channels may be under way.
public final class Gateway implements GatewayCalls, GatewayStreams {

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

  static Gateway of(HostTask host, GroupGateways gateways, Sessions sessions) {
    return new Gateway(host, gateways, sessions.agentOptions(), RunOptions.standard().timeout());
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
    Taken taken = Taken.apart(function);
    AgentLink agent = agent(taken);
    Prepared call = Prepared.of(taken, arguments, limit, agent);
    return answer(start, agent.call(call, agent.log()));
  }

  @Override
  public <T> Result<Kept<T>> keepOf(
      Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException {
    long start = System.nanoTime();
    Taken taken = Taken.apart(function);
    AgentLink agent = agent(taken);
    Prepared call = Prepared.of(taken, arguments, limit, agent);
    Result<Long> number = answer(start, agent.keep(call));
    return Answers.map(number, its -> new Kept<>(this, new Home(agent, new Prepared.Kept(its))));
  }

  /// Asks how the agent is, which is begun if there is none.
  ///
  /// It answers beside its calls: one that does not within the limit of time is stuck as a whole,
  /// or too far away.
  public Result<AgentStatus> status() throws InterruptedException {
    long start = System.nanoTime();
    AgentLink agent = agent(() -> 0);
    Answer answer = agent.status(limit);
    return Answers.result(host, System.nanoTime() - start, answer);
  }

  /// Waits for an answer.
  private <R extends @Nullable Object> Result<R> answer(long start, PendingCall pending)
      throws InterruptedException {
    Answer answer;
    try {
      Optional<Answer> came = pending.await(limit);
      answer = came.isPresent() ? came.get() : pending.timedOut(limit);
    } catch (InterruptedException e) {
      pending.cancel();
      throw e;
    }
    return Answers.result(host, System.nanoTime() - start, answer);
  }

  @Override
  public <R extends @Nullable Object> Items<R> streamOf(
      Serializable function, List<? extends @Nullable Object> arguments) {
    Taken taken = Taken.apart(function);
    AgentLink agent = agent(taken);
    Prepared call = Prepared.of(taken, arguments, Duration.ZERO, agent);
    return new Items<>(Channel.of(this, ChannelLink.toStream(agent, call, agent.log())));
  }

  <R extends @Nullable Object> Channel<?, R> stream(Prepared call) {
    AgentLink agent = agent(call);
    return Channel.of(this, ChannelLink.toStream(agent, call, agent.log()));
  }

  /// Opens a channel to `function`, which is given its other end and ends it by returning. Returns
  /// at once; who sends or receives waits until it is open.
  ///
  /// @throws IllegalArgumentException if the function cannot travel
  public <S extends @Nullable Object, R extends @Nullable Object> Channel<S, R> open(
      ChannelAction<S, R> function) {
    Taken taken = Taken.apart(function);
    AgentLink agent = agent(taken);
    Prepared call = Prepared.of(taken, List.of(), Duration.ZERO, agent);
    return Channel.of(this, ChannelLink.toFunction(agent, call, agent.log()));
  }

  <S extends @Nullable Object, R extends @Nullable Object> Channel<S, R> open(Prepared call) {
    AgentLink agent = agent(call);
    return Channel.of(this, ChannelLink.toFunction(agent, call, agent.log()));
  }

  /// Makes a channel whose other end nobody has yet: who gets it as a value of a call, or of an
  /// item of another channel, has that end. It lasts until it is closed here.
  public <S extends @Nullable Object, R extends @Nullable Object> Channel<S, R> channel() {
    return Channel.of(this, ChannelLink.toBePassed(agent(() -> 0)));
  }

  GroupGateways.Member member() {
    return gateways.member(host.rank());
  }

  private AgentLink agent(Taken taken) {
    return agent(() -> Closure.of(taken.target()).java());
  }

  private AgentLink agent(Prepared call) {
    return agent(call.closure()::java);
  }

  /// Returns the agent; if it has to be begun, its Java has to be one that knows what is called.
  private AgentLink agent(IntSupplier java) {
    return gateways.agent(host.rank(), options, java);
  }

  /// Returns whether `other` leads over the same connection, whatever the limits of time.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Gateway gateway && gateway.member().equals(member());
  }

  @Override
  public int hashCode() {
    return member().hashCode();
  }

  @Override
  public String toString() {
    return "gateway " + id();
  }

  /// An object that the agent keeps.
  private final class Home implements Kept.Home {

    private final AgentLink agent;
    private final Prepared.Kept kept;

    Home(AgentLink agent, Prepared.Kept kept) {
      this.agent = agent;
      this.kept = kept;
    }

    @Override
    public <R extends @Nullable Object> Result<R> call(
        Serializable function, List<? extends @Nullable Object> arguments)
        throws InterruptedException {
      long start = System.nanoTime();
      Prepared call = Prepared.of(Taken.apart(function), kept, arguments, limit, agent);
      return answer(start, agent.call(call, agent.log()));
    }

    @Override
    public void forget() {
      agent.forget(kept.number());
    }
  }
}
