package dev.muster.session;

import dev.muster.host.Spec;
import dev.muster.model.Command;
import dev.muster.model.Failure;
import dev.muster.model.Forwards;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.model.Phase;
import dev.muster.model.Secrets;
import dev.muster.model.SudoMarks;
import dev.muster.model.Transport;
import dev.muster.plan.Plan;
import dev.muster.session.AgentStarts.Admitted;
import dev.muster.session.agent.AgentLink;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.AgentTerms;
import dev.muster.session.agent.Carrier;
import dev.muster.session.agent.Endings;
import dev.muster.session.agent.Prepared;
import dev.muster.session.agent.ProcessCarrier;
import dev.muster.session.agent.RelayCarrier;
import dev.muster.session.agent.TransportCarrier;
import dev.muster.ssh.Pty;
import dev.muster.ssh.SshClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// The gateways of one group. Safe for use by many threads.
///
/// A group may borrow its members from others: then it has no connections of its own, and closing
/// it closes nothing.
public final class GroupGateways implements AutoCloseable {

  /// A host where it is at home.
  ///
  /// @param group that owns the connection to it
  /// @param rank its place there
  public record Member(GroupGateways group, int rank) {}

  /// Knows gateways outside the group by their ids.
  @FunctionalInterface
  public interface Others {
    Optional<Member> find(String id);
  }

  private static final int MOST_HOPS = 8;
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
  private static final Spec PLAIN = Spec.parse("local:");

  private final SshClient client;
  private final Jumps jumps;
  private final Doubts doubts;
  private final Routes routes;
  private final Secrets secrets;
  private final boolean keep;
  private final AgentStarts starts;
  private final Others others;

  /// Where the hosts are at home; empty if here.
  private final Optional<List<Member>> borrowed;

  /// Made when first used; guarded by this.
  private final @Nullable Gateway[] gateways;

  /// Made when first used; guarded by this.
  private final @Nullable AgentLink[] agents;

  /// Calls under way, for each host; guarded by this.
  private final int[] calls;

  /// Agents that are ending by themselves; guarded by this.
  private final Set<AgentLink> leaving = new HashSet<>();

  /// Found out when first asked for, and the same whoever does.
  private volatile @Nullable Set<String> vias;

  private boolean closed;

  /// @param starts begins agents
  /// @param others gateways outside that hosts may be reached through
  /// @param borrowed where the hosts are at home; empty if here
  GroupGateways(
      SshClient client,
      Jumps jumps,
      Doubts doubts,
      Routes routes,
      Secrets secrets,
      boolean keep,
      AgentStarts starts,
      Others others,
      Optional<List<Member>> borrowed) {
    this.client = client;
    this.jumps = jumps;
    this.doubts = doubts;
    this.routes = routes;
    this.secrets = secrets;
    this.keep = keep;
    this.starts = starts;
    this.others = others;
    this.borrowed = borrowed;
    this.gateways = new Gateway[routes.hosts().size()];
    this.agents = new AgentLink[routes.hosts().size()];
    this.calls = new int[routes.hosts().size()];
  }

  /// Returns the environment's variables that processes here do not get.
  Set<String> withheld() {
    return secrets.variables();
  }

  /// Returns where the hosts are.
  public Routes routes() {
    return routes;
  }

  /// Returns where a host is at home.
  public Member member(int rank) {
    return borrowed.isPresent() ? borrowed.get().get(rank) : new Member(this, rank);
  }

  /// Begins a run: what comes back does its work and belongs to it.
  ///
  /// @param command empty to connect only
  /// @param marks what `sudo` says in this run, if the command has one
  /// @param windowBytes how much output of one host may be on its way
  /// @param leads what is forwarded while a host is worked on
  /// @throws IllegalArgumentException if the command's input cannot be read
  public RunEngine begin(Optional<Command> command, SudoMarks marks, int windowBytes, Leads leads) {
    Map<String, String> own = command.isPresent() ? command.get().environment() : Map.of();
    InputSource input = InputSource.open(command.map(Command::input).orElse(Input.none()));
    boolean words = command.isPresent() && command.get().perHost();
    Optional<Pty> pty = command.flatMap(Command::pty).map(Terms::pty);
    Optional<SudoTerms> sudo =
        command
            .flatMap(which -> which.wrapping().sudo())
            .map(user -> new SudoTerms(marks, secrets.sudoPasswords(), user));
    Job job = new Job(own, pty, input, windowBytes, Job.Forwarded.NOTHING, sudo);
    return new RunEngine(this, job, leads, words, null);
  }

  /// Begins to have things forwarded, and nothing else: `holder` keeps what comes of it.
  public RunEngine begin(Leads leads, Holder holder) {
    return new RunEngine(this, Job.of(InputSource.open(Input.none()), 1), leads, false, holder);
  }

  /// Returns shells for the hosts of the group; they begin when they are used.
  ///
  /// @param program the shell, which reads commands from its input
  /// @param marks what `sudo` says, if `program` has one
  /// @param mark ends the output of each command; nobody can guess it
  /// @param windowBytes how much output of one host may be on its way
  public GroupShells shells(Command program, SudoMarks marks, String mark, int windowBytes) {
    RunEngine engine = begin(Optional.of(program), marks, windowBytes, Leads.of(Forwards.none()));
    return new GroupShells(engine, Plan.of(routes.hosts(), program, marks), mark);
  }

  /// Returns what a command prints on one host as the input of commands elsewhere.
  ///
  /// @param windowBytes how much of it may be on its way
  public Input printed(HostTask host, Command command, int windowBytes) {
    return new Input.Printed(new Printer(this, host, command, windowBytes));
  }

  Gateway gateway(int rank) {
    if (borrowed.isPresent()) {
      Member member = borrowed.get().get(rank);
      return member.group().gateway(member.rank());
    }
    synchronized (this) {
      Gateway gateway = gateways[rank];
      if (gateway == null) {
        gateway =
            new Gateway(
                client, routes.destination(rank), jumps.last(routes.way(rank)), keep, doubts);
        gateways[rank] = gateway;
      }
      if (closed) {
        gateway.close();
      }
      return gateway;
    }
  }

  /// Begins a run of calls: what comes back makes them.
  public CallEngine begin(Prepared call, AgentOptions options) {
    return new CallEngine(this, call, options);
  }

  /// Returns the agent of a host; one that is over is started again, when it is its turn.
  ///
  /// @param java the oldest Java that knows what will be called; asked if one is begun
  /// @throws IllegalStateException if the group is closed
  public AgentLink agent(int rank, AgentOptions options, IntSupplier java) {
    return agent(rank, new Wanted(options, java, Admitted.BY_TURN, 0));
  }

  /// What agent somebody wants.
  ///
  /// @param depth how many gateways go through it to get to the one that is meant
  private record Wanted(AgentOptions options, IntSupplier java, Admitted admitted, int depth) {
    Wanted behind() {
      return new Wanted(options, () -> 0, admitted, depth + 1);
    }
  }

  private AgentLink agent(int rank, Wanted wanted) {
    if (borrowed.isPresent()) {
      Member member = borrowed.get().get(rank);
      return member.group().agent(member.rank(), wanted);
    }
    AgentLink link;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the group is closed");
      }
      AgentLink known = agents[rank];
      if (known != null && !known.isEnding()) {
        return known;
      }
    }
    Carrier carrier = carrier(rank, wanted);
    HostTask host = routes.hosts().get(rank);
    synchronized (this) {
      AgentLink known = agents[rank];
      if (known != null && !known.isEnding()) {
        return known;
      }
      if (closed) { // meanwhile
        throw new IllegalStateException("the group is closed");
      }
      link = new AgentLink(host.address(), carrier, wanted.options().owner(host.host()));
      agents[rank] = link;
    }
    starts.open().add(this);
    Spec spec = routes.spec(rank).orElse(PLAIN);
    starts.begin(link, spec, wanted.options(), wanted.java(), wanted.admitted());
    return link;
  }

  /// Returns the agent of a host for one call of a run, whose end [#ended] is to be told.
  AgentLink agentForCall(int rank, AgentOptions options, IntSupplier java) {
    if (borrowed.isPresent()) {
      Member member = borrowed.get().get(rank);
      return member.group().agentForCall(member.rank(), options, java);
    }
    synchronized (this) {
      calls[rank]++;
    }
    boolean begun = false;
    try {
      AgentLink link = agent(rank, new Wanted(options, java, Admitted.BY_ITS_RUN, 0));
      begun = true;
      return link;
    } finally {
      if (!begun) {
        ended(rank);
      }
    }
  }

  /// With the last call of an agent, it ends too, unless it is to be kept. Whoever closes the group
  /// waits for that.
  void ended(int rank) {
    if (borrowed.isPresent()) {
      Member member = borrowed.get().get(rank);
      member.group().ended(member.rank());
      return;
    }
    AgentLink link;
    synchronized (this) {
      calls[rank]--;
      link = agents[rank];
      if (keep || calls[rank] > 0 || link == null || isWay(rank)) {
        return;
      }
      agents[rank] = null;
      leaving.add(link);
    }
    Thread.ofVirtual()
        .name(link.address() + " end")
        .start(() -> {
          try {
            link.close(CLOSE_GRACE);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            synchronized (this) {
              leaving.remove(link);
            }
          }
        });
  }

  private boolean isWay(int rank) {
    return vias().contains(routes.hosts().get(rank).host());
  }

  /// Returns the ids of gateways that others go through.
  private Set<String> vias() {
    Set<String> known = vias;
    if (known == null) {
      known = new HashSet<>();
      for (int rank = 0; rank < agents.length; rank++) {
        routes.spec(rank).flatMap(spec -> spec.option(Spec.VIA)).ifPresent(known::add);
      }
      vias = known;
    }
    return known;
  }

  private Carrier carrier(int rank, Wanted wanted) {
    HostTask host = routes.hosts().get(rank);
    String refusal = routes.refusal(rank);
    if (!refusal.isEmpty()) {
      return new RefusedCarrier(new Failure.Internal(Phase.CONNECT, host.address(), refusal));
    }
    Optional<Spec> spec = routes.spec(rank);
    Optional<String> via = spec.isPresent() ? spec.get().option(Spec.VIA) : Optional.empty();
    if (via.isPresent()) {
      if (wanted.depth() >= MOST_HOPS) {
        throw new IllegalArgumentException(
            host.host()
                + ": more than "
                + MOST_HOPS
                + " gateways to go through; is there a circle?");
      }
      Member way = way(host.host(), via.get());
      AgentLink through = way.group().agent(way.rank(), wanted.behind());
      return new RelayCarrier(through, AgentTerms.words(spec.get()), host.address());
    }
    Optional<Transport> transport = routes.transport(rank);
    if (spec.isPresent() && transport.isPresent()) {
      return new TransportCarrier(transport.get(), spec.get(), host.address());
    }
    if (spec.isPresent() && spec.get().kind() != Spec.Kind.SSH) {
      boolean here = spec.get().kind() == Spec.Kind.LOCAL;
      return new ProcessCarrier(here, AgentTerms.words(spec.get()), withheld(), host.address());
    }
    return new SshCarrier(host, gateway(rank));
  }

  private Member way(String host, String via) {
    for (HostTask task : routes.hosts()) {
      if (task.host().equals(via)) {
        return new Member(this, task.rank());
      }
    }
    return others
        .find(via)
        .orElseThrow(() ->
            new IllegalArgumentException(
                host
                    + ": via="
                    + via
                    + " names no gateway of the group; give it one with //id="
                    + via));
  }

  Runnable schedule(Duration delay, Runnable task) {
    return starts.schedule(delay, task);
  }

  /// Ends every agent, all at once, and then the connections: within `grace`, and as much again for
  /// those that do not obey, they are gone. Agents that others go through end last. What is used
  /// again is made anew.
  ///
  /// @throws InterruptedException if the caller is interrupted; what is left is killed then
  public void terminate(Duration grace) throws InterruptedException {
    List<AgentLink> ways = new ArrayList<>();
    List<AgentLink> ends = new ArrayList<>();
    takeAgents(ways, ends);
    try {
      Endings.close(ends, ways, grace);
    } finally {
      for (HostTask host : routes.hosts()) {
        Member member = member(host.rank());
        member.group().closeConnection(member.rank());
      }
    }
  }

  private void closeConnection(int rank) {
    Gateway gateway;
    synchronized (this) {
      gateway = gateways[rank];
      gateways[rank] = null;
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  /// Takes the agents that there are: the next call starts others.
  ///
  /// @param ways takes those that others of this group go through
  /// @param ends takes the rest
  private void takeAgents(List<AgentLink> ways, List<AgentLink> ends) {
    for (HostTask host : routes.hosts()) {
      Member member = member(host.rank());
      AgentLink link = member.group().takeAgent(member.rank());
      if (link != null) {
        link.forgo();
        (isWay(host.rank()) ? ways : ends).add(link);
      }
    }
    synchronized (this) {
      ends.addAll(leaving);
    }
  }

  private synchronized @Nullable AgentLink takeAgent(int rank) {
    AgentLink link = agents[rank];
    agents[rank] = null;
    return link;
  }

  /// Closes every connection of the group that is its own. Idempotent.
  @Override
  public void close() {
    if (borrowed.isEmpty()) {
      closeAll(List.of(this), CLOSE_GRACE);
    }
  }

  /// Closes every connection of these groups, all at once.
  public static void closeAll(Collection<GroupGateways> groups) {
    closeAll(groups, CLOSE_GRACE);
  }

  /// Closes every connection of these groups, all at once; agents have `grace` to end, and as much
  /// again.
  static void closeAll(Collection<GroupGateways> groups, Duration grace) {
    List<AgentLink> ways = new ArrayList<>();
    List<AgentLink> ends = new ArrayList<>();
    for (GroupGateways group : groups) {
      group.noMore(); // first, so that no agent is begun behind the back of what follows
    }
    for (GroupGateways group : groups) {
      group.takeAgents(ways, ends);
    }
    try {
      Endings.close(ends, ways, grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    groups.forEach(GroupGateways::closeConnections);
  }

  private synchronized void noMore() {
    closed = true;
  }

  private void closeConnections() {
    starts.open().remove(this);
    @Nullable Gateway[] all;
    synchronized (this) {
      all = gateways.clone();
    }
    for (Gateway gateway : all) {
      if (gateway != null) {
        gateway.close();
      }
    }
  }
}
