package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Two ends with drivers, over a pipe in memory or a broken one. The far end answers as [Answers]
/// says. When it is closed, no thread is left.
final class PipePair implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(30);

  private final ExecutorService calls = Executors.newCachedThreadPool();
  private final Peer here = Peer.of(Settings.Side.CONTROLLER);
  private final Mux there;
  private final PipeDriver driver;
  private final PipeDriver farDriver;

  PipePair(Pipe near, Pipe far) {
    there = new Mux(Settings.of(Settings.Side.AGENT), new byte[0], new Answers(calls));
    driver = PipeDriver.start(here.mux(), near, "near");
    farDriver = PipeDriver.start(there, far, "far");
  }

  static PipePair of(PipeKind kind) throws IOException {
    Pipe[] ends = kind.pair(64 << 10);
    return new PipePair(ends[0], ends[1]);
  }

  Mux mux() {
    return here.mux();
  }

  Peer here() {
    return here;
  }

  Mux there() {
    return there;
  }

  PipeDriver driver() {
    return driver;
  }

  PipeDriver farDriver() {
    return farDriver;
  }

  /// Calls and returns what came back.
  String call(int purpose, String text) throws InterruptedException {
    Inbox inbox = new Inbox();
    mux().open(purpose, Heard.bytes(text), inbox);
    return said(inbox.receive(LONG));
  }

  static String said(Received received) {
    return received instanceof Received.Item item ? Heard.shown(item.bytes()) : "" + received;
  }

  @Override
  public void close() {
    try {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() throws InterruptedException {
    driver.close(Duration.ofMillis(500));
    farDriver.close(Duration.ofMillis(500));
    calls.shutdownNow();
    assertThat(calls.awaitTermination(30, TimeUnit.SECONDS)).as("calls end").isTrue();
    assertThat(driver.awaitEnd(LONG)).as("the near driver ends").isTrue();
    assertThat(farDriver.awaitEnd(LONG)).as("the far driver ends").isTrue();
  }
}
