package dev.muster.session;

import dev.muster.fan.Turns;
import dev.muster.host.Spec;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.model.RunOptions;
import dev.muster.session.agent.AgentLink;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.AgentTerms;
import dev.muster.session.agent.AgentWaiter;
import dev.muster.session.runtime.RuntimeOffer;
import dev.muster.session.runtime.Runtimes;
import dev.muster.ssh.Cancellable;
import dev.muster.ssh.SshClient;
import dev.muster.wire.start.Launch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/// How the agents of one [Sessions] are begun. Safe for use by many threads.
///
/// A run admits its hosts itself. What else wants an agent, a channel, a stream or a single call,
/// takes turns: however many gateways are used at once, [RunOptions#STANDARD_FAN_OUT] are being
/// started, and the others wait in order. An agent that is reached through another one was asked
/// for after that, so the first in the line always waits for nobody behind it.
final class AgentStarts {

  private static final int FIRST_JAVA = 17;

  /// Who lets an agent be begun.
  enum Admitted {
    /// The run that it is for.
    BY_ITS_RUN,
    /// Nobody yet: it takes its turn.
    BY_TURN
  }

  private final SshClient client;
  private final OpenAgents open;
  private final Turns turns = new Turns(RunOptions.STANDARD_FAN_OUT);

  /// @param open where groups are noted that have agents
  AgentStarts(SshClient client, OpenAgents open) {
    this.client = client;
    this.open = open;
  }

  /// Returns the groups that have agents.
  OpenAgents open() {
    return open;
  }

  /// Begins to start an agent, now or when it is its turn. Its limit of time begins with it.
  ///
  /// @param java the oldest Java that knows what will be called
  void begin(AgentLink link, Spec spec, AgentOptions options, IntSupplier java, Admitted admitted) {
    Optional<RuntimeOffer> runtime;
    Launch.Settings settings;
    try {
      runtime = AgentTerms.runtime(spec, options.runtime()).map(Runtimes.ofThisJdk()::offer);
      int push = runtime.isPresent() ? Math.max(FIRST_JAVA, java.getAsInt()) : 0;
      settings = AgentTerms.settings(spec, push, options.grace());
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      link.failed(new Failure.Internal(Phase.OPEN, link.address(), why));
      return;
    }
    Start start = new Start(link, settings, options.startLimit(), runtime);
    if (admitted == Admitted.BY_TURN) {
      turns.begin(start);
    } else {
      start.begin();
    }
  }

  /// One start, which takes its turn or does not.
  private final class Start implements Runnable, AgentWaiter {

    private final AgentLink link;
    private final Launch.Settings settings;
    private final Duration limit;
    private final Optional<RuntimeOffer> runtime;

    Start(
        AgentLink link, Launch.Settings settings, Duration limit, Optional<RuntimeOffer> runtime) {
      this.link = link;
      this.settings = settings;
      this.limit = limit;
      this.runtime = runtime;
    }

    /// It is its turn.
    @Override
    public void run() {
      link.whenReady(this);
      begin();
    }

    void begin() {
      link.start(settings, runtime);
      schedule(limit, this::limitPassed);
    }

    @Override
    public void ready() {
      turns.over();
    }

    @Override
    public void failed(Failure why) {
      turns.over();
    }

    /// A start in which a runtime is pushed may take longer, and has an end too.
    private void limitPassed() {
      if (runtime.isPresent() && runtime.get().isAsked()) {
        Duration more = runtime.get().limit();
        schedule(more, () -> link.startTookTooLong(limit.plus(more), runtime.get().progress()));
      } else {
        link.startTookTooLong(limit, "");
      }
    }
  }

  /// Does something later; returns what cancels it.
  Runnable schedule(Duration delay, Runnable task) {
    try {
      Cancellable timer = client.schedule(delay, task);
      return timer::cancel;
    } catch (IllegalStateException e) {
      return () -> {}; // the engine is closed: every connection ends by that, and needs no alarm
    }
  }
}
