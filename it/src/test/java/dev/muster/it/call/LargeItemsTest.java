package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.muster.Channel;
import dev.muster.ChannelStreams;
import dev.muster.Gateway;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.ChannelException;
import dev.muster.model.Result;
import dev.muster.tools.stream.ByteStreams;
import dev.muster.wire.remote.Remote;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is too large to travel at once, and the way for it: X3, X13.
@Tag("peers")
@Timeout(120)
class LargeItemsTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int HUGE = 100 << 20;
  private static final String WHY =
      "more than 67108864 bytes cannot travel at once; send parts over a channel";

  /// The largest array that travels: its length and kind take the rest.
  private static final int MOST = (64 << 20) - 32;

  static byte[] huge() {
    return new byte[HUGE];
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }

  /// It is refused where it would be sent from, before memory is taken for it, and the channel goes
  /// on.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void isRefusedHere(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Channel<Object, Object> echo =
          gateway.open((Remote<Object, Object> ch) -> {
            for (Object item : ch) {
              ch.send(item);
            }
          })) {
        echo.send("begin");
        assertThat(echo.receive(SOON)).isEqualTo("begin");
        for (Object item : List.of(huge(), "x".repeat(HUGE), new long[HUGE / 8])) {
          long before = allocated();
          assertThatThrownBy(() -> echo.send(item))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("item: " + WHY);
          assertThat(allocated() - before).isLessThan(4 << 20);
        }
        assertThatThrownBy(() -> echo.send(Collections.nCopies(100, new byte[1 << 20])))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(WHY);
        echo.send("go on");
        assertThat(echo.receive(SOON)).isEqualTo("go on");
      }
      byte[] argument = huge();
      assertThatThrownBy(() -> gateway.call(bytes -> bytes.length, argument))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("argument 1: " + WHY);
      assertThatThrownBy(() -> gateway.call(() -> argument.length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(WHY);
      assertThat(gateway.call(bytes -> bytes.length, new byte[1 << 20]).orThrow())
          .isEqualTo(1 << 20);
    }
  }

  /// Over there it is the same, for items and results.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void isRefusedThere(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Channel<String, Object> channel =
          gateway.open((Remote<String, Object> ch) -> {
            byte[] item = huge();
            try {
              ch.send(item);
            } catch (IllegalArgumentException e) {
              ch.send(String.valueOf(e.getMessage()));
            }
            ch.send("and on");
            ch.send(item); // which nobody catches
          })) {
        assertThat(channel.receive(SOON)).isEqualTo("the item: " + WHY);
        assertThat(channel.receive(SOON)).isEqualTo("and on");
        assertThatThrownBy(() -> channel.receive(SOON))
            .isInstanceOf(ChannelException.class)
            .hasMessageContaining(WHY);
      }
      Result<byte[]> result = gateway.call(LargeItemsTest::huge);
      assertThat(result.ok()).isFalse();
      assertThat(result.message()).contains("the result: " + WHY);
      assertThat(gateway.call(() -> 1).orThrow()).isEqualTo(1);
    }
  }

  /// What is as large as may be travels both ways.
  @ParameterizedTest
  @EnumSource(names = "LOCAL")
  void asMuchAsMayBePasses(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      byte[] most = new byte[MOST];
      most[MOST - 1] = 1;
      try (Channel<byte[], byte[]> echo =
          reached
              .group()
              .gateway("t1")
              .open((Remote<byte[], byte[]> ch) -> {
                for (byte[] item : ch) {
                  ch.send(item);
                }
              })) {
        echo.send(most);
        assertThat(echo.receive(SOON)).isEqualTo(most);
      }
    }
  }

  static void returnAndErase(Remote<byte[], byte[]> channel) throws InterruptedException {
    for (byte[] item : channel) {
      channel.send(item);
      Arrays.fill(item, (byte) 0);
    }
  }

  /// Long arrays leave from where they are, on both sides; what is written into one after it was
  /// sent is not.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void anArrayIsItsSendersAgain(Way way) throws Exception {
    try (Reached reached = way.open(1);
        Channel<byte[], byte[]> echo =
            reached.group().gateway("t1").open(LargeItemsTest::returnAndErase)) {
      byte[] item = new byte[20 << 20];
      byte[] expected = new byte[item.length];
      long least = Long.MAX_VALUE;
      for (int i = 1; i <= 6; i++) {
        Arrays.fill(item, (byte) i);
        long before = allocated();
        echo.send(item);
        least = Math.min(least, allocated() - before);
        Arrays.fill(item, (byte) -1);
        byte[] came = echo.receive(SOON);
        Arrays.fill(expected, (byte) i);
        assertThat(Arrays.equals(came, expected)).as("item " + i).isTrue();
      }
      if (way == Way.LOCAL) {
        assertThat(least).as("not copied if it leaves at once").isLessThan(4 << 20);
      }
    }
  }

  /// Two ends that send more than one long item before they receive do not wait for each other: the
  /// second waits here until the first is taken there.
  @ParameterizedTest
  @EnumSource(names = "LOCAL")
  void bothMaySendFirst(Way way) throws Exception {
    int size = 40 << 20;
    try (Reached reached = way.open(1);
        Channel<byte[], Object> channel =
            reached
                .group()
                .gateway("t1")
                .open((Remote<byte[], Object> ch) -> {
                  ch.send(new byte[size]);
                  ch.send(new byte[size]);
                  ch.send(ch.receive().length + ch.receive().length);
                })) {
      channel.send(new byte[size]);
      channel.send(new byte[size]);
      assertThat((byte[]) channel.receive(SOON)).hasSize(size);
      assertThat((byte[]) channel.receive(SOON)).hasSize(size);
      assertThat(channel.receive(SOON)).isEqualTo(2 * size);
    }
  }

  static long copy(InputStream in, OutputStream out) throws IOException {
    byte[] some = new byte[256 << 10];
    CRC32 sum = new CRC32();
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      sum.update(some, 0, count);
      out.write(some, 0, count);
    }
    return sum.getValue();
  }

  /// Bytes of any length, as streams on both sides.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void streamsOfBytesAreTheWay(Way way) throws Exception {
    int rounds = way == Way.LOCAL ? 160 : 80; // MiB
    try (Reached reached = way.open(1);
        Channel<byte[], byte[]> channel =
            reached
                .group()
                .gateway("t1")
                .open((Remote<byte[], byte[]> ch) -> {
                  try (InputStream in = ByteStreams.input(ch);
                      OutputStream out = ByteStreams.output(ch::send, ch::end)) {
                    copy(in, out);
                  }
                })) {
      byte[] part = new byte[1 << 20];
      for (int i = 0; i < part.length; i++) {
        part[i] = (byte) (i * 31);
      }
      FutureTask<Long> sent =
          new FutureTask<>(() -> {
            CRC32 sum = new CRC32();
            try (OutputStream out = ChannelStreams.output(channel)) {
              for (int i = 0; i < rounds; i++) {
                part[i] = (byte) i;
                sum.update(part);
                out.write(part);
              }
            }
            return sum.getValue();
          });
      Thread.ofVirtual().start(sent);
      long came = copy(ChannelStreams.input(channel), OutputStream.nullOutputStream());
      assertThat(came).isEqualTo(sent.get(30, TimeUnit.SECONDS));
    }
  }
}
