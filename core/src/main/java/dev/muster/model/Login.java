package dev.muster.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What users are authenticated with, besides secrets. Immutable; the withers give changed copies.
///
/// @param identities key files that are tried first; none: the agent's keys, then those of
///   `~/.ssh/id_ed25519`, `id_ecdsa`, `id_rsa` that exist. One that is a public key, or encrypted,
///   stands for the agent's key that it belongs to
/// @param certificates files of users' certificates, which are tried before all keys; none: those
///   beside key files (`KEY-cert.pub`)
/// @param agent the ssh-agent's socket as in OpenSSH's `IdentityAgent`: a path, `$NAME` or
///   `SSH_AUTH_SOCK` for what an environment variable names, `none` for no agent
/// @param identitiesOnly whether no more of the agent's keys are tried than those of key files
/// @param methods the methods' names in the protocol, in order (`PreferredAuthentications`); none:
///   all that are known here
/// @param maxTries how many refusals a host bears before it ends the connection (`MaxAuthTries` of
///   its server)
/// @param proofs what else shows who the user is
public record Login(
    List<Path> identities,
    List<Path> certificates,
    String agent,
    boolean identitiesOnly,
    List<String> methods,
    int maxTries,
    Proofs proofs) {

  /// The name for the agent that the environment names.
  public static final String ENVIRONMENT = "SSH_AUTH_SOCK";

  private static final int STANDARD_TRIES = 6;

  public Login {
    identities = List.copyOf(identities);
    certificates = List.copyOf(certificates);
    methods = List.copyOf(methods);
    if (maxTries < 1) {
      throw new IllegalArgumentException("tries must be at least 1, was " + maxTries);
    }
  }

  /// Returns the usual key files, the environment's agent, all methods, six tries, and nothing
  /// else.
  public static Login standard() {
    return new Login(
        List.of(), List.of(), ENVIRONMENT, false, List.of(), STANDARD_TRIES, Proofs.none());
  }

  /// Returns this with one more key file.
  public Login withIdentity(Path file) {
    List<Path> more = new ArrayList<>(identities);
    more.add(file);
    return new Login(more, certificates, agent, identitiesOnly, methods, maxTries, proofs);
  }

  /// Returns this with one more certificate file.
  public Login withCertificate(Path file) {
    List<Path> more = new ArrayList<>(certificates);
    more.add(file);
    return new Login(identities, more, agent, identitiesOnly, methods, maxTries, proofs);
  }

  /// Returns this with another agent.
  public Login withAgent(String socket) {
    return new Login(identities, certificates, socket, identitiesOnly, methods, maxTries, proofs);
  }

  /// Returns this with more of the agent's keys, or without.
  public Login withIdentitiesOnly(boolean only) {
    return new Login(identities, certificates, agent, only, methods, maxTries, proofs);
  }

  /// Returns this with other methods or another order.
  public Login withMethods(List<String> names) {
    return new Login(identities, certificates, agent, identitiesOnly, names, maxTries, proofs);
  }

  /// Returns this for hosts that bear so many refusals.
  public Login withMaxTries(int tries) {
    return new Login(identities, certificates, agent, identitiesOnly, methods, tries, proofs);
  }

  /// Returns this with other proofs of who the user is.
  public Login withProofs(Proofs other) {
    return new Login(identities, certificates, agent, identitiesOnly, methods, maxTries, other);
  }

  /// By what differs most often: the code of the generated method is made when it is first called,
  /// which takes a fresh process longer than a host.
  @Override
  public int hashCode() {
    int hash = 31 * (31 * identities.hashCode() + certificates.hashCode()) + agent.hashCode();
    return 31 * hash + proofs.tickets().hashCode();
  }
}
