package dev.muster.ssh;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.forward.Carrier;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.loop.Lookups;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.transport.HostProof;
import dev.muster.ssh.trust.HostKeyFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection as forwardings see it.
final class Carriage implements Carrier {

  private final Connection connection;
  private final SshClient client;
  private @Nullable Lookups lookups; // the loop's; most connections look nothing up

  Carriage(Connection connection, SshClient client) {
    this.connection = connection;
    this.client = client;
  }

  /// A tenant as the connection sees it; the same for the same tenant.
  private record Lodger(Carrier.Tenant tenant) implements Occupant {
    @Override
    public void isDue() {
      tenant.due();
    }

    @Override
    public void lost(Failure why) {
      tenant.lost(why.message());
    }
  }

  @Override
  public void enter(Tenant tenant) {
    connection.occupy(
        new Lodger(tenant),
        _ -> {
          if (connection.phase() == Phase.RUN) {
            tenant.due();
          }
        },
        why -> tenant.lost(why.message()));
  }

  @Override
  public void leave(Tenant tenant) {
    connection.forget(new Lodger(tenant));
  }

  @Override
  public void post(Step step, Runnable late) {
    connection.onLoop(step::run, late);
  }

  @Override
  public void aside(String name, Runnable work) {
    client.aside(name, work);
  }

  @Override
  public void step(Step step) {
    connection.step(step::run);
  }

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public Channels channels() {
    return connection.protocol().channels();
  }

  @Override
  public String address() {
    return connection.address();
  }

  @Override
  public String distrust() {
    return connection.distrust().map(HostKeyFailure::reason).orElse("");
  }

  @Override
  public Duration connectLimit() {
    return limits().connect();
  }

  @Override
  public Duration openLimit() {
    return limits().open();
  }

  private Limits limits() {
    return connection.destination().options().limits();
  }

  @Override
  public Runnable resolve(String host, Looked then) {
    InetAddress literal = Resolver.literal(host);
    if (literal != null) {
      then.up(List.of(literal), "");
      return () -> {};
    }
    return lookups()
        .resolve(
            host,
            (addresses, trouble) -> {
              String words = trouble == null ? "" : String.valueOf(trouble.getMessage());
              loop().execute(() -> connection.step(() -> then.up(addresses, words)));
            });
  }

  private Lookups lookups() {
    Lookups made = lookups;
    if (made == null) {
      made = client.lookups();
      lookups = made;
    }
    return made;
  }

  @Override
  public Runnable dial(Endpoint.Tcp target, Dialled then) {
    LocalDial dial = new LocalDial(this, target, then);
    dial.begin();
    return dial::giveUp;
  }

  @Override
  public Optional<HostProof> proof() {
    return connection.protocol().proof();
  }
}
