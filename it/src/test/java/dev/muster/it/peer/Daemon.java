package dev.muster.it.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/// A server process with its folder, its port, its log and its certain end.
///
/// Its folder is the `HOME` of everything that runs below it. That keeps it away from the user's
/// own files, and it is the mark by which processes are found that have left the server's process
/// tree. They are all killed on close, and also when this JVM ends.
final class Daemon implements AutoCloseable {

  static final String USER = System.getProperty("user.name");

  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration GONE = Duration.ofSeconds(10);
  private static final Duration BREATH = Duration.ofMillis(10);
  private static final int PORT_TRIES = 8;
  private static final int THREADS = 17; // of the words behind the name, see proc(5)
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /// What is started.
  ///
  /// @param ready what its log says once it listens; only then is the listener surely this process
  ///   and not another's
  /// @param speaksSsh whether it sends an identification to who connects
  /// @param environment more variables
  /// @param words its command line on a port
  record Program(
      String ready,
      boolean speaksSsh,
      Map<String, String> environment,
      IntFunction<List<String>> words) {}

  private static final Set<Daemon> running = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> running.forEach(Daemon::close), "peers' end"));
  }

  private final Process process;
  private final int port;
  private final WorkFolder folder;
  private final Path log;

  private Daemon(Process process, int port, WorkFolder folder, Path log) {
    this.process = process;
    this.port = port;
    this.folder = folder;
    this.log = log;
  }

  /// Starts a server and returns when it listens.
  ///
  /// @param folder belongs to the daemon from now on; deleted when the start fails
  /// @param ready what its log says once it listens; only then is the listener surely this process
  ///   and not another's
  /// @param words its command line on a port
  static Daemon start(WorkFolder folder, String ready, IntFunction<List<String>> words) {
    return start(folder, new Program(ready, true, Map.of(), words));
  }

  /// Starts a server and returns when it listens.
  ///
  /// @param folder as above
  static Daemon start(WorkFolder folder, Program program) {
    try {
      for (int i = 1; i < PORT_TRIES; i++) {
        try {
          return onPort(freePort(), folder, program);
        } catch (PortTaken next) {
          // Another process was quicker: try the next port.
        }
      }
      return onPort(freePort(), folder, program);
    } catch (IOException e) {
      folder.close();
      throw new UncheckedIOException(e);
    } catch (PortTaken e) {
      folder.close();
      throw new AssertionError(PORT_TRIES + " ports tried and each taken by another", e);
    } catch (RuntimeException | AssertionError e) {
      folder.close();
      throw e;
    }
  }

  private static Daemon onPort(int port, WorkFolder folder, Program program)
      throws IOException, PortTaken {
    Path log = folder.write("log-" + port, "");
    ProcessBuilder builder = new ProcessBuilder(program.words().apply(port));
    builder.environment().putAll(program.environment());
    builder.environment().put("HOME", folder.path().toString());
    builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Daemon daemon = new Daemon(builder.start(), port, folder, log);
    running.add(daemon);
    try {
      daemon.awaitReady(program.ready());
      if (program.speaksSsh()) {
        daemon.readBanner();
      }
      return daemon;
    } catch (IOException | PortTaken | AssertionError e) {
      daemon.end();
      throw e;
    }
  }

  /// A port that nothing listens on now, below those the kernel gives to clients, so that no
  /// connection takes it meanwhile.
  static int freePort() throws IOException {
    for (int i = 0; i < 200; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(port));
        return port;
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new IOException("200 ports between 20000 and 31999 tried and none free");
  }

  private void awaitReady(String ready) throws IOException, PortTaken {
    long end = System.nanoTime() + READY.toNanos();
    while (!log().contains(ready)) {
      if (Programs.endsWithin(process, BREATH)) {
        if (log().contains("in use")) {
          throw new PortTaken();
        }
        throw new AssertionError(
            "%s ended with status %d before it listened; its log: %s"
                .formatted(program(), process.exitValue(), log()));
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "%s: wanted the line '%s' within %d s; its log: %s"
                .formatted(program(), ready, READY.toSeconds(), log()));
      }
    }
  }

  private void readBanner() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), (int) READY.toMillis());
      socket.setSoTimeout((int) READY.toMillis());
      InputStream in = socket.getInputStream();
      String start = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
      if (!start.equals("SSH-")) {
        throw new AssertionError(
            program() + " on port " + port + ": wanted a banner SSH-..., got '" + start + "'");
      }
    }
  }

  private String program() {
    return process.info().command().orElse("the server");
  }

  int port() {
    return port;
  }

  Path folder() {
    return folder.path();
  }

  String log() {
    return Programs.text(log);
  }

  /// Sends a signal to it and all that it started.
  void signal(String name) {
    signal(name, family());
  }

  /// Ends it, and leaves its folder.
  void stop() {
    end();
  }

  @Override
  public void close() {
    end();
    folder.close();
  }

  /// Stops all of the family first, so that nobody can fork away unseen, then kills it.
  private void end() {
    if (!running.remove(this)) {
      return;
    }
    List<Long> family = family();
    for (int before = 0; family.size() > before; family = family()) {
      before = family.size();
      signal("STOP", family);
    }
    signal("KILL", family);
    long end = System.nanoTime() + GONE.toNanos();
    for (long pid : family) {
      while (!isGone(pid)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("process " + pid + " of " + program() + " cannot be killed");
        }
        Programs.endsWithin(process, BREATH);
        Thread.onSpinWait();
      }
    }
  }

  private static void signal(String name, List<Long> pids) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "kill -$0 \"$@\"", name));
    pids.forEach(pid -> words.add(pid.toString()));
    Programs.run(words); // complains of those that have just ended, rightly
  }

  /// The server, its descendants, and whoever has its folder as `HOME`; none that has ended.
  private List<Long> family() {
    List<Long> all = new ArrayList<>();
    all.add(process.pid());
    process.descendants().forEach(each -> all.add(each.pid()));
    ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> !all.contains(pid) && livesHere(pid))
        .forEach(all::add);
    return all.stream().filter(pid -> !isGone(pid)).toList();
  }

  private boolean livesHere(long pid) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
      String text = new String(environment, StandardCharsets.ISO_8859_1);
      return List.of(text.split("\0")).contains("HOME=" + folder.path());
    } catch (IOException gone) {
      return false; // ended meanwhile, or another user's
    }
  }

  /// True as well for one that has ended and that its parent has not asked about yet, but not while
  /// a thread of it still ends: its first thread may be gone before the others have let go of their
  /// files, the port on which it listens among them.
  static boolean isGone(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean ended = words[0].equals("Z") || words[0].equals("X");
      return ended && Integer.parseInt(words[THREADS]) <= 1;
    } catch (IOException noSuchProcess) {
      return true;
    }
  }

  private static final class PortTaken extends Exception {}
}
