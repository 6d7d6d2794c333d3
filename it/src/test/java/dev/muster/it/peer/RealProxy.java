package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A proxy that is not ours, on a port of 127.0.0.1.
public final class RealProxy implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration BREATH = Duration.ofMillis(10);

  private final Process process;
  private final int port;
  private final WorkFolder folder;

  private RealProxy(Process process, int port, WorkFolder folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  /// OpenSSH's own SOCKS server, `ssh -D`, which connects from the server's side.
  public static RealProxy ssh(RealServer server, Path key) {
    Path ssh = Programs.find("ssh", "openssh-client");
    return start(
        "ssh-d",
        (port, folder) -> {
          List<String> words = new ArrayList<>(List.of(ssh.toString(), "-F", "/dev/null", "-N"));
          words.addAll(List.of("-D", "127.0.0.1:" + port, "-p", "" + server.port()));
          words.addAll(List.of("-l", server.user(), "-i", key.toString(), "-q"));
          words.addAll(List.of("-o", "StrictHostKeyChecking=no", "-o", "IdentityAgent=none"));
          words.addAll(List.of("-o", "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes"));
          words.addAll(List.of("-o", "ExitOnForwardFailure=yes", "127.0.0.1"));
          return words;
        });
  }

  /// MicroSocks, a SOCKS 5 server, for one user only.
  public static RealProxy microsocks(String user, String password) {
    Path microsocks = Programs.find("microsocks", "microsocks");
    return start(
        "microsocks",
        (port, folder) ->
            List.of(
                microsocks.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                "" + port,
                "-u",
                user,
                "-P",
                password));
  }

  /// Tinyproxy, an HTTP proxy, for one user only.
  public static RealProxy tinyproxy(String user, String password) {
    Path tinyproxy = Programs.find("tinyproxy", "tinyproxy-bin");
    return start(
        "tinyproxy",
        (port, folder) -> {
          String text =
              """
              Listen 127.0.0.1
              Port %d
              BasicAuth %s %s
              MaxClients 200
              Timeout 600
              LogLevel Error
              """
                  .formatted(port, user, password);
          Path config = folder.write("tinyproxy.conf", text);
          return List.of(tinyproxy.toString(), "-d", "-c", config.toString());
        });
  }

  private interface Line {
    List<String> words(int port, WorkFolder folder);
  }

  private static RealProxy start(String name, Line line) {
    WorkFolder folder = WorkFolder.make(name);
    try {
      int port = Daemon.freePort();
      ProcessBuilder builder = new ProcessBuilder(line.words(port, folder));
      builder.environment().put("HOME", folder.path().toString());
      builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
      builder.redirectOutput(folder.write("log", "").toFile());
      RealProxy proxy = new RealProxy(builder.start(), port, folder);
      proxy.awaitReady(name);
      return proxy;
    } catch (IOException e) {
      folder.close();
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(String name) {
    long end = System.nanoTime() + READY.toNanos();
    while (!listens()) {
      boolean gone = Programs.endsWithin(process, BREATH);
      if (gone || System.nanoTime() > end) {
        String log = Programs.text(folder.path().resolve("log"));
        close();
        throw new AssertionError(name + " does not listen; it said: " + log);
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /// The port it listens on.
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (!Programs.endsWithin(process, READY)) {
      throw new AssertionError("the proxy cannot be killed");
    }
    folder.close();
  }
}
