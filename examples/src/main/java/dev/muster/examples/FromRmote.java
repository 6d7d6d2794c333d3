package dev.muster.examples;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.model.GroupResult;
import dev.muster.model.Result;
import dev.muster.tools.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The examples of rmote's page *Multi-Host Operations*.
public final class FromRmote {

  /// What one host says of itself. It is read there, and travels back as it is.
  record HostInfo(String hostname, String uptime, String load) {

    static HostInfo read() throws IOException {
      return new HostInfo(
          Files.readString(Path.of("/etc/hostname")).strip(),
          Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0] + "s",
          Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    }
  }

  private FromRmote() {}

  /// Fan-out: the same call on every host.
  static void fanOut(Muster muster) throws InterruptedException {
    Group web = muster.group("web[1-3]");
    web.call(FileSystem::readString, "/etc/hostname")
        .orThrow()
        .forEach((host, name) -> System.out.println(host + ": " + name.orThrow().strip()));
  }

  /// Several things of each host: ordinary Java that runs there, in one round trip.
  static void collect(Muster muster) throws InterruptedException {
    Group web = muster.group("web[1-3]");
    for (Result<HostInfo> result : web.call(HostInfo::read)) {
      HostInfo info = result.orThrow();
      System.out.printf(
          "%s hostname=%s uptime=%s load=%s%n",
          result.host(), info.hostname(), info.uptime(), info.load());
    }
  }

  /// The same as three calls to each host, in flight at once over its one connection.
  static void collectByThreeCalls(Muster muster) throws Exception {
    Group web = muster.group("web[1-3]");
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> hostnames = calls.submit(() -> read(web, "/etc/hostname"));
      Future<List<String>> uptimes = calls.submit(() -> read(web, "/proc/uptime"));
      Future<List<String>> loads = calls.submit(() -> read(web, "/proc/loadavg"));
      for (int i = 0; i < web.size(); i++) {
        System.out.printf(
            "%s hostname=%s uptime=%ss load=%s%n",
            web.names().get(i), hostnames.get().get(i), uptimes.get().get(i), loads.get().get(i));
      }
    }
  }

  /// The first word of a file, of each host.
  private static List<String> read(Group web, String file) throws InterruptedException {
    return web.call(() -> FileSystem.readString(file).strip().split(" ", 2)[0]).values();
  }

  /// Error isolation: one host that cannot be reached changes nothing for the others.
  static void errors(Muster muster) throws InterruptedException {
    Group hosts = muster.group("web1", "web2", "broken-host");
    for (Result<String> result : hosts.call(FileSystem::readString, "/etc/hostname")) {
      System.out.println(
          switch (result) {
            case Result.Done<String>(String host, _, _, String name) -> host + ": " + name.strip();
            case Result.Threw<String> ran -> "ERROR - " + ran.message();
            case Result.Unreached<String> nothingRan -> "ERROR - " + nothingRan.message();
            case Result.Lost<String> mayHaveRun -> "ERROR - " + mayHaveRun.message();
          });
    }
  }

  /// Connections that stay open from one round to the next.
  static void rounds(Muster muster) throws InterruptedException {
    try (Group web = muster.group("web[1-3]")) {
      web.connect().orThrow();

      // Round 1: read hostnames
      GroupResult<String> names = web.call(FileSystem::readString, "/etc/hostname");
      System.out.println("hostnames: " + names.values().stream().map(String::strip).toList());

      // Round 2: list log files
      GroupResult<List<String>> logs = web.call(FileSystem::glob, "/var/log", "*.log");
      logs.forEach(
          (host, files) -> System.out.println(host + ": " + files.orThrow().size() + " log files"));
    }
  }

  /// Runs the examples that are named, or all.
  public static void main(String... names) throws Exception {
    new Examples()
        .with("fanOut", FromRmote::fanOut)
        .with("collect", FromRmote::collect)
        .with("collectByThreeCalls", FromRmote::collectByThreeCalls)
        .with("errors", FromRmote::errors)
        .with("rounds", FromRmote::rounds)
        .run(names);
  }
}
