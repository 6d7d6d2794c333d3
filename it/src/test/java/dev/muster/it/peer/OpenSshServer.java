package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// OpenSSH's `sshd`, run as the current user.
///
/// The user's real start-up files are not read: `HOME` inside a session is the server's folder.
public final class OpenSshServer implements RealServer {

  private final Daemon daemon;
  private final Map<KeyKind, String> hostKeys;

  private OpenSshServer(Daemon daemon, Map<KeyKind, String> hostKeys) {
    this.daemon = daemon;
    this.hostKeys = hostKeys;
  }

  /// Starts one with an ed25519 host key.
  ///
  /// @param settings as in [#start(UserKeys, List, List)]
  public static OpenSshServer start(UserKeys keys, String... settings) {
    return start(keys, List.of(KeyKind.ED25519), List.of(settings));
  }

  /// Starts one and returns when it listens.
  ///
  /// @param keys who may log in
  /// @param hostKeys one new host key of each kind
  /// @param settings lines of `sshd_config` that win over ours, for example `Ciphers aes128-ctr`. A
  ///   log level below `INFO` is not possible, the start waits for a line of the log. `SetEnv`
  ///   replaces ours, which sets `HOME` to the server's folder.
  /// @throws AssertionError when `sshd` is missing or refuses a setting; says what to do
  public static OpenSshServer start(UserKeys keys, List<KeyKind> hostKeys, List<String> settings) {
    return start(keys, hostKeys, settings, _ -> List.of());
  }

  /// Starts one in another environment, or another program in its place.
  public static OpenSshServer start(
      UserKeys keys,
      List<KeyKind> hostKeys,
      List<String> settings,
      Path sshd,
      Map<String, String> environment) {
    return start(keys, hostKeys, settings, sshd, environment, _ -> List.of());
  }

  /// Starts one by another program.
  ///
  /// @param before the words of that program, which becomes what comes after them, in the server's
  ///   folder
  static OpenSshServer start(
      UserKeys keys,
      List<KeyKind> hostKeys,
      List<String> settings,
      Function<WorkFolder, List<String>> before) {
    Path sshd = Programs.find("sshd", "openssh-server");
    return start(keys, hostKeys, settings, sshd, Map.of(), before);
  }

  private static OpenSshServer start(
      UserKeys keys,
      List<KeyKind> hostKeys,
      List<String> settings,
      Path sshd,
      Map<String, String> environment,
      Function<WorkFolder, List<String>> before) {
    Path keygen = Programs.find("ssh-keygen", "openssh-client");
    makePrivilegeSeparationFolder();
    WorkFolder folder = WorkFolder.make("sshd");
    Map<KeyKind, String> publicKeys = new EnumMap<>(KeyKind.class);
    StringBuilder hostKeyLines = new StringBuilder();
    for (KeyKind kind : hostKeys) {
      Path file = folder.path().resolve("host-" + kind.fileName());
      List<String> made = new ArrayList<>(List.of(keygen.toString(), "-q", "-t", kind.type()));
      made.addAll(List.of("-b", kind.bits()));
      made.addAll(List.of("-N", "", "-f", file.toString()));
      Programs.succeed(made);
      publicKeys.put(kind, withoutComment(Programs.text(UserKeys.publicHalf(file))));
      hostKeyLines.append("HostKey ").append(file).append('\n');
    }
    List<String> words = before.apply(folder);
    Daemon daemon =
        Daemon.start(
            folder,
            new Daemon.Program(
                "Server listening on",
                true,
                environment,
                port -> {
                  String text = hostKeyLines + ours(port, keys, folder.path());
                  Path config = folder.write("sshd_config", merge(settings, text));
                  return Stream.concat(
                          words.stream(),
                          Stream.of(sshd.toString(), "-D", "-e", "-f", config.toString()))
                      .toList();
                }));
    return new OpenSshServer(daemon, publicKeys);
  }

  private static String ours(int port, UserKeys keys, Path home) {
    return """
    Port %d
    ListenAddress 0.0.0.0
    AuthorizedKeysFile %s
    PidFile none
    StrictModes no
    UsePAM no
    PermitRootLogin yes
    PermitUserEnvironment no
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    PrintMotd no
    PrintLastLog no
    UseDNS no
    MaxStartups 500:30:1000
    MaxSessions 1000
    LogLevel VERBOSE
    SetEnv HOME=%s
    """
        .formatted(port, keys.authorizedKeys(), home);
  }

  /// The first value of a setting wins in `sshd_config`, and a `Match` block reaches to the end of
  /// the file.
  private static String merge(List<String> settings, String ours) {
    List<String> lines = new ArrayList<>(settings);
    int match = 0;
    while (match < lines.size() && !lines.get(match).startsWith("Match ")) {
      match++;
    }
    lines.addAll(match, ours.lines().toList());
    return String.join("\n", lines) + "\n";
  }

  /// As root, `sshd` wants this folder; an ordinary user's does not use it.
  private static void makePrivilegeSeparationFolder() {
    if (Daemon.USER.equals("root")) {
      try {
        Files.createDirectories(Path.of("/run/sshd"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static String withoutComment(String publicKey) {
    String[] words = publicKey.strip().split(" ", 3);
    return words[0] + " " + words[1];
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
          "sshd was started with host keys " + hostKeys.keySet() + ", not " + kind);
    }
    return key;
  }

  /// Has one of its kind call at a port of this machine and play the server on that connection, as
  /// `sshd -i`; it is killed with this server at the latest.
  public Process callIn(int callAt) {
    Path socat = Programs.find("socat", "socat");
    Path sshd = Programs.find("sshd", "openssh-server");
    Path config = daemon.folder().resolve("sshd_config");
    ProcessBuilder builder =
        new ProcessBuilder(
            socat.toString(), "TCP:127.0.0.1:" + callAt, "EXEC:" + sshd + " -i -e -f " + config);
    builder.environment().put("HOME", daemon.folder().toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
