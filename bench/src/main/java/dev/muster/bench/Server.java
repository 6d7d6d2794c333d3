package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A server or relay on a port of this machine; ends on close and when this JVM ends.
final class Server implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(30);
  private static final Set<Server> running = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(Server::close)));
  }

  private final Process process;
  private final Path log;

  private Server(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// A server and its port.
  record Listening(Server server, int port) implements AutoCloseable {
    @Override
    public void close() {
      server.close();
    }
  }

  /// Starts our Go server that plays all of 127.0.0.0/8 with canned answers.
  static Listening goFleet(Checkout checkout, Path folder, String... options)
      throws IOException, InterruptedException {
    return goProgram(checkout, folder, "fleet", List.of(options));
  }

  /// Starts the relay that makes the server on a port look far away.
  static Listening delay(Checkout checkout, Path folder, int port, Duration eachWay)
      throws IOException, InterruptedException {
    List<String> options = List.of("-to", "" + port, "-delay", eachWay.toNanos() + "ns");
    return goProgram(checkout, folder, "delay", options);
  }

  private static Listening goProgram(
      Checkout checkout, Path folder, String name, List<String> options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(checkout.goProgram(name).toString());
    words.addAll(List.of("-listen", "0.0.0.0:0"));
    words.addAll(options);
    Server server = start(words, folder, name);
    String line = server.awaitLine("listening ");
    return new Listening(server, Integer.parseInt(line.substring("listening ".length())));
  }

  /// Starts OpenSSH's server for the current user. Sessions have the folder as home, because
  /// start-up files of a shell cost more than the rest of a short run.
  static Listening sshd(Path folder, Login login) throws IOException, InterruptedException {
    Path sshd = Tools.find("sshd", "openssh-server");
    if (login.user().equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    Path config =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            Port %d
            ListenAddress 0.0.0.0
            HostKey %s
            AuthorizedKeysFile %s
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PrintMotd no
            PrintLastLog no
            UseDNS no
            MaxStartups 500:30:1000
            SetEnv HOME=%s
            """
                .formatted(port, login.hostKey(), login.publicKey(), folder));
    Server server =
        start(List.of(sshd.toString(), "-D", "-e", "-f", config.toString()), folder, "sshd");
    server.awaitLine("Server listening on");
    return new Listening(server, port);
  }

  private static Server start(List<String> words, Path folder, String name) throws IOException {
    Path log = Files.createTempFile(folder, name, ".log");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(Map.of("HOME", folder.toString()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Server server = new Server(builder.start(), log);
    running.add(server);
    return server;
  }

  private String awaitLine(String start) throws IOException, InterruptedException {
    long end = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < end) {
      boolean ended = process.waitFor(10, TimeUnit.MILLISECONDS);
      for (String line : Files.readAllLines(log)) {
        if (line.startsWith(start)) {
          return line;
        }
      }
      if (ended) {
        break;
      }
    }
    close();
    throw new NotPossible(
        "no line '%s' from %s; it said: %s"
            .formatted(
                start, process.info().command().orElse("the server"), Files.readString(log)));
  }

  @Override
  public void close() {
    running.remove(this);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
