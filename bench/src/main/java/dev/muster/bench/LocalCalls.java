package dev.muster.bench;

import dev.muster.Channel;
import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.model.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Remote calls over pipes to processes of this machine, measured in this process.
final class LocalCalls {

  private static final int MIB = 1 << 20;

  /// How many times the first calls are made until the last of them are measured.
  private static final int WARM = 10;

  private final PrintStream out;
  private final Muster muster;
  private final Amounts amounts;

  LocalCalls(PrintStream out, Muster muster, Amounts amounts) {
    this.out = out;
    this.muster = muster;
    this.amounts = amounts;
  }

  private void say(String key, double value) {
    out.println("%s=%.6f".formatted(key, value));
  }

  private static double since(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  /// A round trip.
  private interface Trip {
    void make() throws InterruptedException;
  }

  /// Medians of one after the other: of the first ones, and of as many when both ends' compilers
  /// have long been at work.
  void trips(Gateway gateway) throws InterruptedException {
    double[] calls = times(WARM * amounts.calls(), () -> gateway.call(Far::nothing).orThrow());
    say("early_us", median(calls, amounts.calls() / 4, amounts.calls()));
    say("call_us", median(calls, calls.length - amounts.calls(), calls.length));
    try (Channel<Object, Object> echo = gateway.open(Far::echo)) {
      double[] items =
          times(
              WARM * amounts.calls(),
              () -> {
                echo.send(1);
                echo.receive();
              });
      say("item_us", median(items, items.length - amounts.calls(), items.length));
    }
  }

  private static double[] times(int count, Trip trip) throws InterruptedException {
    double[] micros = new double[count];
    for (int i = 0; i < count; i++) {
      long begun = System.nanoTime();
      trip.make();
      micros[i] = since(begun) * 1e6;
    }
    return micros;
  }

  private static double median(double[] all, int from, int to) {
    return Figures.median(Arrays.copyOfRange(all, from, to));
  }

  /// The last of some rounds: items in a second.
  void items(Gateway gateway) throws InterruptedException {
    say("echo_per_s", amounts.items() / echoed(gateway, 1, amounts.items()));
    double seconds = 0;
    try (Channel<Integer, Integer> numbers = gateway.open(Far::numbers)) {
      for (int round = 0; round < amounts.rounds(); round++) {
        long begun = System.nanoTime();
        numbers.send(amounts.items());
        for (int i = 0; i < amounts.items(); i++) {
          numbers.receive();
        }
        seconds = since(begun);
      }
    }
    say("stream_per_s", amounts.items() / seconds);
  }

  /// The last of some rounds in which a thread sends and this one receives: seconds.
  private double echoed(Gateway gateway, Object item, int count) throws InterruptedException {
    double seconds = 0;
    try (Channel<Object, Object> echo = gateway.open(Far::echo)) {
      for (int round = 0; round < amounts.rounds(); round++) {
        long begun = System.nanoTime();
        try (Beside sender = Beside.start(() -> sendAll(echo, item, count))) {
          for (int i = 0; i < count; i++) {
            echo.receive();
          }
          seconds = since(begun);
          sender.await();
        }
      }
    }
    return seconds;
  }

  private static <S> void sendAll(Channel<S, ?> channel, S item, int count)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      channel.send(item);
    }
  }

  /// The last of some rounds each way: MiB in a second.
  void bulk(Gateway gateway) throws InterruptedException {
    double down = 0;
    try (Channel<int[], byte[]> blocks = gateway.open(Far::blocks)) {
      for (int round = 0; round < amounts.rounds(); round++) {
        long begun = System.nanoTime();
        blocks.send(new int[] {amounts.blocks(), MIB});
        for (int i = 0; i < amounts.blocks(); i++) {
          blocks.receive();
        }
        down = since(begun);
      }
    }
    say("down_mib_s", amounts.blocks() / down);
    double up = 0;
    byte[] block = new byte[MIB];
    try (Channel<byte[], Long> count = gateway.open(Far::count)) {
      for (int round = 0; round < amounts.rounds(); round++) {
        long begun = System.nanoTime();
        sendAll(count, block, amounts.blocks());
        count.send(new byte[0]);
        count.receive();
        up = since(begun);
      }
    }
    say("up_mib_s", amounts.blocks() / up);
    say("echo_mib_s", amounts.blocks() / echoed(gateway, block, amounts.blocks()));
  }

  /// Opens many at once; the first alone has put the agent into the cache and warmed this process.
  void many(Gateway first) throws InterruptedException, IOException {
    first.call(Far::nothing).orThrow();
    List<String> specs =
        IntStream.range(0, amounts.gateways()).mapToObj(i -> "local://id=many" + i).toList();
    long begun = System.nanoTime();
    try (Group group = muster.groupOf(specs)) {
      for (Result<Integer> result : group.call(Far::nothing)) {
        result.orThrow();
      }
      say("open_s", since(begun));
      say("there_mib", Agents.residentKib() / 1024.0);
    }
  }

  void memory(Gateway gateway) throws InterruptedException, IOException {
    gateway.call(Far::nothing).orThrow();
    say("first_mib", Agents.residentKib() / 1024.0);
    for (int i = 0; i < amounts.calls(); i++) {
      gateway.call(Far::nothing).orThrow();
    }
    say("later_mib", Agents.residentKib() / 1024.0);
  }
}
