package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Offer;
import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Limits;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Method;
import dev.muster.ssh.trust.HostKeyOptions;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.KnownHostsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// From settings to the engine's terms: reads the key files and the `known_hosts` files.
final class Terms {

  private Terms() {}

  /// @param notes takes what the user should know though it stops nothing
  /// @throws IllegalArgumentException if a setting or a file cannot be used; it says which and why
  static ConnectionOptions of(
      SshSettings settings, Secrets secrets, Agent agent, List<String> notes) {
    Offer offer = settings.offer();
    return new ConnectionOptions(
        algorithms(offer),
        authentication(settings, secrets, agent, notes),
        hostKeys(settings.hostKeys(), notes),
        limits(settings),
        offer.rekeyBytes());
  }

  private static Authentication authentication(
      SshSettings settings, Secrets secrets, Agent agent, List<String> notes) {
    Login login = settings.login();
    Authentication all =
        Authentication.of(new Identities(agent, secrets.passphrases(), notes).of(login))
            .withMaxTries(login.maxTries());
    if (!login.methods().isEmpty()) {
      all = all.withMethods(methods(login.methods()));
    }
    if (secrets.hasPasswords()) {
      all = all.withPasswords(Asked.passwords(secrets.passwords()));
    }
    return secrets.hasPrompts() ? all.withPrompts(Asked.prompts(secrets.prompts())) : all;
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
                chosen(wanted.authorityAlgorithms(), all.authorityAlgorithms()));
    try {
      dev.muster.ssh.trust.HostKeys hostKeys = dev.muster.ssh.trust.HostKeys.read(options);
      notes.addAll(hostKeys.warnings());
      return wanted.alias().isEmpty() ? hostKeys : hostKeys.as(wanted.alias());
    } catch (KnownHostsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Limits limits(SshSettings settings) {
    Limits limits = Limits.standard().connectingWithin(settings.waits().connect());
    Duration keepAlive = settings.waits().keepAlive();
    return new Limits(
        limits.resolve(),
        limits.connect(),
        limits.handshake(),
        limits.authenticate(),
        limits.open(),
        keepAlive);
  }

  private static Algorithms algorithms(Offer offer) {
    Algorithms all = Algorithms.standard();
    return new Algorithms(
        chosen(offer.keyExchanges(), all.keyExchanges()),
        chosen(offer.hostKeys(), all.hostKeys()),
        chosen(offer.ciphers(), all.ciphers()),
        chosen(offer.macs(), all.macs()));
  }

  /// Reads a list as OpenSSH does: `a,b` is the list, `+a` adds at the end, `^a` at the beginning,
  /// `-a*` takes away.
  static List<String> chosen(String list, List<String> standard) {
    if (list.isEmpty()) {
      return standard;
    }
    char sign = list.charAt(0);
    boolean changes = sign == '+' || sign == '-' || sign == '^';
    List<String> named = List.of((changes ? list.substring(1) : list).split(",", -1));
    List<String> rest = new ArrayList<>(standard);
    return switch (sign) {
      case '+' -> {
        rest.removeAll(named);
        rest.addAll(named);
        yield rest;
      }
      case '^' -> {
        rest.removeAll(named);
        rest.addAll(0, named);
        yield rest;
      }
      case '-' -> {
        for (String pattern : named) {
          rest.removeIf(name -> matches(pattern, name));
        }
        yield rest;
      }
      default -> named;
    };
  }

  /// A `*` at the end stands for anything.
  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
