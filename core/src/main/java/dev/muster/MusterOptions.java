package dev.muster;

import dev.muster.model.Passphrases;
import dev.muster.model.Passwords;
import dev.muster.model.Prompts;
import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;

/// What a [Muster] is opened with. Immutable; the withers give changed copies.
///
/// @param ssh how hosts are reached
/// @param secrets who is asked for passphrases, passwords and answers
/// @param loops how many event loops; 0: as many as there are processors
public record MusterOptions(SshSettings ssh, Secrets secrets, int loops) {

  public MusterOptions {
    if (loops < 0) {
      throw new IllegalArgumentException("loops must not be negative, was " + loops);
    }
  }

  /// Returns the standard settings, without secrets, with a loop for each processor.
  public static MusterOptions standard() {
    return new MusterOptions(SshSettings.standard(), Secrets.none(), 0);
  }

  /// Returns these with hosts reached otherwise.
  public MusterOptions withSsh(SshSettings settings) {
    return new MusterOptions(settings, secrets, loops);
  }

  /// Returns these with somebody to ask for passphrases.
  public MusterOptions withPassphrases(Passphrases asked) {
    return new MusterOptions(ssh, secrets.withPassphrases(asked), loops);
  }

  /// Returns these with somebody to ask for passwords.
  public MusterOptions withPasswords(Passwords asked) {
    return new MusterOptions(ssh, secrets.withPasswords(asked), loops);
  }

  /// Returns these with somebody to answer what hosts ask.
  public MusterOptions withPrompts(Prompts asked) {
    return new MusterOptions(ssh, secrets.withPrompts(asked), loops);
  }

  /// Returns these with another number of event loops.
  public MusterOptions withLoops(int count) {
    return new MusterOptions(ssh, secrets, count);
  }
}
