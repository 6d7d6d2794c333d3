package dev.muster.it.run;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The `muster` command in a process of its own, with what it takes to reach one server.
record Muster(RealServer server, UserKeys keys, Path knownHosts, String config) {

  /// Reaches every address of `127.1.0.*`, whose host key is on file.
  static Muster at(RealServer server, UserKeys keys) {
    List<String> hosts = List.of("127.1.0.*");
    String hostKey = server.hostKey(KeyKind.ED25519);
    return new Muster(server, keys, keys.knownHosts(hostKey, server.port(), hosts), "none");
  }

  Muster with(Path otherKnownHosts) {
    return new Muster(server, keys, otherKnownHosts, config);
  }

  /// With an `ssh_config` file of its own; otherwise none is read.
  Muster configuredBy(Path file) {
    return new Muster(server, keys, knownHosts, file.toString());
  }

  /// Runs `muster run -w HOSTS` and more words.
  Ended run(String hosts, String... more) {
    return Programs.run(words(hosts, more));
  }

  /// Runs `muster call -w HOSTS` and more words.
  Ended call(String hosts, String... more) {
    return Programs.run(callWords(hosts, more));
  }

  List<String> callWords(String hosts, String... more) {
    List<String> words = words(hosts, more);
    words.set(words.indexOf("run"), "call");
    return words;
  }

  /// Runs a command on a host with another key and more options.
  Ended runAs(Path key, String host, List<String> options, String command) {
    List<String> words = begin(host, key);
    words.addAll(options);
    words.addAll(List.of("--", command));
    return Programs.run(words);
  }

  /// Runs `muster run -w HOSTS` and more words with some more environment, and no key but the named
  /// ones.
  Ended runIn(Map<String, String> environment, String hosts, List<String> more) {
    List<String> words = new ArrayList<>(begin(hosts));
    words.addAll(more);
    return Programs.run(words, environment, Duration.ofMinutes(1));
  }

  List<String> words(String hosts, String... more) {
    List<String> words = begin(hosts, keys.ed25519());
    words.addAll(List.of(more));
    return words;
  }

  private List<String> begin(String hosts, Path key) {
    List<String> words = begin(hosts);
    words.addAll(List.of("-i", key.toString()));
    return words;
  }

  private List<String> begin(String hosts) {
    List<String> words = new ArrayList<>(program());
    words.addAll(List.of("run", "-w", hosts, "-p", Integer.toString(server.port())));
    words.addAll(List.of("-l", server.user()));
    words.addAll(List.of("-o", "UserKnownHostsFile=" + knownHosts));
    words.addAll(List.of("-o", "GlobalKnownHostsFile=none", "-F", config));
    return words;
  }

  private static List<String> program() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String ours = System.getProperty("java.class.path", "");
    String classPath = System.getProperty("surefire.test.class.path", ours);
    return List.of(
        java,
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath,
        "dev.muster.cli.Main");
  }

  /// Returns lines in the order of their text.
  static List<String> sorted(String lines) {
    return Arrays.stream(lines.split("\n", -1)).filter(line -> !line.isEmpty()).sorted().toList();
  }
}
