package dev.muster;

import dev.muster.model.Passphrases;
import dev.muster.model.SshSettings;

/// What a [Muster] is opened with. Immutable; the withers give changed copies.
///
/// @param ssh how hosts are reached
/// @param passphrases asked for the passphrases of encrypted key files when it is opened
/// @param loops how many event loops; 0: as many as there are processors
public record MusterOptions(SshSettings ssh, Passphrases passphrases, int loops) {

  public MusterOptions {
    if (loops < 0) {
      throw new IllegalArgumentException("loops must not be negative, was " + loops);
    }
  }

  /// Returns the standard settings, without passphrases, with a loop for each processor.
  public static MusterOptions standard() {
    return new MusterOptions(SshSettings.standard(), Passphrases.none(), 0);
  }

  /// Returns these with hosts reached otherwise.
  public MusterOptions withSsh(SshSettings settings) {
    return new MusterOptions(settings, passphrases, loops);
  }

  /// Returns these with somebody to ask for passphrases.
  public MusterOptions withPassphrases(Passphrases asked) {
    return new MusterOptions(ssh, asked, loops);
  }

  /// Returns these with another number of event loops.
  public MusterOptions withLoops(int count) {
    return new MusterOptions(ssh, passphrases, count);
  }
}
