package dev.muster.ssh.machine;

import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.config.ThisMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// This machine with its host keys in another folder than `/etc/ssh`, for tests.
public final class HostKeysElsewhere {

  private HostKeysElsewhere() {}

  /// Returns it with keys that may be read.
  public static Hostbased readable(Path folder, List<String> algorithms) {
    return OwnHostKeys.find(folder, Optional.empty(), algorithms, ThisMachine.localSide());
  }

  /// Returns it with keys that only the helper may read.
  public static Hostbased helped(Path folder, Path helper) {
    return OwnHostKeys.find(
        folder, Optional.of(new KeySign(helper)), OwnHostKeys.ALGORITHMS, ThisMachine.localSide());
  }
}
