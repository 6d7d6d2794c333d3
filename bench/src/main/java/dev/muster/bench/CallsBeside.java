package dev.muster.bench;

import dev.muster.Channel;
import dev.muster.Gateway;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// How much longer small calls take while much goes over the same connection.
final class CallsBeside {

  private static final int WARM = 5000;
  private static final int QUIET = 5000;

  /// The largest items there may be, a little less than 64 MiB, until there is 1 GiB.
  private static final int ITEM = (64 << 20) - 1024;

  private static final int TIMES = 17;

  private final PrintStream out;
  private final Gateway gateway;

  CallsBeside(PrintStream out, Gateway gateway) {
    this.out = out;
    this.gateway = gateway;
  }

  void up() throws InterruptedException {
    try (Channel<byte[], Long> count = gateway.open(Far::count)) {
      measure(() -> {
        byte[] item = new byte[ITEM];
        for (int i = 0; i < TIMES; i++) {
          count.send(item);
        }
        count.send(new byte[0]);
        check(count.receive());
      });
    }
  }

  void down() throws InterruptedException {
    try (Channel<int[], byte[]> blocks = gateway.open(Far::blocks)) {
      measure(() -> {
        blocks.send(new int[] {TIMES, ITEM});
        long bytes = 0;
        for (int i = 0; i < TIMES; i++) {
          bytes += blocks.receive().length;
        }
        check(bytes);
      });
    }
  }

  private static void check(long bytes) {
    if (bytes != (long) ITEM * TIMES) {
      throw new IllegalStateException("wanted %d, got %d".formatted((long) ITEM * TIMES, bytes));
    }
  }

  private void measure(Beside.Work large) throws InterruptedException {
    for (int i = 0; i < WARM; i++) {
      call();
    }
    List<Double> quiet = new ArrayList<>();
    for (int i = 0; i < QUIET; i++) {
      quiet.add(call());
    }
    List<Double> busy = new ArrayList<>();
    try (Beside beside = Beside.start(large)) {
      while (beside.isRunning()) {
        busy.add(call());
      }
      beside.await();
    }
    double[] alone = tell(quiet);
    double[] both = tell(busy);
    String[] names = {"p50", "p99", "max"};
    for (int i = 0; i < names.length; i++) {
      out.println("quiet_%s=%.6f".formatted(names[i], alone[i]));
      out.println("added_%s=%.6f".formatted(names[i], Math.max(0, both[i] - alone[i])));
    }
  }

  private double call() throws InterruptedException {
    long begun = System.nanoTime();
    gateway.call(Far::nothing).orThrow();
    return (System.nanoTime() - begun) / 1e6;
  }

  /// The median, the one that 99 of 100 do not exceed, and the slowest.
  private static double[] tell(List<Double> all) {
    double[] values = all.stream().mapToDouble(Double::doubleValue).toArray();
    return new double[] {
      Figures.share(0.5, values), Figures.share(0.99, values), Figures.share(1, values)
    };
  }
}
