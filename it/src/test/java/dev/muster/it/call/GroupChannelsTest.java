package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.muster.Arrival;
import dev.muster.Arrivals;
import dev.muster.Channel;
import dev.muster.Group;
import dev.muster.GroupChannels;
import dev.muster.Muster;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.ChannelException;
import dev.muster.wire.remote.Remote;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Channels to a whole group: F5, F6, F7, X9.
@Tag("peers")
@Timeout(120)
class GroupChannelsTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  static void squares(Remote<Integer, Integer> channel) throws InterruptedException {
    for (int n : channel) {
      if (n < 0) {
        throw new IllegalArgumentException("negative: " + n);
      }
      channel.send(n * n);
    }
  }

  /// F5, F6: to all, from each in order, from all in one queue, and the ends.
  @ParameterizedTest
  @EnumSource
  void sendsToAllAndReceivesFromAll(Way way) throws Exception {
    try (Reached reached = way.open(3);
        GroupChannels<Integer, Integer> all = reached.group().open(GroupChannelsTest::squares)) {
      int count = reached.group().size();
      assertThat(all.channels()).hasSize(count);
      assertThat(all.sendEach(3)).isEmpty();
      List<Arrival<Integer>> each = all.receiveEach(SOON);
      for (int i = 0; i < count; i++) {
        assertThat(each.get(i)).isEqualTo(new Arrival.Item<>(all.channels().get(i), 9));
      }
      assertThat(all.receiveEach(Duration.ofMillis(10)))
          .hasSize(count)
          .allMatch(none ->
              none instanceof Arrival.End<Integer>(var _, var trouble)
                  && trouble.orElseThrow().timedOut());
      all.channels().get(1).send(-1);
      assertThatThrownBy(() -> all.channels().get(1).awaitEnd(SOON))
          .hasMessageContaining("negative: -1");
      assertThat(all.sendEach(4)).containsExactly(all.channels().get(1));
      all.end();
      List<String> came = new ArrayList<>();
      for (Arrival<Integer> arrival : all.arrivals()) {
        String id = arrival.gateway().id();
        switch (arrival) {
          case Arrival.Item(var _, Integer value) -> came.add(id + " " + value);
          case Arrival.End(var _, var trouble) -> came.add(id + " end " + trouble.isPresent());
        }
      }
      assertThat(came)
          .hasSize(2 * count - 1)
          .containsSubsequence("t1 16", "t1 end false")
          .contains("t2 end true")
          .containsSubsequence("t3 16", "t3 end false");
      assertThatThrownBy(() -> all.awaitEnd(SOON)).hasMessageContaining("negative: -1");
    }
  }

  static void sums(Remote<byte[], Long> channel) throws InterruptedException {
    for (byte[] item : channel) {
      channel.send(sum(item));
    }
  }

  private static long sum(byte[] item) {
    CRC32 sum = new CRC32();
    sum.update(item);
    return sum.getValue();
  }

  /// Before memory is taken for a copy.
  @Test
  void whatIsTooLargeIsRefusedForAll() throws Exception {
    try (Muster muster = Muster.open();
        Group two = muster.groupOf(List.of("local:a", "local:b"));
        GroupChannels<byte[], Long> all = two.open(GroupChannelsTest::sums)) {
      byte[] item = new byte[100 << 20];
      ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
      all.sendEach(new byte[1]);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> all.sendEach(item))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot travel at once");
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }
  }

  /// A hundred hosts that take a long array slowly would otherwise take a hundred times its memory.
  @Test
  void aLongArrayIsCopiedOnceForAll() throws Exception {
    try (Muster muster = Muster.open();
        Group four = muster.groupOf(List.of("local:a", "local:b", "local:c", "local:d"));
        GroupChannels<byte[], Long> all = four.open(GroupChannelsTest::sums)) {
      byte[] item = new byte[24 << 20];
      all.sendEach(new byte[1]);
      assertThat(all.receiveEach(SOON)).hasSize(4);
      Arrays.fill(item, (byte) 3);
      long sum = sum(item);
      ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThat(all.sendEach(item)).isEmpty();
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .isBetween((long) item.length, item.length + (4L << 20));
      Arrays.fill(item, (byte) 7);
      for (Channel<byte[], Long> channel : all.channels()) {
        assertThat(channel.receive(SOON)).isEqualTo(sum);
      }
    }
  }

  /// F6: channels of several groups in one queue, and a quick one does not keep the others out.
  @Test
  void channelsOfSeveralGroupsShareAQueue() throws Exception {
    try (Muster muster = Muster.open();
        Group one = muster.groupOf(List.of("local:quick"));
        Group two = muster.groupOf(List.of("local:slow"))) {
      Channel<Integer, Integer> quick =
          one.gateway(0)
              .open((Remote<Integer, Integer> ch) -> {
                for (int i = 0; ; i++) {
                  ch.send(i);
                }
              });
      Channel<Integer, Integer> slow = two.gateway(0).open(GroupChannelsTest::squares);
      try (Arrivals<Integer> arrivals = Arrivals.of(List.of(quick, slow))) {
        assertThat(arrivals.next(SOON).orElseThrow().gateway().id()).isEqualTo("quick");
        slow.send(5);
        Arrival<Integer> next = arrivals.next(SOON).orElseThrow();
        while (next.channel().equals(quick)) {
          next = arrivals.next(SOON).orElseThrow();
        }
        assertThat(next).isEqualTo(new Arrival.Item<>(slow, 25));
      }
      assertThatThrownBy(() -> slow.send(1)).isInstanceOf(ChannelException.class);
    }
  }

  @Test
  void noChannelsAreOverAtOnce() throws Exception {
    try (Arrivals<Integer> none = Arrivals.of(List.<Channel<Integer, Integer>>of())) {
      assertThat(none.isOver()).isTrue();
      assertThat(none.next()).isEmpty();
      assertThat(none).isEmpty();
    }
  }
}
