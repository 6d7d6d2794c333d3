package dev.muster.model;

import java.util.Optional;
import java.util.Set;

/// Who is asked for what only a person or a store of secrets knows.
///
/// @param keyFiles for private key files that are on no disk, before anything runs
/// @param passphrases for encrypted key files and for tokens, before anything runs
/// @param passwords for users' passwords, when a host wants one
/// @param sudoPasswords for `sudo`, when it wants one
/// @param prompts for everything else that a host asks, if anybody answers
/// @param hasPasswords whether `passwords` knows any; if not, no host is told that one might come
/// @param variables the names of environment variables that hold something of it: they are sent to
///   no host, and no program that is started here for hosts gets them
public record Secrets(
    KeyFiles keyFiles,
    Passphrases passphrases,
    Passwords passwords,
    Passwords sudoPasswords,
    Optional<Prompts> prompts,
    boolean hasPasswords,
    Set<String> variables) {

  public Secrets {
    variables = Set.copyOf(variables);
  }

  /// Returns nobody.
  public static Secrets none() {
    return new Secrets(
        KeyFiles.none(),
        Passphrases.none(),
        Passwords.none(),
        Passwords.none(),
        Optional.empty(),
        false,
        Set.of());
  }

  /// Returns these with somebody who keeps key files.
  public Secrets withKeyFiles(KeyFiles kept) {
    return new Secrets(
        kept, passphrases, passwords, sudoPasswords, prompts, hasPasswords, variables);
  }

  /// Returns these with somebody to ask for passphrases.
  public Secrets withPassphrases(Passphrases asked) {
    return new Secrets(keyFiles, asked, passwords, sudoPasswords, prompts, hasPasswords, variables);
  }

  /// Returns these with somebody to ask for passwords.
  public Secrets withPasswords(Passwords asked) {
    return new Secrets(keyFiles, passphrases, asked, sudoPasswords, prompts, true, variables);
  }

  /// Returns these with somebody to ask for what `sudo` wants.
  public Secrets withSudoPasswords(Passwords asked) {
    return new Secrets(keyFiles, passphrases, passwords, asked, prompts, hasPasswords, variables);
  }

  /// Returns these with somebody to answer what hosts ask.
  public Secrets withPrompts(Prompts asked) {
    return new Secrets(
        keyFiles,
        passphrases,
        passwords,
        sudoPasswords,
        Optional.of(asked),
        hasPasswords,
        variables);
  }

  /// Returns these with the names of variables that hold secrets.
  public Secrets withVariables(Set<String> names) {
    return new Secrets(
        keyFiles, passphrases, passwords, sudoPasswords, prompts, hasPasswords, names);
  }
}
