package dev.muster.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which `ssh_config` files say how hosts are reached, and what is said before them. Immutable; the
/// withers give changed copies.
///
/// @param files the files
/// @param options lines as a file would have them, or `Name=value`, which come before the files; of
///   two that say the same, the first counts
/// @param identities private key files that come before those of the files, and must be there
/// @param connectTimeout the longest time for each phase until a host's key is checked, whatever
///   the files say; zero: as they say
/// @param loginTimeout the longest time for authenticating the user, of which the files say
///   nothing; zero: the standard one
/// @param proxy what connects us to hosts that are reached directly, and to the first host on the
///   way to others; the files know no such thing
public record SshConfiguration(
    Files files,
    List<String> options,
    List<Path> identities,
    Duration connectTimeout,
    Duration loginTimeout,
    Optional<Proxy> proxy) {

  /// The files that are read.
  public sealed interface Files {
    /// The user's `~/.ssh/config`, then the machine's `/etc/ssh/ssh_config`.
    record Standard() implements Files {}

    /// None (`-F none`).
    record None() implements Files {}

    /// One file in place of the usual ones (`-F FILE`).
    record Only(Path file) implements Files {}
  }

  public SshConfiguration {
    options = List.copyOf(options);
    identities = List.copyOf(identities);
    if (connectTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "connect timeout must not be negative, was " + connectTimeout);
    }
    if (loginTimeout.isNegative()) {
      throw new IllegalArgumentException("login timeout must not be negative, was " + loginTimeout);
    }
  }

  /// Returns the usual files, with nothing before them.
  public static SshConfiguration standard() {
    return of(new Files.Standard());
  }

  private static SshConfiguration of(Files files) {
    return new SshConfiguration(
        files, List.of(), List.of(), Duration.ZERO, Duration.ZERO, Optional.empty());
  }

  /// Returns no files and nothing before them.
  public static SshConfiguration none() {
    return of(new Files.None());
  }

  /// Returns these with other files.
  public SshConfiguration withFiles(Files other) {
    return new SshConfiguration(other, options, identities, connectTimeout, loginTimeout, proxy);
  }

  /// Returns these with one more option, such as `Port=22` or `Port 22`.
  public SshConfiguration with(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new SshConfiguration(files, more, identities, connectTimeout, loginTimeout, proxy);
  }

  /// Returns these with one more option, whose value is taken as it is: blanks, quotes and `#` in
  /// it mean nothing.
  public SshConfiguration with(String keyword, String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
    }
    return with(keyword + " " + quoted.append('"'));
  }

  /// Returns these with one more private key file.
  public SshConfiguration withIdentity(Path file) {
    List<Path> more = new ArrayList<>(identities);
    more.add(file);
    return new SshConfiguration(files, options, more, connectTimeout, loginTimeout, proxy);
  }

  /// Returns these with another time to connect.
  public SshConfiguration withConnectTimeout(Duration limit) {
    return new SshConfiguration(files, options, identities, limit, loginTimeout, proxy);
  }

  /// Returns these with another time to log in.
  public SshConfiguration withLoginTimeout(Duration limit) {
    return new SshConfiguration(files, options, identities, connectTimeout, limit, proxy);
  }

  /// Returns these through a proxy.
  public SshConfiguration through(Proxy first) {
    return new SshConfiguration(
        files, options, identities, connectTimeout, loginTimeout, Optional.of(first));
  }
}
