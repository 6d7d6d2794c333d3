package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import dev.muster.fleet.Script;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.loop.Link;
import dev.muster.ssh.loop.Resolver;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every failure point of a connection walked: the n-th read or write fails, for every n until a
/// run needs no more of them. Each ends with one named failure, and nothing of it is left.
class FailureWalkTest {

  private static final int OUTPUT = 300_000;
  private static final int INPUT = 400_000;
  private static final int MOST_STEPS = 2_000;
  private static final SshPrivateKey KEY = KeyPairs.generate(KeyType.ED25519);

  private static Fleet fleet;

  /// What the n-th operation does instead of its work.
  enum Fault {
    READ_FAILS,
    READ_ENDS,
    WRITE_FAILS
  }

  /// What one run came to, with how often each of its ends was told.
  private static final class Told implements ConnectionListener, SessionListener {
    private final CompletableFuture<Optional<Failure>> connection = new CompletableFuture<>();
    private final AtomicInteger connectionEnds = new AtomicInteger();
    private final AtomicInteger sessionEnds = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger output = new AtomicInteger();
    private volatile CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
    private volatile Optional<SessionEnd> end = Optional.empty();

    @Override
    public void ready(SshConnection ready) {
      sessions.incrementAndGet();
      SshSession session = ready.exec(new Exec("x", Map.of(), 40_000), this);
      written = session.write(new byte[INPUT]).toCompletableFuture();
      session.endInput();
    }

    @Override
    public void output(SshSession session, Stream stream, byte[] bytes) {
      output.addAndGet(bytes.length);
      session.consumed(bytes.length);
    }

    @Override
    public void ended(SshSession session, SessionEnd how) {
      sessionEnds.incrementAndGet();
      end = Optional.of(how);
      session.connection().close();
    }

    @Override
    public void ended(SshConnection ended, Optional<Failure> why) {
      connectionEnds.incrementAndGet();
      connection.complete(why);
    }
  }

  @BeforeAll
  static void start() {
    fleet =
        Fleet.start(FleetOptions.of(Behaviour.of(Script.always(Answer.of("x").withBytes(OUTPUT)))));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @AfterEach
  void leavesNoThread() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("muster-"));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void endsWithOneFailureWhereverItStrikes(Fault fault) throws Exception {
    int step = 1;
    boolean struck = true;
    while (struck) {
      AtomicInteger left = new AtomicInteger(step);
      Told told = run(link -> failing(link, fault, left));
      struck = left.get() <= 0;

      assertThat(told.connectionEnds).as("ends told, step %d", step).hasValue(1);
      assertThat(told.sessionEnds.get()).as("sessions ended").isEqualTo(told.sessions.get());
      assertThat(told.written.isDone()).as("input sent or refused, step %d", step).isTrue();
      Optional<Failure> why = told.connection.get();
      if (why.isPresent()) {
        assertThat(why.get().message()).contains("127.0.0.1:" + fleet.port());
        assertThat(why.get().phase()).isBetween(Phase.BANNER, Phase.RUN);
      } else {
        assertThat(told.end).contains(new SessionEnd.Exited(0));
        assertThat(told.output).hasValue(OUTPUT);
      }
      assertThat(step++).as("steps of a run").isLessThan(MOST_STEPS);
    }
    assertThat(step).as("steps walked").isGreaterThan(8);
  }

  @Test
  void worksByteByByte() throws Exception {
    Told told = run(FailureWalkTest::crawling);

    assertThat(told.connection.get()).isEmpty();
    assertThat(told.end).contains(new SessionEnd.Exited(0));
    assertThat(told.output).hasValue(OUTPUT);
  }

  private static Told run(UnaryOperator<Link> links)
      throws InterruptedException, ExecutionException, TimeoutException {
    Told told = new Told();
    ConnectionOptions options = ConnectionOptions.of(List.of(KEY), HostKeys.trustingAll());
    try (SshClient client = new SshClient(1, new Resolver(), links, null)) {
      SshConnection connection =
          client.connect(new Destination("127.0.0.1", fleet.port(), "walker", options), told);
      assertThat(connection.destination().port()).isEqualTo(fleet.port());
      told.connection.get(20, TimeUnit.SECONDS);
    }
    return told;
  }

  private static Link failing(Link link, Fault fault, AtomicInteger left) {
    return new Link() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        if (fault != Fault.WRITE_FAILS && left.decrementAndGet() <= 0) {
          if (fault == Fault.READ_ENDS) {
            return -1;
          }
          throw new IOException("read failed on purpose");
        }
        return link.read(into);
      }

      @Override
      public int write(ByteBuffer from) throws IOException {
        if (fault == Fault.WRITE_FAILS && left.decrementAndGet() <= 0) {
          throw new IOException("write failed on purpose");
        }
        return link.write(from);
      }
    };
  }

  /// Gives and takes a few bytes at a time, so that every message is cut everywhere.
  private static Link crawling(Link link) {
    return new Link() {
      private int turn;

      @Override
      public int read(ByteBuffer into) throws IOException {
        return few(into, link::read);
      }

      @Override
      public int write(ByteBuffer from) throws IOException {
        return ++turn % 3 == 0 ? 0 : few(from, link::write);
      }

      private int few(ByteBuffer buffer, Operation operation) throws IOException {
        int limit = buffer.limit();
        int most = turn < 3_000 ? 1 + turn % 7 : 4_001;
        turn++;
        buffer.limit(Math.min(limit, buffer.position() + most));
        try {
          return operation.on(buffer);
        } finally {
          buffer.limit(limit);
        }
      }
    };
  }

  private interface Operation {
    int on(ByteBuffer buffer) throws IOException;
  }
}
