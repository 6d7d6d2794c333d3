package dev.muster.ssh;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What to run on a session.
///
/// @param program what it is
/// @param environment variables to set first, in order; servers set only those they are configured
///   to accept and say nothing of the rest (`AcceptEnv`)
/// @param pty the terminal to run it on, if any. Nothing is run if the server gives none; asking
///   for one costs a round trip
/// @param windowBytes how many bytes of output may be on their way before the listener gives credit
///   back
/// @param agent the socket of an ssh-agent that programs over there may use while the session
///   lasts: list its keys and have data signed, nothing else. Servers that do not allow it say
///   nothing. Of sessions on one connection that name different agents, the first one's counts
public record Exec(
    Program program,
    Map<String, String> environment,
    Optional<Pty> pty,
    int windowBytes,
    Optional<Path> agent) {

  /// Enough for one fast host: 2 MiB.
  public static final int STANDARD_WINDOW = 2 << 20;

  /// What a session runs (RFC 4254 section 6.5).
  public sealed interface Program {

    /// A command line for the user's login shell there.
    record CommandLine(String text) implements Program {}

    /// The user's login shell itself, which reads commands from its input. On a terminal it is
    /// interactive.
    record Shell() implements Program {}

    /// What the server has under this name, such as `sftp`.
    record Subsystem(String name) implements Program {}
  }

  public Exec {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    if (windowBytes < 1) {
      throw new IllegalArgumentException("window must be at least 1 byte, was " + windowBytes);
    }
  }

  /// Makes a request without an agent.
  public Exec(
      Program program, Map<String, String> environment, Optional<Pty> pty, int windowBytes) {
    this(program, environment, pty, windowBytes, Optional.empty());
  }

  /// Makes a request for one command line without a terminal.
  public Exec(String command, Map<String, String> environment, int windowBytes) {
    this(new Program.CommandLine(command), environment, Optional.empty(), windowBytes);
  }

  /// Returns a request for one command line, with no environment and the standard window.
  public static Exec of(String command) {
    return of(new Program.CommandLine(command));
  }

  /// Returns a request for the user's login shell.
  public static Exec shell() {
    return of(new Program.Shell());
  }

  /// Returns a request for a subsystem.
  public static Exec subsystem(String name) {
    return of(new Program.Subsystem(name));
  }

  private static Exec of(Program program) {
    return new Exec(program, Map.of(), Optional.empty(), STANDARD_WINDOW);
  }

  /// Returns this on a terminal.
  public Exec on(Pty terminal) {
    return new Exec(program, environment, Optional.of(terminal), windowBytes, agent);
  }

  /// Returns this with other variables.
  public Exec with(Map<String, String> variables) {
    return new Exec(program, variables, pty, windowBytes, agent);
  }

  /// Returns this with the ssh-agent at `socket` lent to what runs.
  public Exec lending(Path socket) {
    return new Exec(program, environment, pty, windowBytes, Optional.of(socket));
  }
}
