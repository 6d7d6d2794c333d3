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
import dev.muster.session.GroupGateways;
import dev.muster.session.Holder;
import dev.muster.session.Leads;
import dev.muster.session.Routes;
import dev.muster.session.Sessions;
import dev.muster.session.agent.AgentOptions;
import dev.muster.session.agent.Prepared;
import dev.muster.wire.remote.ChannelAction;
import dev.muster.wire.remote.Function0;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An ordered set of hosts and the connections to them.
///
/// Connections are made when they are first needed, in parallel, and kept for the next command
/// until [#close] or the end of its [Muster]; those of a [#oneShot] group end with the command.
/// Hosts are independent: one host's trouble never stops or fails another. Safe for use by many
/// threads; several runs at once share the connections.
public final class Group implements GroupCalls, GroupStreams, AutoCloseable {

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
    GroupGateways.RunEngine engine = gateways.begin(wanted, holder);
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
    GroupGateways.RunEngine engine =
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
    GroupGateways.RunEngine engine =
        gateways.begin(Optional.of(command), marks, window(options), leads);
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
    GroupGateways.CallEngine engine = gateways.begin(call, agentOptions);
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

  /// Returns the hosts for which `test`, called on each, is true, as a group of their own. Hosts
  /// where it fails are left out.
  ///
  /// @throws IllegalArgumentException if there are none left, or the function cannot travel
  /// @throws InterruptedException if the caller is interrupted; the calls are cancelled first
  public List<String> namesWhere(Function0<Boolean> test) throws InterruptedException {
    List<String> names = new ArrayList<>();
    for (Result<Boolean> result : call(test)) {
      if (result instanceof Result.Done<Boolean>(String host, _, _, Boolean value) && value) {
        names.add(host);
      }
    }
    return names;
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

  /// Ends the agents of the group, all at once: their calls are interrupted, and within `grace`,
  /// and as much again for those that do not obey, no process of theirs is left, here or there. The
  /// group can be used again.
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
      Outcomes<T> outcomes,
      List<HostTask> tasks,
      RunOptions options,
      GroupGateways.RunEngine engine) {
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

  /// Closes the connections that are kept; runs that are not over end as cancelled. Idempotent.
  @Override
  public void close() {
    gateways.close();
  }
}
