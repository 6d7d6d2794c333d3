package dev.muster.it.examples;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.RealAgent;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an example finds when it runs: a home folder whose `ssh_config` knows the hosts that the
/// examples name, an `sshd` that plays them on loopback addresses, an ssh-agent, and a `docker`
/// that starts its processes in namespaces of their own.
final class Stage implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// Runs what comes after the folder's name in that folder.
  private static final String IN_FOLDER = "cd \"$0\" && exec \"$@\"";

  private static final String DOCKER =
      """
      #!/bin/sh
      # docker exec -i NAME PROGRAM [ARGUMENT...]
      if [ "$1 $2 $3" != 'exec -i example' ]; then
        echo "no such container: $3" >&2
        exit 125
      fi
      shift 3
      exec unshare --user --map-root-user --mount --uts --ipc -- \
        /bin/sh -c 'hostname example && exec "$@"' sh "$@"
      """;

  private final Path home;
  private final UserKeys keys = UserKeys.make();
  private final UserKeys others = UserKeys.make();
  private final OpenSshServer server;
  private final OpenSshServer otherServer;
  private final RealAgent agent;
  private final RealAgent otherAgent;

  /// @param home an empty folder
  Stage(Path home) {
    this.home = home;
    keys.ed25519();
    others.ed25519();
    server = OpenSshServer.start(keys);
    otherServer = OpenSshServer.start(others);
    agent = RealAgent.holding(keys.ed25519());
    otherAgent = RealAgent.holding(others.ed25519());
    try {
      Files.createDirectories(home.resolve("bin"));
      Path docker = Files.writeString(home.resolve("bin/docker"), DOCKER);
      Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectories(home.resolve(".ssh"));
      Files.copy(keys.ed25519(), home.resolve(".ssh/id_ed25519"));
      Files.copy(others.ed25519(), home.resolve("my-key.pem"));
      Files.createSymbolicLink(home.resolve("my-agent.sock"), otherAgent.socket());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(config(), "");
  }

  /// Whose keys the hosts let in.
  UserKeys keys() {
    return keys;
  }

  /// Has `myhost1` and `myhost2` played by another server; the rest is as it was.
  ///
  /// @param user whom to log in as there
  void playedBy(RealServer other, String user) {
    write(
        "Host myhost1 myhost2\n  HostName 127.1.5.1\n  User %s\n  Port %d\n\n"
                .formatted(user, other.port())
            + config(),
        UserKeys.knownHostsText(other.hostKey(KeyKind.ED25519), other.port(), List.of("127.*")));
  }

  private void write(String config, String known) {
    String all =
        known
            + UserKeys.knownHostsText(
                server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*"))
            + UserKeys.knownHostsText(
                otherServer.hostKey(KeyKind.ED25519), otherServer.port(), List.of("127.*"));
    try {
      Files.writeString(home.resolve(".ssh/config"), config);
      Files.writeString(home.resolve(".ssh/known_hosts"), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String config() {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (int i = 1; i <= 3; i++) {
      addresses.put("web" + i, "127.1.1." + i);
      addresses.put("web" + i + ".example.com", "127.1.2." + i);
      addresses.put("myhost" + i, "127.1.3." + i);
    }
    addresses.put("myserver", "127.1.4.1");
    addresses.put("my_ssh_proxy_host", "127.1.4.2");
    addresses.put("localhost", "127.0.0.1");
    StringBuilder text = new StringBuilder();
    addresses.forEach(
        (name, address) -> text.append("Host %s\n  HostName %s\n".formatted(name, address)));
    text.append(
        """
        Host keyhost agenthost
          HostName 127.1.4.3
          Port %d
        Host broken-host
          HostName 127.1.4.4
          Port 1
        Host *
          Port %d
          User %s
        """
            .formatted(otherServer.port(), server.port(), server.user()));
    return text.toString();
  }

  /// What the server of most hosts has logged.
  String log() {
    return server.log();
  }

  /// Runs examples of a class and gives what each printed, by its name.
  ///
  /// @throws AssertionError if the program fails
  Map<String, String> run(String document, String... examples) {
    String ours = System.getProperty("java.class.path", "");
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", IN_FOLDER, home.toString()));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Duser.home=" + home));
    words.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", ours)));
    words.add("dev.muster.examples." + document);
    words.addAll(List.of(examples));
    Map<String, String> environment =
        Map.of(
            "HOME", home.toString(),
            "XDG_CACHE_HOME", home.resolve("cache").toString(),
            "PATH", home.resolve("bin") + ":" + System.getenv("PATH"),
            "SSH_AUTH_SOCK", agent.socket().toString());
    Ended ended = Programs.run(words, environment, LIMIT);
    if (ended.exit() != 0) {
      throw new AssertionError(document + " exited " + ended.exit() + ": " + ended.err());
    }
    return sections(ended.out());
  }

  private static Map<String, String> sections(String out) {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : ("\n" + out).split("\n== ", -1)) {
      int end = section.indexOf('\n');
      if (end > 0) {
        sections.put(section.substring(0, end), section.substring(end + 1).stripTrailing());
      }
    }
    return sections;
  }

  @Override
  public void close() {
    otherAgent.close();
    agent.close();
    otherServer.close();
    server.close();
    others.close();
    keys.close();
  }
}
