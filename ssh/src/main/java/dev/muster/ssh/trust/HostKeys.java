package dev.muster.ssh.trust;

import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides whether hosts are trusted: the keys on file and what the policy says of those that are
/// not.
///
/// Any thread may ask for a verdict at any time; it never touches the disk. Only [#add] does.
public final class HostKeys {

  private final HostKeyPolicy policy;
  private final Optional<NewHostKeys> newKeys;
  private final KnownHosts knownHosts;

  private HostKeys(HostKeyPolicy policy, KnownHosts knownHosts, Optional<NewHostKeys> newKeys) {
    this.policy = policy;
    this.knownHosts = knownHosts;
    this.newKeys = newKeys;
  }

  /// Reads the files, unless the policy is to look nothing up. New keys go into the first of the
  /// user's own.
  ///
  /// @throws KnownHostsException if a file is there and cannot be read
  public static HostKeys read(HostKeyPolicy policy, List<Path> userFiles, List<Path> globalFiles)
      throws KnownHostsException {
    if (policy == HostKeyPolicy.OFF) {
      return trustingAll();
    }
    List<Path> files = Stream.concat(userFiles.stream(), globalFiles.stream()).toList();
    KnownHosts knownHosts = KnownHosts.read(files);
    boolean adds = policy == HostKeyPolicy.ACCEPT_NEW && !userFiles.isEmpty();
    return new HostKeys(
        policy,
        knownHosts,
        adds ? Optional.of(new NewHostKeys(userFiles.getFirst())) : Optional.empty());
  }

  /// Returns one that trusts only what is on file.
  public static HostKeys strict(KnownHosts knownHosts) {
    return new HostKeys(HostKeyPolicy.STRICT, knownHosts, Optional.empty());
  }

  /// Returns one that trusts everybody; whoever uses it warns its user.
  public static HostKeys trustingAll() {
    return new HostKeys(HostKeyPolicy.OFF, KnownHosts.none(), Optional.empty());
  }

  /// Returns the policy.
  public HostKeyPolicy policy() {
    return policy;
  }

  /// Returns what is wrong with lines that were passed over, each as `file:line: what`.
  public List<String> warnings() {
    return knownHosts.warnings();
  }

  /// Returns the types of key to prefer in the key exchange; see [KnownHosts#keyTypesOnFile].
  public List<KeyType> keyTypesOnFile(String host, int port) {
    return knownHosts.keyTypesOnFile(host, port);
  }

  /// Returns what is to be done with a host that offers `key`.
  public HostKeyVerdict verdict(String host, int port, SshPublicKey key) {
    if (policy == HostKeyPolicy.OFF) {
      return new Trusted();
    }
    String name = HostName.of(host, port);
    return switch (knownHosts.lookup(host, port, key)) {
      case HostKeyLookup.Trusted _ -> new Trusted();
      case HostKeyLookup.Revoked(KnownHostKey onFile) ->
          new Refused(new HostKeyFailure.Revoked(name, key, onFile));
      case HostKeyLookup.Changed(List<KnownHostKey> onFile) ->
          new Refused(new HostKeyFailure.Changed(name, key, onFile));
      case HostKeyLookup.Unknown(boolean authority) -> unknown(host, port, key, authority);
    };
  }

  private HostKeyVerdict unknown(String host, int port, SshPublicKey key, boolean authority) {
    if (newKeys.isPresent() && HostName.isRecordable(host)) {
      AddThenTrust addition = new AddThenTrust(host, port, key);
      return newKeys.get().added(addition).orElse(addition);
    }
    boolean recordable = policy == HostKeyPolicy.STRICT && HostName.isRecordable(host);
    return new Refused(
        new HostKeyFailure.NotOnFile(
            HostName.of(host, port), key, knownHosts.files(), authority, recordable));
  }

  /// Puts a new host's key on file and returns what is then to be done: trust it, or refuse it
  /// because meanwhile another key came to be on file for the host.
  ///
  /// Waits until the line is on the disk, 10 seconds at most for other processes; hosts that are
  /// added at once share one write. If interrupted the line may still be written.
  ///
  /// @param addition a verdict of this service
  /// @throws KnownHostsException if the file cannot be written; the host is not to be trusted
  /// @throws IllegalStateException if the policy adds nothing
  public HostKeyVerdict add(AddThenTrust addition)
      throws KnownHostsException, InterruptedException {
    return newKeys
        .orElseThrow(() -> new IllegalStateException("host key policy " + policy + " adds no keys"))
        .add(addition);
  }
}
