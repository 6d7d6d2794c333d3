package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The dropbear server, run as the current user.
///
/// Dropbear reads `authorized_keys` only from the home directory that the system's list of users
/// names. So that the user's real files stay untouched, it runs in a mount namespace of its own
/// (`unshare`) in which that list names the server's folder as home and `/bin/sh` as shell. An
/// ordinary user gets the right to do that from a user namespace, and is itself again inside a
/// second one.
public final class DropbearServer implements RealServer {

  /// `$1` is our list of users; the rest is the command line to become.
  private static final String AS_ROOT = "mount --bind \"$1\" /etc/passwd && shift && exec \"$@\"";

  private static final String AS_ORDINARY_USER =
      "mount --bind \"$1\" /etc/passwd && shift && exec unshare -U --map-user=$MUSTER_UID"
          + " --map-group=$MUSTER_GID \"$@\"";

  private final Daemon daemon;
  private final Map<KeyKind, String> hostKeys;

  private DropbearServer(Daemon daemon, Map<KeyKind, String> hostKeys) {
    this.daemon = daemon;
    this.hostKeys = hostKeys;
  }

  /// Starts one with an ed25519 host key.
  ///
  /// @param options more options for `dropbear`, for example `-I`, `60`
  public static DropbearServer start(UserKeys keys, String... options) {
    return start(keys, List.of(KeyKind.ED25519), List.of(options));
  }

  /// Starts one and returns when it listens.
  ///
  /// @param keys who may log in
  /// @param hostKeys one new host key of each kind
  /// @param options more options for `dropbear`
  /// @throws AssertionError when dropbear is missing or the system forbids namespaces; says what to
  ///   do
  public static DropbearServer start(UserKeys keys, List<KeyKind> hostKeys, List<String> options) {
    Path dropbear = Programs.find("dropbear", "dropbear-bin");
    Path dropbearkey = Programs.find("dropbearkey", "dropbear-bin");
    List<String> namespace = namespace();
    WorkFolder folder = WorkFolder.make("dropbear");
    Map<KeyKind, String> publicKeys = new EnumMap<>(KeyKind.class);
    List<String> server = new ArrayList<>(List.of(dropbear.toString(), "-F", "-E", "-e", "-m"));
    for (KeyKind kind : hostKeys) {
      Path file = folder.path().resolve("host-" + kind.fileName());
      List<String> words = new ArrayList<>(List.of(dropbearkey.toString(), "-t", kind.type()));
      if (kind.type().equals("ecdsa")) {
        words.addAll(List.of("-s", kind.bits()));
      }
      words.addAll(List.of("-f", file.toString()));
      String said = Programs.succeed(words);
      publicKeys.put(kind, publicKey(said, kind));
      server.addAll(List.of("-r", file.toString()));
    }
    letIn(keys, folder);
    Path users = folder.write("passwd", users(folder.path()));
    server.addAll(options);
    Daemon daemon =
        Daemon.start(
            folder,
            "Not backgrounding",
            port -> {
              List<String> words = new ArrayList<>(namespace);
              words.add(users.toString());
              words.addAll(server);
              words.addAll(List.of("-P", folder.path().resolve("pid").toString()));
              words.addAll(List.of("-p", "0.0.0.0:" + port));
              return words;
            });
    return new DropbearServer(daemon, publicKeys);
  }

  /// The words that put a command into namespaces; they end where the list of users comes.
  private static List<String> namespace() {
    String unshare = Programs.find("unshare", "util-linux").toString();
    boolean root = Daemon.USER.equals("root");
    List<String> enter = root ? List.of(unshare, "-m") : List.of(unshare, "-r", "-m");
    List<String> probe = new ArrayList<>(enter);
    probe.add("true");
    Ended tried = Programs.run(probe);
    if (tried.exit() != 0) {
      throw new AssertionError(
          "dropbear as "
              + Daemon.USER
              + " needs a mount namespace, and the system forbids it ("
              + tried.err().strip()
              + "); allow it: "
              + (root
                  ? "run the container with --cap-add SYS_ADMIN"
                  : "sysctl kernel.unprivileged_userns_clone=1"));
    }
    List<String> words = new ArrayList<>(enter);
    String become = root ? AS_ROOT : AS_ORDINARY_USER;
    words.addAll(
        List.of(
            "/bin/sh",
            "-c",
            become.replace("$MUSTER_UID", id("-u")).replace("$MUSTER_GID", id("-g")),
            "sh"));
    return words;
  }

  private static String id(String which) {
    return Programs.succeed(List.of("id", which)).strip();
  }

  /// The system's list of users, with another home and shell for the current one.
  private static String users(Path home) {
    String ours = "%s:x:%s:%s::%s:/bin/sh".formatted(Daemon.USER, id("-u"), id("-g"), home);
    Stream<String> others =
        Programs.text(Path.of("/etc/passwd"))
            .lines()
            .filter(line -> !line.startsWith(Daemon.USER + ":"));
    return Stream.concat(Stream.of(ours), others).collect(Collectors.joining("\n", "", "\n"));
  }

  private static void letIn(UserKeys keys, WorkFolder folder) {
    try {
      Path link = folder.folder(".ssh").resolve("authorized_keys");
      Files.createSymbolicLink(link, keys.authorizedKeys());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String publicKey(String said, KeyKind kind) {
    return said.lines()
        .filter(line -> line.startsWith(kind.algorithm() + " "))
        .map(OpenSshServer::withoutComment)
        .findFirst()
        .orElseThrow(() -> new AssertionError("dropbearkey printed no public key: " + said));
  }

  @Override
  public int port() {
    return daemon.port();
  }

  @Override
  public String hostKey(KeyKind kind) {
    String key = hostKeys.get(kind);
    if (key == null) {
      throw new IllegalArgumentException(
          "dropbear was started with host keys " + hostKeys.keySet() + ", not " + kind);
    }
    return key;
  }

  @Override
  public String log() {
    return daemon.log();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
