package dev.muster.ssh.channel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is asked for on a session channel, in the protocol's words. Immutable.
public final class SessionStart {

  private final String request;
  private final @Nullable String text;
  private final Map<String, String> environment;
  private final byte @Nullable [] pty;
  private final boolean lendsAgent;

  /// Makes one without an agent.
  ///
  /// @param request `exec`, `shell` or `subsystem`
  /// @param text the command line or the subsystem's name; null for a shell
  /// @param environment variables, asked for first
  /// @param pty the body of the request for a terminal, which nobody changes any more; null for
  ///   none
  public SessionStart(
      String request,
      @Nullable String text,
      Map<String, String> environment,
      byte @Nullable [] pty) {
    this(request, text, environment, pty, false);
  }

  private SessionStart(
      String request,
      @Nullable String text,
      Map<String, String> environment,
      byte @Nullable [] pty,
      boolean lendsAgent) {
    this.request = request;
    this.text = text;
    this.environment = environment;
    this.pty = pty;
    this.lendsAgent = lendsAgent;
  }

  /// Returns this with the server told that our agent may be asked for.
  public SessionStart lendingAgent() {
    return new SessionStart(request, text, environment, pty, true);
  }

  /// Returns the start of a command line without a terminal.
  public static SessionStart exec(String command, Map<String, String> environment) {
    return new SessionStart("exec", command, environment, null);
  }

  String request() {
    return request;
  }

  @Nullable String text() {
    return text;
  }

  Map<String, String> environment() {
    return environment;
  }

  byte @Nullable [] pty() {
    return pty;
  }

  boolean lendsAgent() {
    return lendsAgent;
  }
}
