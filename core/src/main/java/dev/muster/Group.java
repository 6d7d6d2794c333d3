package dev.muster;

import dev.muster.call.Taken;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Forwards;
import dev.muster.model.GroupResult;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.model.OutputMode;
import dev.muster.model.Reached;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SudoMarks;
import dev.muster.plan.Plan;
import dev.muster.session.CallEngine;
import dev.muster.session.GroupGateways;
import dev.muster.session.Holder;
import dev.muster.session.Leads;
import dev.muster.session.Routes;
import dev.muster.session.RunEngine;
import dev.muster.session.Sessions;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.Prepared;
import dev.muster.wire.remote.ChannelAction;
import dev.muster.wire.remote.Function0;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An ordered set of hosts and the connections to them.
///
/// Connections are made when they are first needed, in parallel, and kept for the next command
/// until [#close] or the end of its [Muster]; those of a [#oneShot] group end with the command.
/// Hosts are independent: one host's trouble never stops or fails another. Safe for use by many
/// threads; several runs at once share the connections.
public final class Group implements GroupCalls, GroupStreams, Iterable<Gateway>, AutoCloseable {

  private static final int SHOWN = 10;
  private static final int MIN_WINDOW = 32 << 10;
  private static final int MAX_WINDOW = 2 << 20;

  private final Sessions sessions;
  private final Routes routes;
  private final List<HostTask> hosts;
  private final GroupGateways gateways;
  private final AgentOptions agentOptions;
  private final Leads leads;

  Group(Sessions sessions, Routes routes) {
    this(sessions, routes, sessions.group(routes, true), Leads.of(Forwards.none()));
  }

  private Group(Sessions sessions, Routes routes, GroupGateways gateways, Leads leads) {
    this.sessions = sessions;
    this.routes = routes;
    this.hosts = routes.hosts();
    this.gateways = gateways;
    this.agentOptions = sessions.agentOptions();
    this.leads = leads;
  }

  /// Returns a group of the same hosts that closes each connection as soon as its command has
  /// ended.
  public Group oneShot() {
    return new Group(sessions, routes, sessions.group(routes, false), leads);
  }

  /// Returns this group with `forwards` in place while a command runs, on each host: they are made
  /// before it begins and end with it, and on a host that cannot have all of them nothing runs. It
  /// shares this group's connections, and [#close] closes them for both.
  ///
  /// With [Command#withHostWords], `{port}` in the command stands for the port of the first forward
  /// that the host listens on for us.
  ///
  /// @throws IllegalArgumentException if one cannot be understood, several hosts are to share one
  ///   place here, a place here is any free port, or there is no agent to lend
  public Group forwarding(Forwards forwards) {
    Leads understood = understood(forwards);
    if (understood.takesAnyPortHere()) {
      throw new IllegalArgumentException(
          "a forward takes any free port here, which nobody would know; say which port");
    }
    return new Group(sessions, routes, gateways, understood);
  }

  private Leads understood(Forwards forwards) {
    Leads understood = Leads.of(forwards);
    if (understood.listensHere() && hosts.size() > 1) {
      throw new IllegalArgumentException(
          "local and dynamic forwards listen here, for one host; there are " + hosts.size());
    }
    if (forwards.agent() && !routes.hasAgent()) {
      throw new IllegalArgumentException(
          "there is no ssh-agent here to forward; SSH_AUTH_SOCK names none");
    }
    return understood;
  }

  /// Has `forwards` made on every host, and returns when each has them or cannot have them. They
  /// stay until they are closed, or a host's connection is lost.
  ///
  /// @throws IllegalArgumentException as [#forwarding], or if nothing is to be forwarded
  /// @throws InterruptedException if the caller is interrupted; what was begun is closed first
  public Forwarded forward(Forwards forwards) throws InterruptedException {
    Leads wanted = understood(forwards);
    if (wanted.leads().isEmpty()) {
      throw new IllegalArgumentException("nothing is to be forwarded");
    }
    Holder holder = new Holder();
    RunEngine engine = gateways.begin(wanted, holder);
    boolean whole = false;
    try (Run<Reached> run =
        new Run<>(hosts, RunOptions.standard(), Outcomes.ofPing(), engine, engine::close)) {
      run.begin();
      Forwarded forwarded = new Forwarded(run.await(), holder);
      whole = true;
      return forwarded;
    } finally {
      if (!whole) {
        holder.close();
      }
    }
  }

  /// Returns how many hosts there are.
  public int size() {
    return hosts.size();
  }

  /// Returns the hosts' names in order.
  public List<String> names() {
    List<String> names = new ArrayList<>(hosts.size());
    for (HostTask host : hosts) {
      names.add(host.host());
    }
    return names;
  }

  /// Returns what would be done on each host by a run of `command`; nothing is connected.
  public List<HostTask> plan(Command command) {
    return Plan.of(hosts, command, command.marks());
  }

  /// Connects to every host that is not connected, and returns when each is or cannot be. The
  /// connections are kept, unless the group is a [#oneShot] one.
  ///
  /// @throws InterruptedException if the caller is interrupted; what was begun is stopped first
  public GroupResult<Reached> connect() throws InterruptedException {
    return ping(RunOptions.standard());
  }

  /// Connects to every host and logs in, running nothing. The results say how long each took.
  ///
  /// @throws InterruptedException if the caller is interrupted; what was begun is stopped first
  public GroupResult<Reached> ping(RunOptions options) throws InterruptedException {
    try (Run<Reached> run = startPing(options)) {
      return run.await();
    }
  }

  /// Starts what [#ping] does and returns at once.
  public Run<Reached> startPing(RunOptions options) {
    RunEngine engine =
        gateways.begin(
            Optional.empty(), SudoMarks.none(), window(options), Leads.of(Forwards.none()));
    return start(Outcomes.ofPing(), hosts, options, engine);
  }

  /// Runs `command` once on every host and returns when the last has ended, with the standard
  /// options.
  ///
  /// @throws InterruptedException as [#run(Command, RunOptions)]
  public GroupResult<Completed> run(Command command) throws InterruptedException {
    return run(command, RunOptions.standard());
  }

  /// Runs `command` once on every host and returns when the last has ended.
  ///
  /// The results hold what was printed if `options` say to capture it; lines are not handed out.
  ///
  /// @throws IllegalArgumentException if the command's input cannot be read, or hosts choose ports
  ///   that the command is not told
  /// @throws InterruptedException if the caller is interrupted; the run is stopped first, and
  ///   nothing of it is left here
  public GroupResult<Completed> run(Command command, RunOptions options)
      throws InterruptedException {
    RunOptions kept =
        options.output() == OutputMode.LINES ? options.withOutput(OutputMode.CAPTURE) : options;
    try (Run<Completed> run = start(command, kept)) {
      return run.await();
    }
  }

  /// Starts `command` on the hosts and returns at once; lines are handed out as they come. With the
  /// standard options else.
  ///
  /// @throws IllegalArgumentException if the command's input cannot be read, or hosts choose ports
  ///   that the command is not told
  public Run<Completed> start(Command command) {
    return start(command, RunOptions.standard().withOutput(OutputMode.LINES));
  }

  /// Starts `command` on the hosts and returns at once. The caller closes the run; that stops what
  /// is not over.
  ///
  /// @throws IllegalArgumentException if the command's input cannot be read, or hosts choose ports
  ///   that the command is not told
  public Run<Completed> start(Command command, RunOptions options) {
    if (leads.takesAnyPortThere() && !command.perHost()) {
      throw new IllegalArgumentException(
          "each host chooses the port of a forward; have it put in the place of {port} in the"
              + " command (host words)");
    }
    SudoMarks marks = command.marks();
    List<HostTask> tasks = Plan.of(hosts, command, marks);
    RunEngine engine = gateways.begin(Optional.of(command), marks, window(options), leads);
    return start(Outcomes.ofCommand(), tasks, options, engine);
  }

  /// Starts calls and returns at once; what they print is handed out as lines if the options say
  /// so. The caller closes the run; that cancels what is not over.
  ///
  /// @throws IllegalArgumentException if the function or its values cannot travel
  public <R extends @Nullable Object> Run<R> startCall(
      Serializable function, List<? extends @Nullable Object> arguments, RunOptions options) {
    return start(Prepared.of(Taken.apart(function), arguments, options.timeout()), options);
  }

  /// Starts what [#startCall] does.
  <R extends @Nullable Object> Run<R> start(Prepared call, RunOptions options) {
    CallEngine engine = gateways.begin(call, agentOptions);
    Run<R> run = new Run<>(hosts, options, Outcomes.ofCall(), engine, () -> {});
    run.begin();
    return run;
  }

  @Override
  public <R extends @Nullable Object> GroupResult<R> callOf(
      Serializable function, List<? extends @Nullable Object> arguments)
      throws InterruptedException {
    try (Run<R> run = startCall(function, arguments, RunOptions.standard())) {
      return run.await();
    }
  }

  @Override
  public <R extends @Nullable Object> Arrivals<R> streamOf(
      Serializable function, List<? extends @Nullable Object> arguments) {
    Prepared call = Prepared.of(Taken.apart(function), arguments, Duration.ZERO);
    List<Channel<?, R>> channels = new ArrayList<>(hosts.size());
    for (int place = 0; place < hosts.size(); place++) {
      channels.add(gateway(place).stream(call));
    }
    return Arrivals.of(channels);
  }

  /// Opens a channel to `function` on every host, each with an end of its own. Returns at once; a
  /// host that cannot be reached says so in the end of its channel.
  ///
  /// @throws IllegalArgumentException if the function cannot travel
  public <S extends @Nullable Object, R extends @Nullable Object> GroupChannels<S, R> open(
      ChannelAction<S, R> function) {
    Prepared call = Prepared.of(Taken.apart(function), List.of(), Duration.ZERO);
    List<Channel<S, R>> channels = new ArrayList<>(hosts.size());
    for (int place = 0; place < hosts.size(); place++) {
      channels.add(gateway(place).open(call));
    }
    return new GroupChannels<>(channels);
  }

  /// Does something with each gateway, on a thread of its own, and returns when all are done. What
  /// is done with one, step after step, waits for no other: a quick host is not held up by a slow
  /// one.
  ///
  /// @param steps what it throws as the failure of a host ([Result#orThrow], [ChannelException]) is
  ///   the result of that host
  /// @return what `steps` returned for each, in the order given
  /// @throws RuntimeException what `steps` throws otherwise; the other threads are interrupted
  ///   first
  /// @throws InterruptedException if the caller is interrupted; the threads are interrupted first
  public <T extends @Nullable Object> GroupResult<T> each(Steps<T> steps)
      throws InterruptedException {
    return EachGateway.run(gateways(), steps);
  }

  /// Something to do with one gateway, here.
  @FunctionalInterface
  public interface Steps<T extends @Nullable Object> {
    T on(Gateway gateway) throws InterruptedException;
  }

  /// Returns the gateways for which `test`, called there, is true. Where it fails, it is not true.
  ///
  /// The group that is returned, like that of [#union] and its like, borrows its gateways: it uses
  /// the connections of this one, closing it closes nothing, and it is of use until this is closed.
  /// It may be empty, and it has no forwards.
  ///
  /// @throws IllegalArgumentException if the function cannot travel
  /// @throws InterruptedException if the caller is interrupted; the calls are cancelled first
  public Group filter(Function0<Boolean> test) throws InterruptedException {
    return where(test, Boolean.TRUE);
  }

  /// Returns the gateways for which `test`, called there, is false, as [#filter] does.
  ///
  /// @throws IllegalArgumentException if the function cannot travel
  /// @throws InterruptedException if the caller is interrupted; the calls are cancelled first
  public Group filterNot(Function0<Boolean> test) throws InterruptedException {
    return where(test, Boolean.FALSE);
  }

  private Group where(Function0<Boolean> test, Boolean wanted) throws InterruptedException {
    List<Gateway> chosen = new ArrayList<>();
    for (Result<Boolean> result : call(test)) {
      if (result instanceof Result.Done<Boolean> done && wanted.equals(done.value())) {
        chosen.add(gateway(done.rank()));
      }
    }
    return of(chosen);
  }

  /// Returns this one's gateways, then those of `other` whose ids this has not. See [#filter] for
  /// what such a group is.
  public Group union(Group other) {
    List<Gateway> all = gateways();
    all.addAll(other.minus(this).gateways());
    return of(all);
  }

  /// Returns this one's gateways whose ids `other` has too.
  public Group intersection(Group other) {
    return of(chosen(other, true));
  }

  /// Returns this one's gateways whose ids `other` has not.
  public Group minus(Group other) {
    return of(chosen(other, false));
  }

  /// Returns the gateways of both whose ids the other has not.
  public Group symmetricDifference(Group other) {
    return minus(other).union(other.minus(this));
  }

  private List<Gateway> chosen(Group other, boolean has) {
    Set<String> ids = new HashSet<>(other.names());
    List<Gateway> chosen = gateways();
    chosen.removeIf(gateway -> ids.contains(gateway.id()) != has);
    return chosen;
  }

  private Group of(List<Gateway> members) {
    return of(sessions, members);
  }

  /// Returns a group that borrows gateways of others.
  static Group of(Sessions sessions, List<Gateway> members) {
    GroupGateways borrowed = sessions.group(members.stream().map(Gateway::member).toList());
    return new Group(sessions, borrowed.routes(), borrowed, Leads.of(Forwards.none()));
  }

  /// Returns the gateways in order.
  public List<Gateway> gateways() {
    List<Gateway> all = new ArrayList<>(hosts.size());
    for (int place = 0; place < hosts.size(); place++) {
      all.add(gateway(place));
    }
    return all;
  }

  @Override
  public Iterator<Gateway> iterator() {
    return gateways().iterator();
  }

  /// Returns whether it has a gateway with that id.
  public boolean contains(String id) {
    return hosts.stream().anyMatch(host -> host.host().equals(id));
  }

  /// Returns the gateway at `place`, counted from 0.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public Gateway gateway(int place) {
    return new Gateway(hosts.get(place), gateways, agentOptions, RunOptions.standard().timeout());
  }

  /// Returns the gateway with that id.
  ///
  /// @throws IllegalArgumentException if there is none
  public Gateway gateway(String id) {
    for (HostTask host : hosts) {
      if (host.host().equals(id)) {
        return gateway(host.rank());
      }
    }
    throw new IllegalArgumentException(
        "the group has no gateway \"" + id + "\"; it has " + names());
  }

  /// Ends the agents of the group, all at once, and its connections: calls are interrupted, and
  /// within `grace`, and as much again for those that do not obey, no process of theirs is left,
  /// here or there. Agents that others are reached through end last. Commands that run end as
  /// cancelled. The group can be used again, and connects anew.
  ///
  /// @throws InterruptedException if the caller is interrupted; what is left is killed then
  public void terminate(Duration grace) throws InterruptedException {
    gateways.terminate(grace);
  }

  /// Returns a shell for each host, `/bin/sh`, in which commands keep what those before them
  /// changed. They begin when they are first used; the caller closes them.
  public Shells shells() {
    return shells(Command.of("/bin/sh"));
  }

  /// Returns a shell for each host, for which `program` is run.
  ///
  /// @param program a POSIX shell that reads commands from its input, perhaps under `sudo`; without
  ///   a terminal
  /// @throws IllegalArgumentException if it has a terminal, an input or host words
  public Shells shells(Command program) {
    boolean plain = program.pty().isEmpty() && program.input() instanceof Input.None;
    if (!plain || program.perHost()) {
      throw new IllegalArgumentException(
          "a shell that is kept has no terminal, no input of its own and no host words");
    }
    SudoMarks marks = program.marks();
    String mark = SudoMarks.fresh().begun();
    int window = window(RunOptions.standard());
    return new Shells(hosts, gateways.shells(program, marks, mark, window));
  }

  /// Returns what `command` prints to standard output on the one host of this group as the input of
  /// commands on others: `web.run(Command.of("tar", "x").withInput(first.output(tar)))`.
  ///
  /// The command runs once for each host that reads it, as fast as that one reads; the bytes come
  /// through here and are not kept. It ends when its reader does. If it fails, or contact is lost,
  /// the reader is sent a TERM signal before its input is closed, so that it does not take a part
  /// for all, and its result says why.
  ///
  /// @throws IllegalStateException if the group has more than one host
  public Input output(Command command) {
    if (hosts.size() != 1) {
      throw new IllegalStateException(
          "an input is what one host prints; this group has " + hosts.size() + " hosts");
    }
    return gateways.printed(hosts.getFirst(), command, window(RunOptions.standard()));
  }

  private static <T> Run<T> start(
      Outcomes<T> outcomes, List<HostTask> tasks, RunOptions options, RunEngine engine) {
    Run<T> run = new Run<>(tasks, options, outcomes, engine, engine::close);
    run.begin();
    return run;
  }

  /// A host's share of the budget: small enough that all in flight together stay within it, large
  /// enough to keep a line busy.
  private static int window(RunOptions options) {
    long share = options.outputBytes() / options.fanOut();
    return (int) Math.max(MIN_WINDOW, Math.min(MAX_WINDOW, share));
  }

  /// Closes the connections that are kept; runs that are not over end as cancelled. A group that
  /// borrows its gateways closes nothing. Idempotent.
  @Override
  public void close() {
    gateways.close();
  }

  /// Names the first ten.
  @Override
  public String toString() {
    String more = hosts.size() > SHOWN ? ", and " + (hosts.size() - SHOWN) + " more" : "";
    List<String> shown = names().subList(0, Math.min(SHOWN, hosts.size()));
    return "group of " + hosts.size() + ": " + String.join(", ", shown) + more;
  }
}
