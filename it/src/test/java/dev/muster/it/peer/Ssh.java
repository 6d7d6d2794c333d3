package dev.muster.it.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One way to call OpenSSH's `ssh`, for comparison with ours.
///
/// It reads no configuration and no agent, and checks host keys only if given a `known_hosts` file.
/// Immutable.
///
/// @param port the server's port
/// @param user who to log in as
/// @param key the private key to use
/// @param options more `-o` values, for example `Ciphers=aes128-ctr`; the first of a name wins, and
///   they come before ours
public record Ssh(int port, String user, Path key, List<String> options) {

  /// Copies the options.
  public Ssh {
    options = List.copyOf(options);
  }

  /// To a server, with a key.
  public static Ssh to(RealServer server, Path key) {
    return new Ssh(server.port(), server.user(), key, List.of());
  }

  /// The same with one more `-o` value.
  public Ssh with(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new Ssh(port, user, key, more);
  }

  /// The same, refusing a host whose key is not in this file.
  public Ssh knowing(Path knownHosts) {
    return with("UserKnownHostsFile=" + knownHosts).with("StrictHostKeyChecking=yes");
  }

  /// Runs a command on a host and waits for its end.
  ///
  /// @throws AssertionError when `ssh` is missing or does not end within a minute
  public Ended run(String host, String command) {
    List<String> words = words();
    words.add(host);
    words.add(command);
    return Programs.run(words);
  }

  /// Runs a command on a host with some more environment, by another program perhaps, and waits for
  /// its end.
  public Ended run(Path program, String host, String command, Map<String, String> environment) {
    List<String> words = words();
    words.set(0, program.toString());
    words.add(host);
    words.add(command);
    return Programs.run(words, environment, Duration.ofMinutes(1));
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(Programs.find("ssh", "openssh-client").toString());
    words.addAll(List.of("-F", "/dev/null", "-n", "-p", Integer.toString(port), "-l", user));
    words.addAll(List.of("-i", key.toString()));
    List<String> all = new ArrayList<>(options);
    all.addAll(
        List.of(
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "GlobalKnownHostsFile=/dev/null",
            "ConnectTimeout=20",
            "LogLevel=ERROR"));
    all.forEach(option -> words.addAll(List.of("-o", option)));
    return words;
  }
}
