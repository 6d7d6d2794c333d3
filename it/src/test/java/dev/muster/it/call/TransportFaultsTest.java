package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.Result;
import dev.muster.model.Transport;
import dev.muster.model.Transport.Connection;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A17: ways to targets that a program brings itself, and that throw, block, break or lie.
@Tag("peers")
@Timeout(60)
class TransportFaultsTest {

  private static final Duration GRACE = Duration.ofSeconds(1);

  /// Twice the time of grace and a second; and what a busy machine adds.
  private static final Duration BOUND = GRACE.multipliedBy(2).plusSeconds(2);

  private final Marked marked = Marked.fresh();

  @AfterEach
  void killAll() {
    marked.kill();
  }

  private static Muster muster(Transport transport) {
    return Muster.open(MusterOptions.standard().withTransport("mine", transport));
  }

  private static Connection of(@Nullable InputStream in, @Nullable OutputStream out) {
    return new Connection() {
      @Override
      @SuppressWarnings("NullAway") // it is the fault that is tried
      public InputStream input() {
        return in;
      }

      @Override
      @SuppressWarnings("NullAway")
      public OutputStream output() {
        return out;
      }

      @Override
      public void close() {
        throw new IllegalStateException("closing fails too");
      }
    };
  }

  @SuppressWarnings("NullAway") // it is the fault that is tried
  private static Stream<Arguments> faults() {
    Transport nothing = (_, _) -> null;
    String none = "it returned null, or a connection with a stream that is null";
    return Stream.of(
        fault("none", nothing, none),
        fault("no input", (_, _) -> of(null, OutputStream.nullOutputStream()), none),
        fault("no output", (_, _) -> of(InputStream.nullInputStream(), null), none),
        fault(
            "throws",
            (_, _) -> {
              throw new IOException("no carrier\non the line");
            },
            "\"mine\": no carrier / on the line"),
        fault(
            "throws and does not say what",
            (_, _) -> {
              throw new IOException();
            },
            "\"mine\": java.io.IOException"),
        fault(
            "has a defect",
            (_, _) -> {
              throw new IllegalStateException("oops");
            },
            "\"mine\": java.lang.IllegalStateException: oops"),
        fault(
            "is wrong itself",
            (_, _) -> {
              throw new AssertionError("wrong");
            },
            "\"mine\": java.lang.AssertionError: wrong"),
        fault(
            "gives up",
            (_, _) -> {
              throw new InterruptedException();
            },
            "\"mine\": it was interrupted"),
        fault(
            "ends at once",
            (_, _) -> of(InputStream.nullInputStream(), OutputStream.nullOutputStream()),
            "the start ended before the agent was ready"),
        fault(
            "reads nothing but errors",
            (_, _) -> of(new Broken(), OutputStream.nullOutputStream()),
            "before the agent was ready: the transport's input failed: parity"),
        fault(
            "counts wrongly",
            (_, _) -> of(new Generous(), OutputStream.nullOutputStream()),
            "the transport's input failed: it read 2000000 bytes where there is room for 32768"),
        fault(
            "never stops talking",
            (_, _) -> of(new Endless(), OutputStream.nullOutputStream()),
            "16 MiB came and no agent"),
        fault(
            "is somebody else",
            (_, _) -> new ProcessLine(List.of("/bin/sh", "-c", "echo Hello; exit 3")),
            "it printed \"Hello\""));
  }

  private static Arguments fault(String name, Transport transport, String message) {
    return Arguments.of(name, transport, message);
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("parity");
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
      return read();
    }
  }

  private static final class Generous extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] into, int at, int most) {
      return 2_000_000;
    }
  }

  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 'x';
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aBadOneFailsItsTargetAlone(String name, Transport transport, String message)
      throws Exception {
    try (Muster muster = muster(transport);
        Group group = muster.groupOf(List.of("mine:bad", "local:good"))) {
      List<Result<Integer>> results = group.call(() -> 1).results();
      assertThat(results.getFirst()).isInstanceOf(Result.Unreached.class);
      assertThat(results.getFirst().message()).contains("start of the agent: ").contains(message);
      assertThat(results.getLast().orThrow()).isEqualTo(1);
    }
  }

  /// One that waits in `open` is interrupted when the target is given up; one that comes too late
  /// is closed at once.
  @ParameterizedTest
  @MethodSource("patience")
  void oneThatBlocksCostsNoMoreThanTheLimit(boolean obeys) throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger closed = new AtomicInteger();
    Transport transport =
        (_, program) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            if (obeys) {
              throw e;
            }
            release.await();
          }
          return new ProcessLine(program) {
            @Override
            public void close() throws IOException {
              closed.incrementAndGet();
              super.close();
            }
          };
        };
    try (Muster muster = muster(transport);
        Group group = muster.groupOf(List.of("mine:x" + marked.options()))) {
      Result<Integer> result = group.gateway(0).within(Duration.ofMillis(300)).call(() -> 1);
      assertThat(result.message()).contains("not done within its timeout of 300ms");
      long start = System.nanoTime();
      group.terminate(GRACE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      interrupted.await();
      release.countDown();
      if (!obeys) {
        Soon.that("what came too late is closed", () -> closed.get() == 1);
      }
    }
    marked.awaitNone(BOUND);
    assertThat(closed).hasValue(obeys ? 0 : 1);
  }

  private static Stream<Boolean> patience() {
    return Stream.of(true, false);
  }

  /// Neither reading nor closing comes back.
  @Test
  void streamsThatBlockCostNoMoreThanTheLimit() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    InputStream in =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return waited(never);
          }

          @Override
          public int read(byte[] into, int at, int most) throws IOException {
            return read();
          }
        };
    Connection stuck =
        new Connection() {
          @Override
          public InputStream input() {
            return in;
          }

          @Override
          public OutputStream output() {
            return OutputStream.nullOutputStream();
          }

          @Override
          public void close() throws IOException {
            waited(never);
          }
        };
    try (Muster muster = muster((_, _) -> stuck);
        Group group = muster.groupOf(List.of("mine:x"))) {
      Result<Integer> result = group.gateway(0).within(Duration.ofMillis(300)).call(() -> 1);
      assertThat(result.message()).contains("not done within its timeout of 300ms");
      long start = System.nanoTime();
      group.terminate(GRACE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    } finally {
      never.countDown();
    }
  }

  private static int waited(CountDownLatch latch) throws IOException {
    try {
      latch.await();
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// A line that breaks in the middle: the calls under way end as lost, with what the stream threw.
  @ParameterizedTest
  @MethodSource("patience")
  void aLineThatBreaksEndsItsCalls(boolean reading) throws Exception {
    AtomicInteger broken = new AtomicInteger();
    Transport transport =
        (_, program) -> {
          ProcessLine local = new ProcessLine(program);
          return new Connection() {
            private final InputStream in = new Breaking(local.input(), reading ? broken : null);
            private final OutputStream out = new Tearing(local.output(), reading ? null : broken);

            @Override
            public InputStream input() {
              return in;
            }

            @Override
            public OutputStream output() {
              return out;
            }

            @Override
            public void close() throws IOException {
              local.close();
            }
          };
        };
    try (Muster muster = muster(transport);
        Group group = muster.groupOf(List.of("mine:x" + marked.options()))) {
      Gateway gateway = group.gateway(0);
      assertThat(gateway.call(() -> 1).orThrow()).isEqualTo(1);
      broken.set(1);
      Result<Integer> lost = gateway.call(() -> 2);
      assertThat(lost).isInstanceOf(Result.Lost.class);
      assertThat(lost.message())
          .contains("the agent ended: the transport's " + (reading ? "input" : "output"))
          .contains("failed: unplugged");
      broken.set(0);
      assertThat(gateway.call(() -> 3).orThrow()).isEqualTo(3);
    }
    marked.awaitNone(BOUND);
  }

  private static void check(@Nullable AtomicInteger broken) throws IOException {
    if (broken != null && broken.get() != 0) {
      throw new IOException("unplugged");
    }
  }

  /// Reads nothing after it was broken.
  private static final class Breaking extends FilterInputStream {
    private final @Nullable AtomicInteger broken;

    Breaking(InputStream in, @Nullable AtomicInteger broken) {
      super(in);
      this.broken = broken;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
      int count = super.read(into, at, most);
      check(broken);
      return count;
    }
  }

  /// Writes nothing after it was broken.
  private static final class Tearing extends FilterOutputStream {
    private final @Nullable AtomicInteger broken;

    Tearing(OutputStream out, @Nullable AtomicInteger broken) {
      super(out);
      this.broken = broken;
    }

    @Override
    public void write(byte[] bytes, int at, int count) throws IOException {
      check(broken);
      out.write(bytes, at, count);
    }

    /// What is unplugged tells the other end of no end.
    @Override
    public void close() throws IOException {
      check(broken);
      super.close();
    }
  }
}
