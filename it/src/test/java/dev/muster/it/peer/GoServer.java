package dev.muster.it.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Our small server on golang.org/x/crypto/ssh, from `bench/peers/fleet`, built when first needed.
public final class GoServer implements RealServer {

  private final Daemon daemon;
  private final List<String> hostKeys;

  private GoServer(Daemon daemon, List<String> hostKeys) {
    this.daemon = daemon;
    this.hostKeys = hostKeys;
  }

  /// Starts one that answers every command with canned text, `hello world` and an end of line if
  /// not told otherwise.
  ///
  /// @param options more options of the program, for example `-bytes`, `1048576`; `-help` lists
  ///   them
  public static GoServer canned(UserKeys keys, String... options) {
    return start(keys, List.of(), List.of(options));
  }

  /// Starts one that runs commands with `/bin/sh`.
  ///
  /// @param options more options of the program
  public static GoServer real(UserKeys keys, String... options) {
    List<String> all = new ArrayList<>(List.of("-real"));
    all.addAll(List.of(options));
    return start(keys, List.of(), all);
  }

  /// Starts one that runs commands with `/bin/sh`, with a new host key of each kind.
  public static GoServer real(UserKeys keys, List<KeyKind> hostKeys, List<String> options) {
    List<String> all = new ArrayList<>(List.of("-real"));
    all.addAll(options);
    return start(keys, hostKeys, all);
  }

  private static GoServer start(UserKeys keys, List<KeyKind> hostKeys, List<String> options) {
    Path program = GoPrograms.build("fleet");
    WorkFolder folder = WorkFolder.make("go");
    List<String> keyWords = new ArrayList<>();
    for (KeyKind kind : hostKeys) {
      Path file = folder.path().resolve("host-" + kind.fileName());
      Path keygen = Programs.find("ssh-keygen", "openssh-client");
      List<String> words = new ArrayList<>(List.of(keygen.toString(), "-q", "-t", kind.type()));
      words.addAll(List.of("-b", kind.bits(), "-N", "", "-f", file.toString()));
      Programs.succeed(words);
      keyWords.addAll(List.of("-key", file.toString()));
    }
    Path publicKeys = folder.path().resolve("host-keys");
    Daemon daemon =
        Daemon.start(
            folder,
            "listening ",
            port -> {
              List<String> words = new ArrayList<>(List.of(program.toString()));
              words.addAll(List.of("-authorized", keys.authorizedKeys().toString()));
              words.addAll(List.of("-public", publicKeys.toString()));
              words.addAll(List.of("-listen", "0.0.0.0:" + port));
              words.addAll(keyWords);
              words.addAll(options);
              return words;
            });
    return new GoServer(daemon, Programs.text(publicKeys).lines().toList());
  }

  @Override
  public int port() {
    return daemon.port();
  }

  @Override
  public String hostKey(KeyKind kind) {
    return hostKeys.stream()
        .filter(line -> line.startsWith(kind.algorithm() + " "))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the Go server has " + hostKeys + ", not " + kind));
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
