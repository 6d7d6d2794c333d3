package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import dev.muster.fleet.Script;
import dev.muster.it.peer.LoopbackProxy;
import dev.muster.ssh.Proxy.Kind;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The way through a proxy up to the user's log-in, with the n-th read or write failing for every
/// n, and a byte at a time.
@Timeout(120)
class ProxyWalkTest {

  private static final ConnectionOptions OPTIONS =
      ConnectionOptions.of(List.of(KeyPairs.generate(KeyType.ED25519)), HostKeys.trustingAll());

  private static Fleet fleet;

  @BeforeAll
  static void start() {
    fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.always(Answer.of("x")))));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  /// A socket of which the n-th operation fails, or of which each takes one byte at most.
  private record Faulty(Link link, AtomicInteger left, boolean reading, boolean ends)
      implements Link {

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (reading && left.decrementAndGet() == 0) {
        if (ends) {
          return -1;
        }
        throw new IOException("read failed on purpose");
      }
      return one(into, link::read);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (!reading && left.decrementAndGet() == 0) {
        throw new IOException("write failed on purpose");
      }
      return one(from, link::write);
    }

    private interface Operation {
      int on(ByteBuffer buffer) throws IOException;
    }

    private static int one(ByteBuffer buffer, Operation operation) throws IOException {
      int limit = buffer.limit();
      buffer.limit(Math.min(limit, buffer.position() + 7));
      try {
        return operation.on(buffer);
      } finally {
        buffer.limit(limit);
      }
    }
  }

  private static final class Heard implements ConnectionListener {
    private final AtomicInteger ends = new AtomicInteger();
    private final CompletableFuture<Optional<Failure>> ended = new CompletableFuture<>();

    @Override
    public void ready(SshConnection connection) {
      connection.close();
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      ends.incrementAndGet();
      ended.complete(why);
    }
  }

  private static Optional<Failure> outcome(
      LoopbackProxy proxy, Kind kind, AtomicInteger left, boolean reading, boolean ends)
      throws Exception {
    Heard heard = new Heard();
    Proxy one =
        new Proxy(kind, "127.0.0.1", proxy.port(), "amy", _ -> Optional.of("open".toCharArray()));
    Destination host =
        new Destination("127.0.1.1", fleet.port(), "me", OPTIONS).by(new Route.Through(one));
    try (SshClient client =
        new SshClient(1, new Resolver(), link -> new Faulty(link, left, reading, ends), null)) {
      client.connect(host, heard);
      heard.ended.get(30, TimeUnit.SECONDS);
    }
    assertThat(heard.ends).hasValue(1);
    return heard.ended.get();
  }

  private static LoopbackProxy proxy(Kind kind) {
    return LoopbackProxy.start(LoopbackProxy.Terms.of(kind == Kind.HTTP).withLogin("amy:open"));
  }

  @ParameterizedTest
  @CsvSource({
    "SOCKS5, true, false", "SOCKS5, true, true", "SOCKS5, false, false",
    "HTTP, true, false", "HTTP, true, true", "HTTP, false, false"
  })
  void endsWithOneFailureWhereverItStrikes(Kind kind, boolean reading, boolean ends)
      throws Exception {
    try (LoopbackProxy proxy = proxy(kind)) {
      boolean connecting = true;
      int step = 0;
      while (connecting) {
        step++;
        Optional<Failure> why = outcome(proxy, kind, new AtomicInteger(step), reading, ends);
        assertThat(why).as("step %d", step).isPresent();
        connecting = why.get().phase() == Phase.CONNECT;
        assertThat(why.get())
            .isInstanceOf(connecting ? Failure.NotConnected.class : Failure.Closed.class);
        assertThat(why.get().message())
            .contains("127.0.1.1:" + fleet.port() + " through " + kind + "://127.0.0.1:");
      }
      assertThat(step).isGreaterThan(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void worksInPieces(Kind kind) throws Exception {
    try (LoopbackProxy proxy = proxy(kind)) {
      assertThat(outcome(proxy, kind, new AtomicInteger(), true, false)).isEmpty();
      assertThat(proxy.asked()).containsExactly("127.0.1.1:" + fleet.port());
    }
  }
}
