package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.HostTask;
import dev.muster.model.Login;
import dev.muster.model.Secrets;
import dev.muster.model.SshConfiguration;
import dev.muster.model.SshConfiguration.Files;
import dev.muster.model.SshSettings;
import dev.muster.plan.Target;
import dev.muster.ssh.config.ConfigException;
import dev.muster.ssh.config.Evaluator;
import dev.muster.ssh.config.HostSettings;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.config.Overrides;
import dev.muster.ssh.config.SshConfig;
import dev.muster.ssh.config.ThisMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the configuration says of hosts, in the engine's terms. Hosts of which it says the same
/// share one object: there may be ten thousand.
///
/// Its monitor guards its fields; files are read while it is held, by the caller's thread, before
/// anything is connected.
final class Configured implements AutoCloseable {

  /// A question that takes longer would be asked again for the next host.
  private static final Duration MATCH_EXEC = Duration.ofSeconds(10);

  private static final String UNCHECKED =
      "warning: host keys are not checked; whoever stands between can read and change everything";

  /// What makes terms different: everything but the host's name, port and user.
  private record Said(SshSettings settings, String refusal) {}

  private final SshSettings base;
  private final Evaluator evaluator;
  private final KeyRing keys;
  private final List<String> notes = new ArrayList<>();
  private final Map<Said, Routes.Terms> known = new HashMap<>();
  private final Duration connectTimeout;

  private Configured(
      SshSettings base, SshConfiguration configuration, Evaluator evaluator, KeyRing keys) {
    this.base = base;
    this.connectTimeout = configuration.connectTimeout();
    this.evaluator = evaluator;
    this.keys = keys;
  }

  /// @throws IllegalArgumentException if a file, an option or a named key cannot be used
  static Configured read(SshSettings base, SshConfiguration configuration, Secrets secrets) {
    LocalSide local = ThisMachine.localSide();
    ThisMachine machine = new ThisMachine(local, MATCH_EXEC);
    try {
      SshConfig config = files(configuration.files(), machine, local);
      SshConfiguration options = configuration;
      for (Path identity : configuration.identities()) {
        options = options.with("IdentityFile", literal(identity));
      }
      Overrides overrides = Overrides.parse(options.options(), local);
      List<Path> named = new ArrayList<>(base.identities());
      named.addAll(configuration.identities());
      KeyRing keys = new KeyRing(secrets, named);
      keys.readNamed(base.login());
      Configured configured =
          new Configured(
              base, configuration, new Evaluator(config, overrides, local, machine), keys);
      configured.notes.addAll(config.notes());
      return configured;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
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

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /// Returns the terms for a host and adds where it is to `hosts`.
  ///
  /// @throws IllegalArgumentException if the configuration cannot be followed for it
  synchronized Routes.Terms terms(String typed, int rank, Target target, List<HostTask> hosts) {
    try {
      HostSettings said = evaluator.settings(target.name(), target.user(), target.port());
      Resolved resolved = new Resolved(said, base, connectTimeout);
      hosts.add(new HostTask(typed, rank, said.hostName(), resolved.port(), resolved.user(), ""));
      Said key = new Said(resolved.settings(), resolved.refusal());
      Routes.Terms terms = known.get(key);
      if (terms == null) {
        terms = made(key);
        known.put(key, terms);
      }
      return terms;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Routes.Terms made(Said said) {
    SshSettings settings = said.settings();
    boolean unchecked = settings.hostKeys().mode() == HostKeys.Mode.OFF;
    if (unchecked && said.refusal().isEmpty() && !notes.contains(UNCHECKED)) {
      notes.add(UNCHECKED);
    }
    SshSettings used = said.refusal().isEmpty() ? settings : refused(settings);
    return new Routes.Terms(Terms.of(used, keys, notes), settings.environment(), said.refusal());
  }

  /// A host that is not connected to needs no files and no algorithms.
  private static SshSettings refused(SshSettings settings) {
    return SshSettings.standard()
        .withLogin(Login.standard().withAgent("none").withIdentity(Resolved.NO_KEY))
        .withHostKeys(HostKeys.standard().withUserFiles(List.of()).withGlobalFiles(List.of()))
        .withConnectTimeout(settings.waits().connect());
  }
}
