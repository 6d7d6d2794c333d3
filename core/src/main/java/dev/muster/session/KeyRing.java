package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Secrets;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.SshPrivateKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys that were read and the agents that were asked: each once, however many hosts it is for,
/// so that a passphrase is asked for once. Not safe for use by several threads at once.
final class KeyRing implements AutoCloseable {

  private final Secrets secrets;
  private final Set<Path> named;
  private final Map<String, Agent> agents = new HashMap<>();
  private final Map<Path, SshPrivateKey> opened = new HashMap<>();
  private final Map<Login, List<Identity>> identities = new HashMap<>();
  private final Map<HostKeys, dev.muster.ssh.trust.HostKeys> hostKeys = new HashMap<>();

  /// @param named the key files without which nothing is done; others are passed over if they
  ///   cannot be used
  KeyRing(Secrets secrets, List<Path> named) {
    this.secrets = secrets;
    this.named = new HashSet<>(named);
  }

  /// Opens the key files that were named.
  ///
  /// @param login says where the agent is that may hold them
  /// @throws IllegalArgumentException if one cannot be used
  void readNamed(Login login) {
    Login all = login.withIdentitiesOnly(true);
    for (Path file : named) {
      all = login.identities().contains(file) ? all : all.withIdentity(file);
    }
    if (!all.identities().isEmpty()) {
      List<Identity> _ = new Identities(agent(login.agent()), this, new ArrayList<>()).of(all);
    }
  }

  Secrets secrets() {
    return secrets;
  }

  boolean isNamed(Path file) {
    return named.contains(file);
  }

  private Agent agent(String socket) {
    Agent agent = agents.get(socket);
    if (agent == null) {
      agent = Agent.of(socket);
      agents.put(socket, agent);
    }
    return agent;
  }

  /// Returns the keys to authenticate with.
  ///
  /// @throws IllegalArgumentException if one that was named cannot be used
  List<Identity> identities(Login login, List<String> notes) {
    List<Identity> known = identities.get(login);
    if (known == null) {
      known = new Identities(agent(login.agent()), this, notes).of(login);
      identities.put(login, known);
    }
    return known;
  }

  /// Opens a private key, which asks for its passphrase.
  SshPrivateKey open(Path file) throws KeyFileException {
    SshPrivateKey known = opened.get(file);
    if (known == null) {
      known =
          KeyFile.load(
              file,
              (name, attempt) -> {
                Optional<char[]> answer = secrets.passphrases().forKey(name, attempt);
                return answer.isPresent() && answer.get().length == 0 ? Optional.empty() : answer;
              });
      opened.put(file, known);
    }
    return known;
  }

  /// Returns the host keys that were read for these terms, null if they were not.
  dev.muster.ssh.trust.@Nullable HostKeys hostKeys(HostKeys wanted) {
    return hostKeys.get(wanted);
  }

  void keep(HostKeys wanted, dev.muster.ssh.trust.HostKeys read) {
    hostKeys.put(wanted, read);
  }

  @Override
  public void close() {
    agents.values().forEach(Agent::close);
  }
}
