package dev.muster;

import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Ending;
import dev.muster.model.GroupResult;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.model.OutputMode;
import dev.muster.model.Reached;
import dev.muster.model.RunOptions;
import dev.muster.model.SudoMarks;
import dev.muster.plan.Plan;
import dev.muster.session.GroupGateways;
import dev.muster.session.Routes;
import dev.muster.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An ordered set of hosts and the connections to them.
///
/// Connections are made when they are first needed, in parallel, and kept for the next command
/// until [#close] or the end of its [Muster]; those of a [#oneShot] group end with the command.
/// Hosts are independent: one host's trouble never stops or fails another. Safe for use by many
/// threads; several runs at once share the connections.
public final class Group implements AutoCloseable {

  private static final int MIN_WINDOW = 32 << 10;
  private static final int MAX_WINDOW = 2 << 20;

  private final Sessions sessions;
  private final Routes routes;
  private final List<HostTask> hosts;
  private final GroupGateways gateways;

  Group(Sessions sessions, Routes routes, boolean keep) {
    this.sessions = sessions;
    this.routes = routes;
    this.hosts = routes.hosts();
    this.gateways = sessions.group(routes, keep);
  }

  /// Returns a group of the same hosts that closes each connection as soon as its command has
  /// ended.
  public Group oneShot() {
    return new Group(sessions, routes, false);
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
    return start(
        Outcomes.ofPing(),
        gateways.begin(Optional.empty(), SudoMarks.none(), window(options)),
        hosts,
        options);
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
  /// @throws IllegalArgumentException if the command's input cannot be read
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
  /// @throws IllegalArgumentException if the command's input cannot be read
  public Run<Completed> start(Command command) {
    return start(command, RunOptions.standard().withOutput(OutputMode.LINES));
  }

  /// Starts `command` on the hosts and returns at once. The caller closes the run; that stops what
  /// is not over.
  ///
  /// @throws IllegalArgumentException if the command's input cannot be read
  public Run<Completed> start(Command command, RunOptions options) {
    SudoMarks marks = command.marks();
    List<HostTask> tasks = Plan.of(hosts, command, marks);
    return start(
        Outcomes.ofCommand(),
        gateways.begin(Optional.of(command), marks, window(options)),
        tasks,
        options);
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
    boolean plain = program.pty().isEmpty() && program.input() == Input.none();
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

  private static <T extends Ending> Run<T> start(
      Outcomes<T> outcomes,
      GroupGateways.RunEngine engine,
      List<HostTask> tasks,
      RunOptions options) {
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
