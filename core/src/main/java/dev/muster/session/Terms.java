package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Network;
import dev.muster.model.Offer;
import dev.muster.model.Proofs;
import dev.muster.model.Proxy;
import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Limits;
import dev.muster.ssh.Pty;
import dev.muster.ssh.RekeyLimit;
import dev.muster.ssh.TcpOptions;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Method;
import dev.muster.ssh.auth.Rules;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.config.AlgorithmList;
import dev.muster.ssh.machine.OwnHostKeys;
import dev.muster.ssh.trust.HostKeyOptions;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.KnownHostsException;
import java.util.ArrayList;
import java.util.List;

/// From settings to the engine's terms: reads the key files and the `known_hosts` files that are
/// not read yet.
final class Terms {

  private static final List<String> COMPRESSING = List.of("zlib@openssh.com", "none");

  private Terms() {}

  /// @param notes takes what the user should know though it stops nothing
  /// @throws IllegalArgumentException if a setting or a file cannot be used; it says which and why
  static ConnectionOptions of(SshSettings settings, KeyRing ring, List<String> notes) {
    Offer offer = settings.offer();
    return new ConnectionOptions(
        algorithms(offer),
        authentication(settings, ring, notes),
        hostKeys(settings.hostKeys(), ring, notes),
        limits(settings),
        new RekeyLimit(offer.rekeyBytes(), offer.rekeyTime()),
        tcp(settings.network().tcp()));
  }

  private static Authentication authentication(
      SshSettings settings, KeyRing ring, List<String> notes) {
    Login login = settings.login();
    Secrets secrets = ring.secrets();
    Authentication all =
        Authentication.of(ring.identities(login, notes))
            .withVouchers(vouchers(login.proofs(), ring))
            .withRules(
                Rules.standard()
                    .withMaxTries(login.maxTries())
                    .withProofWanted(login.proofs().isWanted()));
    if (!login.methods().isEmpty()) {
      all = all.withMethods(methods(login.methods()));
    }
    if (secrets.hasPasswords()) {
      all = all.withPasswords(Asked.passwords(secrets.passwords()));
    }
    return secrets.prompts().isPresent()
        ? all.withPrompts(Asked.prompts(secrets.prompts().get()))
        : all;
  }

  private static Vouchers vouchers(Proofs proofs, KeyRing ring) {
    Vouchers vouchers = Vouchers.none();
    if (proofs.tickets().isUsed()) {
      vouchers = vouchers.withGss(ring.tickets(proofs.tickets()));
    }
    return proofs.machine().isUsed()
        ? vouchers.withMachine(ring.machine(algorithms(proofs.machine())))
        : vouchers;
  }

  private static List<String> algorithms(Proofs.Machine machine) {
    List<String> all = OwnHostKeys.ALGORITHMS;
    return AlgorithmList.chosen("HostbasedAcceptedAlgorithms", machine.algorithms(), all, all);
  }

  /// Leaves out what is not known here, as OpenSSH does.
  private static List<Method> methods(List<String> names) {
    List<Method> methods = new ArrayList<>();
    for (String name : names) {
      Method.named(name).filter(known -> !methods.contains(known)).ifPresent(methods::add);
    }
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "PreferredAuthentications "
              + String.join(",", names)
              + " names no method that is known here; these are: "
              + List.of(Method.values()));
    }
    return methods;
  }

  /// Files are read once, whatever the names are under which hosts are looked up.
  private static dev.muster.ssh.trust.HostKeys hostKeys(
      HostKeys wanted, KeyRing ring, List<String> notes) {
    HostKeys files = wanted.withAlias("");
    dev.muster.ssh.trust.HostKeys hostKeys = ring.hostKeys(files);
    if (hostKeys == null) {
      hostKeys = hostKeys(files, notes);
      ring.keep(files, hostKeys);
    }
    return wanted.alias().isEmpty() ? hostKeys : hostKeys.as(wanted.alias());
  }

  private static dev.muster.ssh.trust.HostKeys hostKeys(HostKeys wanted, List<String> notes) {
    HostKeyPolicy policy =
        switch (wanted.mode()) {
          case STRICT -> HostKeyPolicy.STRICT;
          case ACCEPT_NEW -> HostKeyPolicy.ACCEPT_NEW;
          case OFF -> HostKeyPolicy.OFF;
        };
    HostKeyOptions all = HostKeyOptions.of(policy, wanted.userFiles(), wanted.globalFiles());
    HostKeyOptions options =
        all.withRevokedFiles(wanted.revokedFiles())
            .withHashedNames(wanted.hashNames())
            .withAuthorityAlgorithms(
                AlgorithmList.chosen(
                    "CASignatureAlgorithms",
                    wanted.authorityAlgorithms(),
                    all.authorityAlgorithms(),
                    all.authorityAlgorithms()));
    try {
      dev.muster.ssh.trust.HostKeys hostKeys = dev.muster.ssh.trust.HostKeys.read(options);
      notes.addAll(hostKeys.warnings());
      return hostKeys;
    } catch (KnownHostsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Returns the engine's terminal.
  static Pty pty(dev.muster.model.Pty wanted) {
    return Pty.of(wanted.type(), wanted.columns(), wanted.rows());
  }

  private static Limits limits(SshSettings settings) {
    SshSettings.Waits waits = settings.waits();
    return Limits.standard()
        .connectingWithin(waits.connect())
        .authenticatingWithin(waits.login())
        .keepingAlive(waits.keepAlive(), waits.questions());
  }

  private static TcpOptions tcp(Network.Tcp tcp) {
    TcpOptions.Family family =
        switch (tcp.family()) {
          case ANY -> TcpOptions.Family.ANY;
          case IPV4 -> TcpOptions.Family.IPV4;
          case IPV6 -> TcpOptions.Family.IPV6;
        };
    Network.Service service = tcp.service();
    return new TcpOptions(
        family,
        tcp.from(),
        tcp.attempts(),
        tcp.keepAlive(),
        new TcpOptions.Service(service.interactive(), service.bulk()));
  }

  /// Returns the engine's proxy.
  static dev.muster.ssh.Proxy proxy(Proxy wanted) {
    dev.muster.ssh.Proxy.Kind kind =
        switch (wanted.kind()) {
          case SOCKS5 -> dev.muster.ssh.Proxy.Kind.SOCKS5;
          case HTTP -> dev.muster.ssh.Proxy.Kind.HTTP;
        };
    return new dev.muster.ssh.Proxy(
        kind, wanted.host(), wanted.port(), wanted.user(), Asked.passwords(wanted.passwords()));
  }

  private static Algorithms algorithms(Offer offer) {
    Algorithms all = Algorithms.standard();
    if (offer.keyExchanges().isEmpty()
        && offer.hostKeys().isEmpty()
        && offer.ciphers().isEmpty()
        && offer.macs().isEmpty()
        && !offer.compression()) {
      return all;
    }
    Algorithms known = Algorithms.known();
    return new Algorithms(
        AlgorithmList.chosen(
            "KexAlgorithms", offer.keyExchanges(), all.keyExchanges(), known.keyExchanges()),
        AlgorithmList.chosen(
            "HostKeyAlgorithms", offer.hostKeys(), all.hostKeys(), known.hostKeys()),
        AlgorithmList.chosen("Ciphers", offer.ciphers(), all.ciphers(), known.ciphers()),
        AlgorithmList.chosen("MACs", offer.macs(), all.macs(), known.macs()),
        offer.compression() ? COMPRESSING : all.compressions());
  }
}
