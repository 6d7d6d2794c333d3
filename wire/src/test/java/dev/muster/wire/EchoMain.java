package dev.muster.wire;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A far end in a process of its own, over its standard input and output.
public final class EchoMain {

  private EchoMain() {}

  public static void main(String[] args) throws Exception {
    ExecutorService calls =
        Executors.newCachedThreadPool(run -> {
          Thread thread = new Thread(run);
          thread.setDaemon(true);
          return thread;
        });
    Mux mux = new Mux(settings(Settings.Side.AGENT), new byte[0], new Answers(calls));
    PipeDriver.start(mux, Pipe.ofDescriptors(0, 1), "echo").awaitEnd(Duration.ofDays(1));
  }

  /// Large items both ways.
  static Settings settings(Settings.Side side) {
    return Settings.of(side).withLargestItem(Integer.MAX_VALUE - 64);
  }
}
