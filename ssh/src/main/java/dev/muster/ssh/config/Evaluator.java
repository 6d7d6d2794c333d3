package dev.muster.ssh.config;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Says what configuration files and a command line come to for a host.
///
/// Each command of `Match exec` is run once, whatever the number of hosts. Safe for use by many
/// threads; a call blocks where [Outside] does and is otherwise a matter of microseconds.
public final class Evaluator {

  private final SshConfig config;
  private final Overrides overrides;
  private final LocalSide local;
  private final Outside outside;
  private final Otherwise otherwise;
  private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

  /// What holds for hosts of which neither the command line nor a file says it.
  ///
  /// @param user whom to log in as
  /// @param port where to
  public record Otherwise(String user, int port) {}

  /// Makes one for which, as for OpenSSH, the user is otherwise who runs this, and the port 22.
  ///
  /// @param overrides what the command line says, which comes before the files
  public Evaluator(SshConfig config, Overrides overrides, LocalSide local, Outside outside) {
    this(config, overrides, local, outside, new Otherwise(local.user(), 22));
  }

  /// Makes one.
  ///
  /// @param overrides what the command line says, which comes before the files
  /// @param otherwise what `Match user`, `%r` and `%p` see where nothing else is said
  public Evaluator(
      SshConfig config,
      Overrides overrides,
      LocalSide local,
      Outside outside,
      Otherwise otherwise) {
    this.config = config;
    this.overrides = overrides;
    this.local = local;
    this.outside = outside;
    this.otherwise = otherwise;
  }

  /// Returns the settings of a host.
  ///
  /// @param host the name as it was typed
  /// @param user whom to log in as whatever else is said; empty if that is left to the rest
  /// @param port the port whatever else is said; 0 if that is left to the rest
  /// @throws ConfigException if the files cannot be followed for this host
  public HostSettings settings(String host, String user, int port) throws ConfigException {
    return new Evaluation(this, host).settings(user, port);
  }

  SshConfig config() {
    return config;
  }

  Overrides overrides() {
    return overrides;
  }

  LocalSide local() {
    return local;
  }

  Outside outside() {
    return outside;
  }

  Otherwise otherwise() {
    return otherwise;
  }

  /// Whether a command of `Match exec` ends with status 0.
  boolean succeeds(String command, Where where) throws ConfigException {
    Boolean known = answers.get(command);
    if (known != null) {
      return known;
    }
    try {
      boolean answer = outside.run(command) == 0;
      answers.put(command, answer);
      return answer;
    } catch (IOException e) {
      throw where.trouble("Match exec \"" + command + "\": " + e.getMessage(), e);
    }
  }
}
