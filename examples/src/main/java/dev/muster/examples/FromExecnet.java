package dev.muster.examples;

import dev.muster.Channel;
import dev.muster.Cluster;
import dev.muster.Gateway;
import dev.muster.Muster;
import dev.muster.host.Spec;
import dev.muster.wire.remote.Remote;
import java.nio.file.Path;
import java.time.Duration;

/// The examples of execnet's page *Managing multiple gateways and clusters*.
public final class FromExecnet {

  private FromExecnet() {}

  /// Membership and lifetime of several gateways.
  static void members(Muster muster) {
    Cluster cluster = muster.cluster();
    cluster.open();
    cluster.open();
    System.out.println(cluster.size());
    System.out.println(cluster);
    System.out.println(cluster.gateways());
    System.out.println(cluster.contains("gw0") && cluster.contains("gw1"));
    System.out.println(cluster.gateway("gw0").equals(cluster.gateway(0)));
    System.out.println(cluster.gateway("gw1").equals(cluster.gateway(1)));
    cluster.close();
    System.out.println(cluster.gateways());
  }

  /// An id of one's own.
  static void ownId(Muster muster) {
    try (Cluster cluster = muster.cluster()) {
      Gateway gateway = cluster.open("local://id=sub1");
      System.out.println(gateway.id());
      System.out.println(cluster.gateway("sub1"));
    }
  }

  /// An id that is known before there is a gateway.
  static void idAhead(Muster muster) {
    try (Cluster cluster = muster.cluster()) {
      Spec spec = cluster.reserve("local:");
      String reserved = spec.label();
      Gateway gateway = cluster.open(spec);
      System.out.println(gateway.id().equals(reserved));
    }
  }

  /// A gateway of which nothing is said.
  static void plainGateway(Muster muster) {
    try (Cluster cluster = muster.cluster()) {
      Gateway gateway = cluster.open();
      System.out.println(cluster.gateways().contains(gateway));
      System.out.println(cluster.standard());
    }
  }

  /// The end of a process whose code does not end by itself.
  static void termination(Muster muster) throws InterruptedException {
    try (Cluster cluster = muster.cluster()) {
      Gateway gateway = cluster.open("local://id=sleeper");
      Channel<Void, Void> channel = gateway.open((Remote<Void, Void> _) -> Thread.sleep(2000));
      System.out.println(cluster.gateways());
      cluster.remove("sleeper", Duration.ofSeconds(1));
      System.out.println(cluster.gateways());
      System.out.println(channel.isClosed());
    }
  }

  /// Where and how gateways run unless something else is said.
  static void standardSpec(Muster muster) throws InterruptedException {
    try (Cluster cluster = muster.cluster("ssh:localhost//chdir=mytmp//nice=20")) {
      Gateway gateway = cluster.open();
      Channel<Void, String> channel =
          gateway.open((Remote<Void, String> ch) -> {
            Path here = Path.of("").toAbsolutePath();
            ch.send(here.getFileName().toString());
          });
      System.out.println(channel.receive());
    }
  }

  /// Runs the examples that are named, or all.
  public static void main(String... names) throws Exception {
    new Examples()
        .with("members", FromExecnet::members)
        .with("ownId", FromExecnet::ownId)
        .with("idAhead", FromExecnet::idAhead)
        .with("plainGateway", FromExecnet::plainGateway)
        .with("termination", FromExecnet::termination)
        .with("standardSpec", FromExecnet::standardSpec)
        .run(names);
  }
}
