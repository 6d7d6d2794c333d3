package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Command lines that make each program do the same: log in to the first hosts of 127.1.0.0/16 and
/// run one command on each.
///
/// @param checkout where our launcher and the peers are
/// @param muster the program to measure
/// @param login the user and the key
record Clients(Checkout checkout, Path muster, Login login) {

  static final String MUSTER = "muster";
  static final String GO = "go";
  static final String ASYNCSSH = "asyncssh";
  static final String OPENSSH = "ssh";

  private static final String ANSWER = "hello world";
  private static final String COMMAND = "echo " + ANSWER;
  private static final int PER_BLOCK = 250;

  /// The host set of the first hosts, such as `127.1.[0-39].[1-250]`.
  static String hosts(int count) {
    int blocks = count / PER_BLOCK;
    int rest = count % PER_BLOCK;
    List<String> parts = new ArrayList<>();
    if (blocks > 0) {
      parts.add("127.1.[0-%d].[1-%d]".formatted(blocks - 1, PER_BLOCK));
    }
    if (rest > 0) {
      parts.add("127.1.%d.[1-%d]".formatted(blocks, rest));
    }
    return String.join(",", parts);
  }

  /// Ours, with host keys unchecked as in the peers.
  Contender muster(int port, int count, int limit, String... options) {
    List<String> words = new ArrayList<>(List.of(muster.toString(), "run", "-w", hosts(count)));
    words.addAll(login(port));
    words.addAll(List.of("-f", "" + limit, "--host-keys", "off"));
    words.addAll(List.of(options));
    words.addAll(List.of("--", COMMAND));
    return new Contender(MUSTER, words, Map.of(), run -> linesFault(run, count));
  }

  /// One of our layers as a library, in a JVM of its own with the launcher's options but for the
  /// compiler's, which may take its time.
  Contender layer(Engines.Layer layer, int port, int count, int limit, String... options) {
    return layer(List.of(), layer, port, count, limit, options);
  }

  /// One of our layers as a library that holds its connections, with all of the launcher's options:
  /// what a compiler that takes its time adds meanwhile would be taken for that of connections.
  Contender holding(Engines.Layer layer, int port, int count, int limit, String marks) {
    List<String> quick = List.of("-XX:TieredStopAtLevel=1");
    return layer(quick, layer, port, count, limit, "--hold", marks);
  }

  private Contender layer(
      List<String> compiler,
      Engines.Layer layer,
      int port,
      int count,
      int limit,
      String... options) {
    List<String> words = java(compiler);
    words.addAll(List.of(Main.class.getName(), "rounds", "--layer", layer.name()));
    words.addAll(List.of("--port", "" + port, "--user", login.user(), "--key", "" + login.key()));
    words.addAll(List.of("-n", "" + count, "--limit", "" + limit));
    words.addAll(List.of(options));
    return new Contender(layer.name(), words, Map.of(), run -> tallyFault(run, count));
  }

  /// The words that start a JVM like ours, with the launcher's options but for those of the
  /// compiler and the AOT cache; the class comes next.
  ///
  /// @param more options
  static List<String> java(List<String> more) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC"));
    words.addAll(more);
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return words;
  }

  /// Golang's x/crypto/ssh.
  Contender go(int port, int count, int limit, String... options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(checkout.goProgram("client").toString());
    words.addAll(List.of("-port", "" + port, "-user", login.user(), "-key", "" + login.key()));
    words.addAll(List.of("-n", "" + count, "-limit", "" + limit, "-command", COMMAND));
    words.addAll(List.of(options));
    return new Contender(GO, words, Map.of(), run -> tallyFault(run, count));
  }

  /// Python's asyncssh.
  Contender asyncssh(int port, int count, int limit, String... options) {
    List<String> words = new ArrayList<>();
    words.add(Tools.find("python3", "python3-asyncssh").toString());
    words.add(checkout.asyncsshClient().toString());
    words.addAll(List.of("--port", "" + port, "--user", login.user(), "--key", "" + login.key()));
    words.addAll(List.of("-n", "" + count, "--limit", "" + limit, "--command", COMMAND));
    words.addAll(List.of(options));
    return new Contender(ASYNCSSH, words, Map.of(), run -> tallyFault(run, count));
  }

  /// OpenSSH's client on one host, 127.1.0.1.
  Contender openSsh(int port) {
    List<String> words = new ArrayList<>();
    words.add(Tools.find("ssh", "openssh-client").toString());
    words.addAll(openSshOptions(port));
    words.addAll(List.of("-l", login.user(), "127.1.0.1", COMMAND));
    return new Contender(OPENSSH, words, Map.of(), run -> linesFault(run, 1));
  }

  /// pdsh, which starts an `ssh` for each host.
  Contender pdsh(int port, int count, int limit) {
    List<String> words = new ArrayList<>();
    words.add(Tools.find("pdsh", "pdsh").toString());
    words.addAll(List.of("-R", "ssh", "-f", "" + limit, "-l", login.user()));
    words.addAll(List.of("-w", hosts(count), COMMAND));
    String options = String.join(" ", openSshOptions(port));
    return new Contender(
        "pdsh", words, Map.of("PDSH_SSH_ARGS_APPEND", options), run -> linesFault(run, count));
  }

  /// ClusterShell's clush, which starts an `ssh` for each host.
  Contender clush(int port, int count, int limit) {
    List<String> words = new ArrayList<>();
    words.add(Tools.find("clush", "clustershell").toString());
    words.addAll(List.of("-f", "" + limit, "-l", login.user(), "-w", hosts(count)));
    words.addAll(List.of("-o", String.join(" ", openSshOptions(port)), COMMAND));
    return new Contender("clush", words, Map.of(), run -> linesFault(run, count));
  }

  private List<String> openSshOptions(int port) {
    List<String> words = new ArrayList<>(List.of("-F", "/dev/null", "-p", "" + port));
    words.addAll(List.of("-i", "" + login.key()));
    for (String option :
        List.of(
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR")) {
      words.add("-o" + option);
    }
    return words;
  }

  List<String> login(int port) {
    return List.of("-p", "" + port, "-l", login.user(), "-i", "" + login.key());
  }

  /// A run is right when it ended with 0 and printed the answer once for each host.
  private static String linesFault(Measured run, int count) throws IOException {
    long right;
    try (var lines = Files.lines(run.out())) {
      right = lines.filter(line -> line.endsWith(ANSWER)).count();
    }
    return run.exit() == 0 && right == count
        ? ""
        : "wanted the answer of %d hosts, got %d".formatted(count, right);
  }

  private static String tallyFault(Measured run, int count) throws IOException {
    List<Cost> rounds = Cost.parse(Files.readString(run.out()));
    boolean right = rounds.stream().allMatch(cost -> cost.ok() == count && cost.failed() == 0);
    return run.exit() == 0 && right && !rounds.isEmpty()
        ? ""
        : "wanted %d hosts, got %s".formatted(count, rounds);
  }
}
