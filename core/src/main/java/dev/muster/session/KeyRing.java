package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Proofs;
import dev.muster.model.Secrets;
import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.kerberos.KerberosOptions;
import dev.muster.ssh.kerberos.KerberosTickets;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.machine.OwnHostKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final Map<String, TokenKeys> tokens = new HashMap<>();
  private final Map<Proofs.Tickets, KerberosTickets> tickets = new HashMap<>();
  private final Map<List<String>, Hostbased> machines = new HashMap<>();
  private final Map<Path, Optional<byte[]>> contents = new HashMap<>();
  private final LocalSide local;

  /// @param named the key files without which nothing is done; others are passed over if they
  ///   cannot be used
  /// @param local who runs this, and where
  KeyRing(Secrets secrets, List<Path> named, LocalSide local) {
    this.secrets = secrets;
    this.named = new HashSet<>(named);
    this.local = local;
  }

  /// Opens the private key files that were named. Who holds the key that a public one stands for is
  /// not known before it is known for which host.
  ///
  /// @param login says where the agent is that may hold them
  /// @throws IllegalArgumentException if one cannot be used
  void readNamed(Login login) {
    Login all = login.withIdentitiesOnly(true);
    for (Path file : named) {
      if (isPublic(file)) {
        continue;
      }
      all = login.identities().contains(file) ? all : all.withIdentity(file);
    }
    if (!all.identities().isEmpty()) {
      TokenKeys held = tokens(login.proofs().tokenLibrary());
      List<Identity> _ =
          new Identities(agent(login.agent()), held, this, new ArrayList<>()).of(all);
    }
  }

  private boolean isPublic(Path file) {
    return (!isThere(file)
            && Files.exists(file.resolveSibling(file.getFileName() + Identities.PUBLIC)))
        || file.toString().endsWith(Identities.PUBLIC);
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

  private TokenKeys tokens(String library) {
    return tokens.computeIfAbsent(library, name -> new TokenKeys(name, secrets.passphrases()));
  }

  /// Returns the user's Kerberos tickets.
  KerberosTickets tickets(Proofs.Tickets wanted) {
    return tickets.computeIfAbsent(
        wanted,
        _ ->
            KerberosTickets.of(
                KerberosOptions.standard()
                    .withUser(wanted.user())
                    .withServer(wanted.server())
                    .withDelegated(wanted.isDelegated()),
                local));
  }

  /// Returns this machine as one that speaks for its users.
  Hostbased machine(List<String> algorithms) {
    return machines.computeIfAbsent(algorithms, _ -> OwnHostKeys.find(algorithms, local));
  }

  /// Looks again at what comes and goes.
  void refresh() {
    tickets.values().forEach(KerberosTickets::refresh);
  }

  /// Returns the keys to authenticate with.
  ///
  /// @throws IllegalArgumentException if one that was named cannot be used
  List<Identity> identities(Login login, List<String> notes) {
    List<Identity> known = identities.get(login);
    if (known == null) {
      TokenKeys held = tokens(login.proofs().tokenLibrary());
      known = new Identities(agent(login.agent()), held, this, notes).of(login);
      identities.put(login, known);
    }
    return known;
  }

  /// Returns whether there is such a private key file, on the disk or with whoever keeps them.
  boolean isThere(Path file) {
    return isKept(file) || Files.exists(file);
  }

  /// Returns whether somebody keeps a private key file elsewhere than on the disk.
  boolean isKept(Path file) {
    return contents.computeIfAbsent(file, secrets.keyFiles()::content).isPresent();
  }

  /// Returns a private key file that is not opened yet.
  KeyFile read(Path file) throws KeyFileException {
    var kept = contents.computeIfAbsent(file, secrets.keyFiles()::content);
    return kept.isPresent() ? KeyFile.parse(file.toString(), kept.get()) : KeyFile.read(file);
  }

  /// Opens a private key, which asks for its passphrase.
  SshPrivateKey open(Path file) throws KeyFileException {
    SshPrivateKey known = opened.get(file);
    if (known == null) {
      try (KeyFile key = read(file)) {
        known = key.open(this::passphrase);
      }
      opened.put(file, known);
    }
    return known;
  }

  private Optional<char[]> passphrase(String file, int attempt) {
    Optional<char[]> answer = secrets.passphrases().forKey(file, attempt);
    return answer.isPresent() && answer.get().length == 0 ? Optional.empty() : answer;
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
    tokens.values().forEach(TokenKeys::close);
    contents.values().forEach(each -> each.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0)));
  }
}
