package dev.muster.examples;

import dev.muster.Channel;
import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.wire.remote.Remote;
import java.nio.file.Path;
import java.time.Duration;

/// The examples of execnet's page *Managing multiple gateways and clusters*.
public final class FromExecnet {

  private FromExecnet() {}

  /// Membership and lifetime of several gateways.
  static void members(Muster muster) throws InterruptedException {
    Group group = muster.group("local://id=gw0", "local://id=gw1");
    System.out.println(group.size());
    System.out.println(group.names());
    System.out.println(group.names().contains("gw0") && group.names().contains("gw1"));
    System.out.println(group.gateway("gw0").equals(group.gateway(0)));
    System.out.println(group.gateway("gw1").equals(group.gateway(1)));
    group.terminate(Duration.ofSeconds(5));
  }

  /// An id of one's own.
  static void ownId(Muster muster) {
    Group group = muster.group("local://id=sub1");
    Gateway gateway = group.gateway(0);
    System.out.println(gateway.id());
    System.out.println(group.gateway("sub1"));
  }

  /// The end of a process whose code does not end by itself.
  static void termination(Muster muster) throws InterruptedException {
    Group group = muster.group("local://id=sleeper");
    Channel<Void, Void> channel =
        group.gateway("sleeper").open((Remote<Void, Void> _) -> Thread.sleep(2000));
    System.out.println(group.names());
    group.terminate(Duration.ofSeconds(1));
    System.out.println(channel.isClosed());
  }

  /// Where and how the gateways of a group run.
  static void defaultSpec(Muster muster) throws InterruptedException {
    Group group = muster.group("ssh:localhost//chdir=mytmp//nice=20");
    Gateway gateway = group.gateway(0);
    try (Channel<Void, String> channel =
        gateway.open((Remote<Void, String> ch) -> {
          Path here = Path.of("").toAbsolutePath();
          ch.send(here.getFileName().toString());
        })) {
      System.out.println(channel.receive());
    }
  }

  /// Runs the examples that are named, or all.
  public static void main(String... names) throws Exception {
    new Examples()
        .with("members", FromExecnet::members)
        .with("ownId", FromExecnet::ownId)
        .with("termination", FromExecnet::termination)
        .with("defaultSpec", FromExecnet::defaultSpec)
        .run(names);
  }
}
