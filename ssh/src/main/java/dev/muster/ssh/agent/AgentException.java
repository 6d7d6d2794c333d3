package dev.muster.ssh.agent;

/// An ssh-agent is not there, does not answer, or answers what it should not. The message says
/// which and why, in one line.
public final class AgentException extends Exception {

  private static final long serialVersionUID = 1L;

  AgentException(String message) {
    super(message);
  }

  AgentException(String message, Throwable cause) {
    super(message, cause);
  }
}
