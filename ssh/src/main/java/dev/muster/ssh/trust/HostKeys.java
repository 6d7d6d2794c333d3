package dev.muster.ssh.trust;

import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Distrusted;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides whether hosts are trusted: the keys and authorities on file, the keys that are revoked,
/// and what the policy says of keys that are not on file.
///
/// Any thread may ask for a verdict at any time; it never touches the disk. Only [#add] does. Event
/// loops ask first whether a verdict is quick.
public final class HostKeys {

  private static final int MAX_SHOWN = 3;

  private final HostKeyOptions options;
  private final KnownHosts knownHosts;
  private final List<RevokedKeys> revokedKeys;
  private final @Nullable NewHostKeys newKeys;
  private final String alias;

  private HostKeys(
      HostKeyOptions options,
      KnownHosts knownHosts,
      List<RevokedKeys> revokedKeys,
      @Nullable NewHostKeys newKeys,
      String alias) {
    this.options = options;
    this.knownHosts = knownHosts;
    this.revokedKeys = revokedKeys;
    this.newKeys = newKeys;
    this.alias = alias;
  }

  /// Reads the files, with nothing revoked but by them; see [#read(HostKeyOptions)].
  ///
  /// @throws KnownHostsException if a file is there and cannot be read, unless the policy is off
  public static HostKeys read(HostKeyPolicy policy, List<Path> userFiles, List<Path> globalFiles)
      throws KnownHostsException {
    return read(HostKeyOptions.of(policy, userFiles, globalFiles));
  }

  /// Reads the files. New keys go into the first of the user's own.
  ///
  /// @throws KnownHostsException if a file of known hosts is there and cannot be read, which with
  ///   the policy off is a warning; or if a list of revoked keys is not there or cannot be read
  public static HostKeys read(HostKeyOptions options) throws KnownHostsException {
    List<RevokedKeys> revokedKeys = new ArrayList<>();
    for (Path file : options.revokedFiles()) {
      revokedKeys.add(RevokedKeys.read(file));
    }
    List<Path> userFiles = options.userFiles();
    List<Path> files = new ArrayList<>(userFiles);
    files.addAll(options.globalFiles());
    if (options.policy() == HostKeyPolicy.OFF) {
      return new HostKeys(options, KnownHosts.readable(files), revokedKeys, null, "");
    }
    boolean adds = options.policy() == HostKeyPolicy.ACCEPT_NEW && !userFiles.isEmpty();
    return new HostKeys(
        options,
        KnownHosts.read(files),
        revokedKeys,
        adds ? new NewHostKeys(userFiles.getFirst(), options.hashNames()) : null,
        "");
  }

  /// Returns one that trusts only what is on file.
  public static HostKeys strict(KnownHosts knownHosts) {
    HostKeyOptions options = HostKeyOptions.of(HostKeyPolicy.STRICT, List.of(), List.of());
    return new HostKeys(options, knownHosts, List.of(), null, "");
  }

  /// Returns one that trusts everybody; whoever uses it warns its user.
  public static HostKeys trustingAll() {
    HostKeyOptions options = HostKeyOptions.of(HostKeyPolicy.OFF, List.of(), List.of());
    return new HostKeys(options, KnownHosts.none(), List.of(), null, "");
  }

  /// Returns the same, sharing all that was read, in which every host and port goes by `name`
  /// (`HostKeyAlias`).
  public HostKeys as(String name) {
    return new HostKeys(options, knownHosts, revokedKeys, newKeys, name);
  }

  private String host(String host) {
    return alias.isEmpty() ? host : alias;
  }

  private int port(int port) {
    return alias.isEmpty() ? port : HostName.DEFAULT_PORT;
  }

  /// Returns the policy.
  public HostKeyPolicy policy() {
    return options.policy();
  }

  /// Returns what is wrong with lines and files that were passed over, each as `file:line: what` or
  /// `file: what`.
  public List<String> warnings() {
    return knownHosts.warnings();
  }

  /// Returns the types of key to prefer in the key exchange; see [KnownHosts#keyTypesOnFile].
  public List<KeyType> keyTypesOnFile(String host, int port) {
    return knownHosts.keyTypesOnFile(host(host), port(port));
  }

  /// Returns whether [#keyTypesOnFile] is as quick as an event loop needs it. If not, it is so
  /// after one call, which others than event loops make: each takes one HMAC for each hashed line.
  public boolean areTypesQuick(String host, int port) {
    return knownHosts.areTypesQuick(host(host), port(port));
  }

  /// Returns whether [#verdict(String, int, OfferedKey)] is as quick as an event loop needs it. It
  /// is not if the key of a host is not on file and names are hashed.
  public boolean isQuick(String host, int port, OfferedKey offered) {
    return knownHosts.isQuick(host(host), port(port), offered.key());
  }

  /// Returns whether a certificate of the host would say anything: an authority on file may speak
  /// for it, or a list of revoked keys might name its certificate.
  public boolean wantsCertificate(String host, int port) {
    return !revokedKeys.isEmpty() || knownHosts.hasAuthority(host(host), port(port));
  }

  /// Returns what is to be done with a host that offers `key` without a certificate.
  public HostKeyVerdict verdict(String host, int port, SshPublicKey key) {
    return verdict(host, port, new OfferedKey.Plain(key));
  }

  /// Returns what is to be done with a host that shows this.
  ///
  /// A revoked key, authority or certificate is refused. A certificate by an authority on file that
  /// is good for the host is trusted. With any other certificate the key alone decides, as in
  /// OpenSSH. With the policy off nobody is refused but for a list of revoked keys: who would be is
  /// distrusted, and who is not on file trusted.
  public HostKeyVerdict verdict(String toHost, int toPort, OfferedKey offered) {
    String host = host(toHost);
    int port = port(toPort);
    SshPublicKey key = offered.key();
    for (RevokedKeys list : revokedKeys) {
      String why = list.reason(offered);
      if (why != null) {
        return refused(new HostKeyFailure.RevokedByList(HostName.of(host, port), key, why));
      }
    }
    boolean off = policy() == HostKeyPolicy.OFF;
    if (off && knownHosts.isEmpty()) {
      return new Trusted();
    }
    HostKeyVerdict verdict =
        offered instanceof OfferedKey.Certified(SshCertificate certificate)
            ? certified(host, port, certificate)
            : plain(host, port, key);
    return off && verdict instanceof Refused(HostKeyFailure failure) ? unchecked(failure) : verdict;
  }

  /// Returns what becomes of a host that would be refused, where nobody is.
  private static HostKeyVerdict unchecked(HostKeyFailure failure) {
    HostKeyFailure alone =
        failure instanceof HostKeyFailure.CertificateRefused certified
            ? certified.plain()
            : failure;
    return alone instanceof HostKeyFailure.NotOnFile ? new Trusted() : new Distrusted(failure);
  }

  private static HostKeyVerdict refused(HostKeyFailure failure) {
    return new Refused(failure);
  }

  private HostKeyVerdict certified(String host, int port, SshCertificate certificate) {
    String name = HostName.of(host, port);
    SshPublicKey key = certificate.key();
    Optional<KnownHostKey> revoked = knownHosts.revocation(host, port, key);
    if (revoked.isPresent()) {
      return refused(new HostKeyFailure.Revoked(name, key, revoked.get()));
    }
    SshPublicKey authority = certificate.authority();
    revoked = knownHosts.revocation(host, port, authority);
    if (revoked.isPresent()) {
      return refused(new HostKeyFailure.AuthorityRevoked(name, key, authority, revoked.get()));
    }
    String problem = problem(host, port, certificate);
    if (problem == null) {
      return new Trusted();
    }
    HostKeyVerdict alone = plain(host, port, key);
    return alone instanceof Refused(HostKeyFailure failure)
        ? refused(new HostKeyFailure.CertificateRefused(name, key, problem, failure))
        : alone;
  }

  /// Returns what is wrong with a certificate, or null if it is good for the host.
  private @Nullable String problem(String host, int port, SshCertificate certificate) {
    Optional<KnownHostKey> onFile = knownHosts.authority(host, port, certificate.authority());
    if (onFile.isEmpty()) {
      return "host " + certificate + " is by another authority than " + authorities(host, port);
    }
    String problem =
        HostCertificates.problem(
            certificate,
            HostName.lowerCase(host),
            options.clock().instant(),
            options.authorityAlgorithms());
    return problem == null
        ? null
        : "host " + certificate + " (@cert-authority in " + onFile.get() + ") " + problem;
  }

  private String authorities(String host, int port) {
    List<KnownHostKey> all = knownHosts.authorities(host, port);
    if (all.isEmpty()) {
      return "any on file, for none is for this host; add it as @cert-authority if you trust it";
    }
    StringBuilder text = new StringBuilder("those on file, ");
    for (int i = 0; i < Math.min(MAX_SHOWN, all.size()); i++) {
      KnownHostKey each = all.get(i);
      text.append(i == 0 ? "" : " and ").append(each).append(" with ").append(each.keyType());
      text.append(' ').append(each.fingerprint());
    }
    return text.append("; if the authority has a new key, add it as @cert-authority").toString();
  }

  private HostKeyVerdict plain(String host, int port, SshPublicKey key) {
    HostKeyLookup found = knownHosts.lookup(host, port, key);
    if (found instanceof HostKeyLookup.Trusted) { // before the switch, whose first use takes 5 ms
      return new Trusted();
    }
    String name = HostName.of(host, port);
    return switch (found) {
      case HostKeyLookup.Trusted _ -> new Trusted();
      case HostKeyLookup.Revoked(KnownHostKey onFile) ->
          refused(new HostKeyFailure.Revoked(name, key, onFile));
      case HostKeyLookup.Changed(List<KnownHostKey> onFile) ->
          refused(new HostKeyFailure.Changed(name, key, onFile));
      case HostKeyLookup.Unknown(boolean authority) -> unknown(host, port, key, authority);
    };
  }

  private HostKeyVerdict unknown(String host, int port, SshPublicKey key, boolean authority) {
    NewHostKeys adding = newKeys;
    if (adding != null && HostName.isRecordable(host)) {
      AddThenTrust addition = new AddThenTrust(host, port, key);
      return adding.added(addition).orElse(addition);
    }
    boolean recordable = policy() == HostKeyPolicy.STRICT && HostName.isRecordable(host);
    return refused(
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
    NewHostKeys adding = newKeys;
    if (adding == null) {
      throw new IllegalStateException("host key policy " + policy() + " adds no keys");
    }
    return adding.add(addition);
  }
}
