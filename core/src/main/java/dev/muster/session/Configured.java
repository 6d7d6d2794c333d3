package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.HostTask;
import dev.muster.model.Login;
import dev.muster.model.Secrets;
import dev.muster.model.SshConfiguration;
import dev.muster.model.SshConfiguration.Files;
import dev.muster.model.SshSettings;
import dev.muster.plan.Target;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Pty;
import dev.muster.ssh.Route;
import dev.muster.ssh.config.ConfigException;
import dev.muster.ssh.config.Evaluator;
import dev.muster.ssh.config.HostSettings;
import dev.muster.ssh.config.JumpHost;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.config.Overrides;
import dev.muster.ssh.config.SshConfig;
import dev.muster.ssh.config.ThisMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the configuration says of hosts, in the engine's terms. Hosts of which it says the same
/// share one object: there may be ten thousand.
///
/// Its monitor guards its fields; files are read while it is held, by the caller's thread, before
/// anything is connected.
final class Configured implements AutoCloseable {

  /// A question that takes longer would be asked again for the next host.
  private static final Duration MATCH_EXEC = Duration.ofSeconds(10);

  private static final int MOST_HOPS = 16;

  /// Options of the command line that say where the host itself is and how to get there.
  private static final Set<String> OF_THE_HOST =
      Set.of("hostname", "port", "user", "proxyjump", "proxycommand", "hostkeyalias");

  private static final String UNCHECKED =
      "warning: host keys are not checked; whoever stands between can read and change everything";

  private static final String NO_AGENT =
      "ForwardAgent: there is no ssh-agent here to forward; SSH_AUTH_SOCK names none";

  /// What makes terms different: everything but the host's name, port and user.
  private record Said(
      SshSettings settings,
      boolean pty,
      List<JumpHost> way,
      String lentAgent,
      boolean gateway,
      String refusal) {

    /// By what differs most often, as [dev.muster.model.Login#hashCode].
    @Override
    public int hashCode() {
      int hash = 31 * settings.hashCode() + way.hashCode();
      return 31 * (31 * hash + lentAgent.hashCode()) + refusal.hashCode();
    }
  }

  /// What was said of the host before, and what came of it: mostly the next one is like it.
  private record Like(HostSettings said, Routes.Terms terms) {}

  private final SshSettings base;
  private final Evaluator evaluator;
  private final Evaluator onTheWay;
  private final Map<String, String> environment;
  private final KeyRing keys;
  private final List<String> notes = new ArrayList<>();
  private final Map<Said, Routes.Terms> known = new HashMap<>();
  private final Duration connectTimeout;
  private @Nullable Like last;

  private Configured(
      SshSettings base,
      SshConfiguration configuration,
      Evaluator evaluator,
      Evaluator onTheWay,
      Map<String, String> environment,
      KeyRing keys) {
    this.base =
        configuration.proxy().isPresent()
            ? base.withNetwork(base.network().through(configuration.proxy().get()))
            : base;
    this.connectTimeout = configuration.connectTimeout();
    this.evaluator = evaluator;
    this.onTheWay = onTheWay;
    this.environment = environment;
    this.keys = keys;
  }

  /// @throws IllegalArgumentException if a file, an option or a named key cannot be used
  static Configured read(SshSettings base, SshConfiguration configuration, Secrets secrets) {
    Duration login = configuration.loginTimeout();
    SshSettings timed = login.isZero() ? base : base.withLoginTimeout(login);
    LocalSide local = ThisMachine.localSide().without(secrets.variables());
    ThisMachine machine = new ThisMachine(local, MATCH_EXEC);
    try {
      SshConfig config = files(configuration.files(), machine, local);
      SshConfiguration options = configuration;
      for (Path identity : configuration.identities()) {
        options = options.with("IdentityFile", literal(identity));
      }
      Overrides overrides = Overrides.parse(options.options(), local);
      Overrides inherited = Overrides.parse(forTheWay(options.options()), local);
      List<Path> named = new ArrayList<>(base.identities());
      named.addAll(configuration.identities());
      KeyRing keys = new KeyRing(secrets, named, local);
      readNamed(keys, base.login());
      Evaluator.Otherwise otherwise = new Evaluator.Otherwise(base.user(), base.port());
      Configured configured =
          new Configured(
              timed,
              configuration,
              new Evaluator(config, overrides, local, machine, otherwise),
              new Evaluator(config, inherited, local, machine, otherwise),
              local.environment(),
              keys);
      configured.notes.addAll(config.notes());
      return configured;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void readNamed(KeyRing keys, Login login) {
    boolean done = false;
    try {
      keys.readNamed(login);
      done = true;
    } finally {
      if (!done) {
        keys.close(); // agents and tokens that were asked already
      }
    }
  }

  /// No switch over types: the first one costs a start ten milliseconds.
  private static SshConfig files(Files files, ThisMachine machine, LocalSide local)
      throws ConfigException {
    if (files instanceof Files.Only only) {
      return SshConfig.of(only.file().toString(), machine, local);
    }
    return files instanceof Files.None ? SshConfig.none() : SshConfig.standard(machine, local);
  }

  /// Returns the options of the command line that hold for hosts on the way too: all but those that
  /// say where the host itself is and how to get there.
  private static List<String> forTheWay(List<String> options) {
    List<String> inherited = new ArrayList<>(options.size());
    for (String option : options) {
      String name = option.strip().split("[\\s=]", 2)[0].toLowerCase(Locale.ROOT);
      if (!OF_THE_HOST.contains(name)) {
        inherited.add(option);
      }
    }
    return inherited;
  }

  /// A path in which `%`, `$` and `~` mean nothing.
  private static String literal(Path file) {
    String name = file.toString().replace("%", "%%");
    return name.startsWith("~") ? "./" + name : name;
  }

  /// Lets go of the agents.
  @Override
  public synchronized void close() {
    keys.close();
  }

  /// Looks again at what may have come or gone since: the user's tickets.
  synchronized void refresh() {
    keys.refresh();
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /// Returns the terms for a host and adds where it is to `hosts`.
  ///
  /// @throws IllegalArgumentException if the configuration cannot be followed for it
  synchronized Routes.Terms terms(String typed, int rank, Target target, List<HostTask> hosts) {
    try {
      HostSettings said = evaluator.settings(target.name(), target.user(), target.port());
      int port = Resolved.port(said, base);
      hosts.add(new HostTask(typed, rank, said.hostName(), port, Resolved.user(said, base), ""));
      Like before = last;
      if (before != null && before.terms.refusal().isEmpty() && said.isLike(before.said)) {
        return before.terms;
      }
      Resolved resolved = new Resolved(said, base, environment, connectTimeout);
      Said key =
          new Said(
              resolved.settings(),
              resolved.wantsPty(),
              resolved.way(),
              resolved.lentAgent(),
              resolved.isGateway(),
              resolved.refusal());
      Routes.Terms terms = known.get(key);
      if (terms == null) {
        terms = made(key);
        known.put(key, terms);
      }
      terms = terms.by(resolved.command());
      last = new Like(said, terms);
      return terms;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Routes.Terms made(Said said) throws ConfigException {
    SshSettings settings = said.settings();
    boolean unchecked = settings.hostKeys().mode() == HostKeys.Mode.OFF;
    if (unchecked && said.refusal().isEmpty() && !notes.contains(UNCHECKED)) {
      notes.add(UNCHECKED);
    }
    List<Destination> way = new ArrayList<>();
    String refusal = said.refusal().isEmpty() ? addWay(said.way(), way, 0) : said.refusal();
    SshSettings used = refusal.isEmpty() ? settings : refused(settings);
    ConnectionOptions options = Terms.of(used, keys, notes);
    Optional<Pty> pty =
        said.pty() ? Optional.of(Terms.pty(dev.muster.model.Pty.plain())) : Optional.empty();
    Route route =
        settings.network().proxy().isPresent() && way.isEmpty()
            ? new Route.Through(Terms.proxy(settings.network().proxy().get()))
            : Route.direct();
    return new Routes.Terms(
        options, settings.environment(), pty, List.copyOf(way), route, lent(said), refusal);
  }

  private Routes.Lent lent(Said said) {
    Optional<Path> agent =
        said.lentAgent().isEmpty() ? Optional.empty() : Agent.path(said.lentAgent());
    if (agent.isEmpty() && !said.lentAgent().isEmpty() && !notes.contains(NO_AGENT)) {
      notes.add(NO_AGENT);
    }
    return new Routes.Lent(agent, Agent.path(said.settings().login().agent()), said.gateway());
  }

  /// Adds the hosts on a way to `way`, and before the first of them those on the way to it.
  ///
  /// @return why one of them cannot be connected to; empty if all can
  private String addWay(List<JumpHost> hops, List<Destination> way, int depth)
      throws ConfigException {
    if (depth > MOST_HOPS) {
      return "connect: ProxyJump: over "
          + MOST_HOPS
          + " hosts on the way; does one lead to itself?";
    }
    for (int i = 0; i < hops.size(); i++) {
      JumpHost hop = hops.get(i);
      HostSettings said =
          onTheWay.settings(hop.host(), hop.user().orElse(""), hop.port().orElse(0));
      Resolved resolved = new Resolved(said, base, environment, connectTimeout);
      Said key = new Said(resolved.settings(), false, List.of(), "", false, resolved.refusal());
      Routes.Terms terms = known.get(key);
      if (terms == null) {
        terms = made(key);
        known.put(key, terms);
      }
      String refusal = terms.refusal();
      if (refusal.isEmpty() && i == 0) {
        refusal = addWay(resolved.way(), way, depth + 1);
      }
      if (!refusal.isEmpty()) {
        return "through " + hop + ": " + refusal;
      }
      way.add(
          new Destination(
              said.hostName(),
              Resolved.port(said, base),
              Resolved.user(said, base),
              terms.options(),
              way.isEmpty() ? terms.by(resolved.command()).route() : Route.direct()));
    }
    return "";
  }

  /// A host that is not connected to needs no files and no algorithms.
  private static SshSettings refused(SshSettings settings) {
    return SshSettings.standard()
        .withLogin(Login.standard().withAgent("none").withIdentity(Resolved.NO_KEY))
        .withHostKeys(HostKeys.standard().withUserFiles(List.of()).withGlobalFiles(List.of()))
        .withConnectTimeout(settings.waits().connect());
  }
}
