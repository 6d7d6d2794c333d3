package dev.muster.model;

/// Who is asked for what only a person or a store of secrets knows.
///
/// @param keyFiles for private key files that are on no disk, before anything runs
/// @param passphrases for encrypted key files and for tokens, before anything runs
/// @param passwords for users' passwords, when a host wants one
/// @param sudoPasswords for `sudo`, when it wants one
/// @param prompts for everything else that a host asks
/// @param hasPasswords whether `passwords` knows any; if not, no host is told that one might come
/// @param hasPrompts whether `prompts` answers anything
public record Secrets(
    KeyFiles keyFiles,
    Passphrases passphrases,
    Passwords passwords,
    Passwords sudoPasswords,
    Prompts prompts,
    boolean hasPasswords,
    boolean hasPrompts) {

  /// Returns nobody.
  public static Secrets none() {
    return new Secrets(
        KeyFiles.none(),
        Passphrases.none(),
        Passwords.none(),
        Passwords.none(),
        Prompts.none(),
        false,
        false);
  }

  /// Returns these with somebody who keeps key files.
  public Secrets withKeyFiles(KeyFiles kept) {
    return new Secrets(
        kept, passphrases, passwords, sudoPasswords, prompts, hasPasswords, hasPrompts);
  }

  /// Returns these with somebody to ask for passphrases.
  public Secrets withPassphrases(Passphrases asked) {
    return new Secrets(
        keyFiles, asked, passwords, sudoPasswords, prompts, hasPasswords, hasPrompts);
  }

  /// Returns these with somebody to ask for passwords.
  public Secrets withPasswords(Passwords asked) {
    return new Secrets(keyFiles, passphrases, asked, sudoPasswords, prompts, true, hasPrompts);
  }

  /// Returns these with somebody to ask for what `sudo` wants.
  public Secrets withSudoPasswords(Passwords asked) {
    return new Secrets(keyFiles, passphrases, passwords, asked, prompts, hasPasswords, hasPrompts);
  }

  /// Returns these with somebody to answer what hosts ask.
  public Secrets withPrompts(Prompts asked) {
    return new Secrets(keyFiles, passphrases, passwords, sudoPasswords, asked, hasPasswords, true);
  }
}
