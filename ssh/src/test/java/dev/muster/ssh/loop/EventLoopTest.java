package dev.muster.ssh.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.crypto.Crypto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopTest {

  private final BlockingQueue<Throwable> defects = new LinkedBlockingQueue<>();

  private EventLoop loop() {
    return loop(defects::add);
  }

  private static EventLoop loop(Consumer<Throwable> defects) {
    return new EventLoop("loop-under-test", Crypto.system(), defects);
  }

  private static TimerWheel.Timer timer(Runnable then) {
    return new TimerWheel.Timer() {
      @Override
      protected void fire() {
        then.run();
      }
    };
  }

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Thread threadOf(EventLoop loop) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    loop.execute(() -> thread.complete(Thread.currentThread()));
    return soon(thread);
  }

  @Test
  void runsTasksInOrderOnItsThread() throws Exception {
    try (EventLoop loop = loop()) {
      List<Integer> ran = new ArrayList<>();
      CompletableFuture<Boolean> last = new CompletableFuture<>();
      for (int i = 0; i < 1000; i++) {
        int number = i;
        loop.execute(() -> ran.add(number));
      }
      loop.execute(() -> loop.execute(() -> last.complete(loop.isCurrent())));

      assertThat(soon(last)).isTrue();
      assertThat(loop.isCurrent()).isFalse();
      assertThat(ran).hasSize(1000).isSorted();
    }
  }

  @Test
  void missesNoTaskOfManyThreads() throws Exception {
    try (EventLoop loop = loop()) {
      AtomicInteger count = new AtomicInteger();
      CompletableFuture<Integer> all = new CompletableFuture<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int k = 0; k < 5000; k++) {
                    loop.execute(() -> {
                      if (count.incrementAndGet() == 20_000) {
                        all.complete(count.get());
                      }
                    });
                  }
                }));
      }
      assertThat(soon(all)).isEqualTo(20_000);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void firesTimersInTheOrderOfTheirTimes() throws Exception {
    try (EventLoop loop = loop()) {
      List<String> fired = new ArrayList<>();
      CompletableFuture<Long> last = new CompletableFuture<>();
      CompletableFuture<Long> start = new CompletableFuture<>();
      loop.execute(() -> {
        start.complete(loop.now());
        TimerWheel.Timer never = timer(() -> fired.add("never"));
        loop.set(never, Duration.ofMillis(40));
        loop.set(timer(() -> last.complete(loop.now())), Duration.ofMillis(90));
        loop.set(timer(() -> fired.add("second")), Duration.ofMillis(60));
        loop.set(timer(() -> fired.add("first")), Duration.ofMillis(20));
        loop.cancel(never);
      });

      assertThat(soon(last) - soon(start)).isGreaterThanOrEqualTo(90);
      assertThat(fired).containsExactly("first", "second");
    }
  }

  @Test
  void goesOnAfterADefectInATaskOrATimer() throws Exception {
    try (EventLoop loop = loop()) {
      CompletableFuture<String> other = new CompletableFuture<>();
      loop.execute(() -> {
        throw new IllegalStateException("task");
      });
      loop.execute(() -> {
        loop.set(timer(() -> other.complete("fired")), Duration.ofMillis(10));
        loop.set(
            timer(() -> {
              throw new IllegalStateException("timer");
            }),
            Duration.ofMillis(10));
      });

      assertThat(soon(other)).isEqualTo("fired");
      assertThat(threadOf(loop).isAlive()).isTrue();
      assertThat(defects).extracting(Throwable::getMessage).containsExactly("task", "timer");
    }
  }

  @Test
  void letsTimersAndChannelsHaveTheirTurnBesideATaskThatRenewsItself() throws Exception {
    Pipe pipe = Pipe.open();
    AtomicBoolean renewing = new AtomicBoolean(true);
    CompletableFuture<String> timed = new CompletableFuture<>();
    Recorder recorder = new Recorder(pipe);
    EventLoop loop = loop();
    try {
      loop.execute(() -> renew(loop, renewing));
      loop.execute(() -> recorder.register(loop));
      loop.execute(() -> loop.set(timer(() -> timed.complete("fired")), Duration.ofMillis(20)));
      pipe.sink().write(ByteBuffer.wrap(new byte[] {42}));

      assertThat(soon(timed)).isEqualTo("fired");
      assertThat(soon(recorder.read)).isEqualTo(42);
      Thread thread = threadOf(loop);
      loop.close(); // while it still renews itself
      assertThat(thread.isAlive()).isFalse();
      assertThat(defects)
          .extracting(Throwable::getMessage)
          .containsExactly("over 1048576 tasks after the end");
    } finally {
      renewing.set(false);
      loop.close();
    }
  }

  private static void renew(EventLoop loop, AtomicBoolean renewing) {
    if (renewing.get()) {
      loop.execute(() -> renew(loop, renewing));
    }
  }

  /// Reads one byte from a pipe, and closes it when the loop goes.
  private static final class Recorder implements EventLoop.Handler {
    private final Pipe pipe;
    private final CompletableFuture<Integer> read = new CompletableFuture<>();
    private final AtomicInteger abandoned = new AtomicInteger();

    Recorder(Pipe pipe) {
      this.pipe = pipe;
    }

    void register(EventLoop loop) {
      try {
        pipe.source().configureBlocking(false);
        loop.register(pipe.source(), SelectionKey.OP_READ, this);
      } catch (IOException e) {
        read.completeExceptionally(e);
      }
    }

    @Override
    public void ready(SelectionKey key) {
      ByteBuffer byteOfIt = ByteBuffer.allocate(1);
      try {
        pipe.source().read(byteOfIt);
        read.complete((int) byteOfIt.get(0));
      } catch (IOException e) {
        read.completeExceptionally(e);
      }
    }

    @Override
    public void abandon() {
      abandoned.incrementAndGet();
      try {
        pipe.source().close();
        pipe.sink().close();
      } catch (IOException e) {
        read.completeExceptionally(e);
      }
    }
  }

  @Test
  void servesAChannelThatIsReady() throws Exception {
    Pipe pipe = Pipe.open();
    Recorder recorder = new Recorder(pipe);
    try (EventLoop loop = loop()) {
      loop.execute(() -> recorder.register(loop));
      pipe.sink().write(ByteBuffer.wrap(new byte[] {7}));

      assertThat(soon(recorder.read)).isEqualTo(7);
    }
    assertThat(recorder.abandoned).hasValue(1);
    assertThat(pipe.source().isOpen()).isFalse();
  }

  @Test
  void endsItsThreadAndTellsHandlersWhenItIsClosed() throws Exception {
    Pipe pipe = Pipe.open();
    Recorder recorder = new Recorder(pipe);
    EventLoop loop = loop();
    Thread thread = threadOf(loop);
    loop.execute(() -> recorder.register(loop));
    loop.close();
    loop.close();

    assertThat(thread.isAlive()).isFalse();
    assertThat(recorder.abandoned).hasValue(1);
    assertThat(defects).isEmpty();
    Thread[] late = new Thread[1];
    loop.execute(() -> late[0] = Thread.currentThread());
    assertThat(late[0]).as("who runs what comes too late").isEqualTo(Thread.currentThread());
  }

  @Test
  void runsWhatWasHandedInBeforeItClosed() throws Exception {
    EventLoop loop = loop();
    CompletableFuture<String> closing = new CompletableFuture<>();
    CompletableFuture<String> later = new CompletableFuture<>();
    loop.execute(() -> {
      loop.execute(() -> later.complete("ran"));
      loop.close(); // on its own thread: does not wait for itself
      closing.complete("returned");
    });

    assertThat(soon(closing)).isEqualTo("returned");
    assertThat(soon(later)).isEqualTo("ran");
    loop.close();
  }

  @Test
  void tellsHandlersEvenIfItEndsByADefect() throws Exception {
    Pipe pipe = Pipe.open();
    Recorder recorder = new Recorder(pipe);
    EventLoop loop =
        loop(e -> {
          throw new IllegalStateException("the listener for defects has one itself");
        });
    Thread thread = threadOf(loop);
    thread.setUncaughtExceptionHandler((t, e) -> defects.add(e));
    CompletableFuture<Boolean> registered = new CompletableFuture<>();
    loop.execute(() -> {
      recorder.register(loop);
      registered.complete(true);
    });
    soon(registered);
    loop.execute(() -> {
      throw new IllegalStateException("task");
    });
    thread.join(TimeUnit.SECONDS.toMillis(20));

    assertThat(thread.isAlive()).isFalse();
    assertThat(recorder.abandoned).hasValue(1);
    assertThat(defects).hasSize(1);
  }

  @Test
  void keepsTheInterruptOfACallerWhoCloses() throws Exception {
    EventLoop loop = loop();
    Thread.currentThread().interrupt();
    loop.close();

    assertThat(Thread.interrupted()).isTrue();
    loop.close();
  }

  @Test
  void lendsItsBuffers() {
    try (EventLoop loop = loop()) {
      assertThat(loop.input().isDirect()).isTrue();
      assertThat(loop.scratch().out().position()).isZero();
    }
  }
}
