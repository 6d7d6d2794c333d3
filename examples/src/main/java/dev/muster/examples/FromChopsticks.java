package dev.muster.examples;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.model.GroupResult;
import dev.muster.model.Result;
import dev.muster.tools.FileSystem;
import dev.muster.tools.Network;
import dev.muster.tools.NetworkFacts;

/// The examples of chopsticks' page *Groups*, but those that copy files.
public final class FromChopsticks {

  private FromChopsticks() {}

  /// A ready function on every host.
  static void addresses(Muster muster) throws InterruptedException {
    Group group = muster.group("web1.example.com", "web2.example.com", "web3.example.com");
    GroupResult<String> ips = group.call(Network::address);
    ips.forEach((host, ip) -> System.out.println(host + " ip: " + ip.orThrow()));
  }

  /// Hosts, containers and processes of this machine in one group.
  static void mixed(Muster muster) throws InterruptedException {
    Group allHosts = muster.group("web1.example.com", "docker:example", "local:worker");
    GroupResult<String> names = allHosts.call(() -> NetworkFacts.read().hostName());
    names.forEach((host, name) -> System.out.println(host + " calls itself " + name.orThrow()));
  }

  /// Successes and failures apart. What code threw over there brings its stack.
  static void apart(Muster muster) throws InterruptedException {
    Group group = muster.group("web1.example.com", "local:worker//chdir=/proc", "broken-host");
    GroupResult<String> uptimes = group.call(FileSystem::readString, "uptime");
    for (Result<String> result : uptimes.successful()) {
      System.out.println(result.host() + " is up for " + result.orThrow().split(" ", 2)[0] + " s");
    }
    for (Result<String> result : uptimes.failures()) {
      System.out.println(result.message());
      if (result instanceof Result.Threw<String> threw) {
        threw.thrown().stack().forEach(frame -> System.out.println("  at " + frame));
      }
    }
  }

  /// Runs the examples that are named, or all.
  public static void main(String... names) throws Exception {
    new Examples()
        .with("addresses", FromChopsticks::addresses)
        .with("mixed", FromChopsticks::mixed)
        .with("apart", FromChopsticks::apart)
        .run(names);
  }
}
