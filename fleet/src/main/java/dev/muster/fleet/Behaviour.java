package dev.muster.fleet;

import dev.muster.ssh.Algorithms;
import dev.muster.ssh.key.SshPrivateKey;
import java.util.List;

/// How one host of a fleet behaves.
///
/// @param script what it does with commands
/// @param algorithms what it offers; of the host key algorithms, those that it has keys for
/// @param hostKeys its own host keys, or none: those of the fleet
/// @param linesBefore lines of text that it sends before its identification (RFC 4253 section 4.2),
///   at most 32 KiB
/// @param banner text that it sends while the client authenticates, or empty (RFC 4252 section 5.4)
/// @param rekeyBytes after how many bytes of packets either way it begins a new key exchange, at
///   least 1024
/// @param trouble how it misbehaves
public record Behaviour(
    Script script,
    Algorithms algorithms,
    List<SshPrivateKey> hostKeys,
    List<String> linesBefore,
    String banner,
    long rekeyBytes,
    Trouble trouble) {

  private static final int MAX_BEFORE = 32 << 10;

  public Behaviour {
    hostKeys = List.copyOf(hostKeys);
    linesBefore = List.copyOf(linesBefore);
    int before = 0;
    for (String line : linesBefore) {
      before += line.length() + 2;
    }
    if (before > MAX_BEFORE) {
      throw new IllegalArgumentException(
          before + " bytes before the identification; at most " + MAX_BEFORE + " are allowed");
    }
    if (rekeyBytes < 1024) {
      throw new IllegalArgumentException("rekeyBytes must be at least 1024, was " + rekeyBytes);
    }
  }

  /// Returns a good host with that script, all algorithms and new keys after each GiB.
  public static Behaviour of(Script script) {
    return new Behaviour(
        script, Algorithms.standard(), List.of(), List.of(), "", 1L << 30, new Trouble.None());
  }

  /// Returns this one with that trouble.
  public Behaviour with(Trouble what) {
    return new Behaviour(script, algorithms, hostKeys, linesBefore, banner, rekeyBytes, what);
  }

  /// Returns this one offering only these algorithms.
  public Behaviour offering(Algorithms only) {
    return new Behaviour(script, only, hostKeys, linesBefore, banner, rekeyBytes, trouble);
  }

  /// Returns this one with host keys of its own.
  public Behaviour withHostKeys(List<SshPrivateKey> keys) {
    return new Behaviour(script, algorithms, keys, linesBefore, banner, rekeyBytes, trouble);
  }

  /// Returns this one with lines of text before its identification.
  public Behaviour saying(List<String> lines) {
    return new Behaviour(script, algorithms, hostKeys, lines, banner, rekeyBytes, trouble);
  }

  /// Returns this one with a banner.
  public Behaviour withBanner(String text) {
    return new Behaviour(script, algorithms, hostKeys, linesBefore, text, rekeyBytes, trouble);
  }

  /// Returns this one beginning a new key exchange after so many bytes.
  public Behaviour rekeyingAfter(long bytes) {
    return new Behaviour(script, algorithms, hostKeys, linesBefore, banner, bytes, trouble);
  }
}
