package dev.muster.bench;

import dev.muster.wire.remote.Remote;

/// What the benchmarks of calls have done at the far end. It names no other class of ours, so it is
/// all that is pushed.
final class Far {

  private Far() {}

  static int nothing() {
    return 1;
  }

  /// Sends back what comes.
  static void echo(Remote<Object, Object> channel) throws InterruptedException {
    for (Object item : channel) {
      channel.send(item);
    }
  }

  /// For each number that comes, as many numbers.
  static void numbers(Remote<Integer, Integer> channel) throws InterruptedException {
    for (int count : channel) {
      for (int i = 0; i < count; i++) {
        channel.send(i);
      }
    }
  }

  /// For each two numbers that come, as many items of so many bytes.
  static void blocks(Remote<int[], byte[]> channel) throws InterruptedException {
    for (int[] wanted : channel) {
      byte[] block = new byte[wanted[1]];
      for (int i = 0; i < wanted[0]; i++) {
        channel.send(block);
      }
    }
  }

  /// Says how many bytes have come so far, whenever an empty item comes.
  static void count(Remote<byte[], Long> channel) throws InterruptedException {
    long bytes = 0;
    for (byte[] item : channel) {
      bytes += item.length;
      if (item.length == 0) {
        channel.send(bytes);
      }
    }
  }
}
