package dev.muster.session;

import dev.muster.model.Login;
import dev.muster.ssh.agent.AgentException;
import dev.muster.ssh.agent.SshAgent;
import dev.muster.ssh.key.Identity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ssh-agent of one [Sessions], if there is one: asked once which keys it has, when they are
/// first needed.
final class Agent implements AutoCloseable {

  private final Optional<SshAgent> agent;
  private final boolean named;
  private @Nullable List<Identity> keys;
  private String trouble = "";

  private Agent(Optional<SshAgent> agent, boolean named) {
    this.agent = agent;
    this.named = named;
  }

  /// Returns the agent at a socket that is named as in OpenSSH's `IdentityAgent`; it is not called
  /// yet.
  ///
  /// @throws IllegalArgumentException if the name can be none of a socket
  static Agent of(String socket) {
    boolean standard = socket.equals(Login.ENVIRONMENT);
    Optional<Path> path = path(socket);
    return path.isEmpty()
        ? new Agent(Optional.empty(), false)
        : new Agent(Optional.of(SshAgent.at(path.get())), !standard);
  }

  /// Returns the path of a socket that is named as in OpenSSH's `IdentityAgent`, if there is one.
  ///
  /// @throws IllegalArgumentException if the name can be none of a socket
  static Optional<Path> path(String socket) {
    boolean standard = socket.equals(Login.ENVIRONMENT);
    boolean variable = standard || socket.startsWith("$");
    String path = variable ? value(standard ? socket : socket.substring(1)) : socket;
    if (path.isEmpty() || socket.equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("ssh-agent's socket \"" + path + "\" is no path", e);
    }
  }

  private static String value(String variable) {
    String braced = variable.startsWith("{") ? variable.replaceAll("[{}]", "") : variable;
    String value = System.getenv(braced);
    return value == null ? "" : value;
  }

  /// Returns the agent's keys; none if it cannot be asked, see [#trouble].
  List<Identity> keys() {
    List<Identity> known = keys;
    if (known == null) {
      known = agent.isPresent() ? ask(agent.get()) : List.of();
      keys = known;
    }
    return known;
  }

  private List<Identity> ask(SshAgent asked) {
    try {
      List<Identity> held = asked.identities();
      trouble = held.isEmpty() ? asked + " holds no key; it may be locked" : "";
      return held;
    } catch (AgentException e) {
      trouble = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = asked + " was not asked: interrupted";
    }
    return List.of();
  }

  /// Returns why it gave no keys, or nothing.
  String trouble() {
    return trouble;
  }

  /// Returns whether the user named it, so that its trouble is worth a word.
  boolean isNamed() {
    return named;
  }

  /// Returns the agent's key with that public half.
  Optional<Identity> key(byte[] blob) {
    for (Identity identity : keys()) {
      if (identity.hasBlob(blob)) {
        return Optional.of(identity);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    agent.ifPresent(SshAgent::close);
  }
}
