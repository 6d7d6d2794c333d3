package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Arrival;
import dev.muster.Arrivals;
import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Items;
import dev.muster.Muster;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.ChannelException;
import dev.muster.model.Thrown;
import dev.muster.wire.remote.Function0;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Calls with many results, over every way to a target: E10, R10, F6, H11.
@Tag("peers")
@Timeout(120)
class StreamsTest {

  record Row(int number, String text) {}

  /// What runs on hosts.
  static final class Source {

    static final AtomicInteger MADE = new AtomicInteger();

    private Source() {}

    /// Never ends; leaves a file when it is closed.
    static Stream<Integer> numbers(Path marker) {
      return Stream.iterate(0, n -> n + 1)
          .onClose(() -> {
            try {
              Files.createFile(marker);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }

    static Stream<byte[]> blocks(int size) {
      return Stream.generate(() -> {
        MADE.incrementAndGet();
        return new byte[size];
      });
    }

    static int made() {
      return MADE.get();
    }

    static Iterable<Row> rows(int good) {
      return () -> IntStream.iterate(0, n -> n + 1).mapToObj(n -> row(n, good)).iterator();
    }

    private static Row row(int number, int good) {
      if (number == good) {
        throw new IllegalStateException("no row " + number);
      }
      return new Row(number, "row " + number);
    }

    /// Waits for a latch that is never opened.
    static Stream<String> stuck(Path marker) {
      return Stream.of("first", "second").map(text -> text.equals("first") ? text : await(marker));
    }

    private static String await(Path marker) {
      try {
        new CountDownLatch(1).await();
        return "never";
      } catch (InterruptedException e) {
        try {
          return Files.createFile(marker).toString();
        } catch (java.io.IOException io) {
          throw new java.io.UncheckedIOException(io);
        }
      }
    }

    static String byRole(int number) {
      String role = String.valueOf(System.getenv("ROLE"));
      if (number == 2 && role.equals("fails")) {
        throw new IllegalStateException("2");
      }
      if (number == 2 && role.equals("lost")) {
        System.exit(3);
      }
      return role + number;
    }

    /// Gives its host's second item once the file is there.
    static Iterator<String> gated(Path gate, String name) {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < 2;
        }

        @Override
        public String next() {
          while (next == 1 && !Files.exists(gate)) {
            Thread.onSpinWait(); // within the limit of the test
          }
          return name + next++;
        }
      };
    }
  }

  @TempDir Path folder;

  /// R10: order, records, nothing at all, iterables as well as streams.
  @ParameterizedTest
  @EnumSource
  void givesTheResultsOneByOneInOrder(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Items<Integer> numbers = gateway.stream(n -> IntStream.range(0, n), 5000)) {
        assertThat(numbers.stream().toList()).isEqualTo(IntStream.range(0, 5000).boxed().toList());
        assertThatThrownBy(numbers::receive)
            .hasMessage("t1: no more items: the other end has ended it");
      }
      try (Items<Row> rows = gateway.stream(() -> Stream.of(new Row(1, "a"), new Row(2, "b")))) {
        assertThat(rows.stream()).containsExactly(new Row(1, "a"), new Row(2, "b"));
      }
      try (Items<Object> none = gateway.streamAll(() -> List.of())) {
        assertThat(none).isEmpty();
      }
      Path file = Files.writeString(folder.resolve("lines"), "one\ntwo\n");
      try (Items<String> lines = gateway.stream(Files::lines, file)) {
        assertThat(lines).containsExactly("one", "two");
      }
    }
  }

  /// R10: what fails after some items keeps them, and says where.
  @ParameterizedTest
  @EnumSource
  void failsAfterTheItemsThatWentWell(Way way) throws Exception {
    try (Reached reached = way.open(1);
        Items<Row> rows = reached.group().gateway("t1").streamAll(Source::rows, 3)) {
      List<Row> got = new ArrayList<>();
      assertThatThrownBy(() -> rows.forEach(got::add))
          .isInstanceOfSatisfying(
              ChannelException.class,
              e -> {
                Thrown thrown = e.thrown().orElseThrow();
                assertThat(thrown.message()).isEqualTo("no row 3");
                assertThat(thrown.stack().getFirst().getFileName()).isEqualTo("StreamsTest.java");
                assertThat(thrown.stack())
                    .noneMatch(frame -> frame.getClassName().startsWith("dev.muster.agent"));
              });
      assertThat(got).hasSize(3);
    }
  }

  /// R10: who leaves early ends the producer there, and it is closed; one that waits is
  /// interrupted.
  @ParameterizedTest
  @EnumSource
  void leavingEarlyStopsTheProducer(Way way) throws Exception {
    Path closed = folder.resolve("closed");
    Path interrupted = folder.resolve("interrupted");
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Items<Integer> numbers = gateway.stream(Source::numbers, closed)) {
        assertThat(numbers.stream().limit(3)).containsExactly(0, 1, 2);
      }
      Soon.that("the stream is closed", () -> Files.exists(closed));
      try (Items<String> items = gateway.stream(Source::stuck, interrupted)) {
        assertThat(items.receive()).isEqualTo("first");
        assertThatThrownBy(() -> items.receive(Duration.ofMillis(20)))
            .isInstanceOfSatisfying(
                ChannelException.class,
                e -> {
                  assertThat(e.timedOut()).isTrue();
                });
      }
      Soon.that("it is interrupted", () -> Files.exists(interrupted));
      assertThat(gateway.call(() -> 1).orThrow()).isEqualTo(1);
    }
  }

  /// R10, R11: a slow reader makes the producer wait; an item larger than the window goes alone.
  @ParameterizedTest
  @EnumSource
  void theProducerWaitsForASlowReader(Way way) throws Exception {
    int block = 1 << 20;
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Items<byte[]> blocks = gateway.stream(Source::blocks, block)) {
        assertThat(blocks.receive()).hasSize(block);
        int[] before = {-1};
        Soon.that(
            "the producer waits",
            () -> {
              int made = gateway.call(Source::made).orThrow();
              boolean same = made == before[0];
              before[0] = made;
              return same;
            });
        assertThat(before[0]).isLessThan(64);
        for (int i = 0; i < 20; i++) {
          assertThat(blocks.receive()).hasSize(block);
        }
      }
      try (Items<byte[]> large = gateway.stream((Integer size) -> Source.blocks(size), 20 << 20)) {
        assertThat(large.receive()).hasSize(20 << 20);
      }
    }
  }

  /// F6, H11: of a group, in the order in which they come, each with where it is from, and one end
  /// of each host.
  @ParameterizedTest
  @EnumSource
  void resultsOfAGroupComeInTheOrderOfArrival(Way way) throws Exception {
    Path gate = folder.resolve("gate");
    try (Reached reached = way.open(2)) {
      Group two = reached.group();
      if (way == Way.VIA) {
        two = reached.muster().groupOf(List.of("local://id=t1//via=t2", "local://id=t2"));
      }
      List<String> came = new ArrayList<>();
      Function0<Iterator<String>> gated = () -> Source.gated(gate, "x");
      try (Arrivals<String> arrivals = two.streamOf(gated, List.of())) {
        for (Arrival<String> each : arrivals) {
          switch (each) {
            case Arrival.Item(var channel, String item) -> came.add(channel.gateway().id() + item);
            case Arrival.End(var channel, var trouble) -> {
              assertThat(trouble).isEmpty();
              came.add(channel.gateway().id() + " end");
            }
          }
          if (came.size() == 2) {
            Files.createFile(gate);
          }
        }
        assertThat(arrivals.isOver()).isTrue();
        assertThat(arrivals.next()).isEmpty();
      }
      two.close();
      assertThat(came.subList(0, 2)).containsExactlyInAnyOrder("t1x0", "t2x0");
      for (String host : List.of("t1", "t2")) {
        assertThat(came)
            .filteredOn(text -> text.startsWith(host))
            .containsExactly(host + "x0", host + "x1", host + " end");
      }
    }
  }

  /// R10, H2: a host that cannot be reached, one whose function fails and one that is lost say so
  /// in their ends; the others go on.
  @Test
  void aHostsTroubleIsInItsEnd() {
    List<String> specs =
        List.of(
            "command:false//id=none",
            "local:fails//env:ROLE=fails",
            "local:lost//env:ROLE=lost",
            "local:good//env:ROLE=good");
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(specs);
        Arrivals<String> arrivals = group.stream(() -> Stream.of(1, 2).map(Source::byRole))) {
      int items = 0;
      List<String> ends = new ArrayList<>();
      for (Arrival<String> each : arrivals) {
        if (each instanceof Arrival.End<String>(var _, var trouble)) {
          ends.add(trouble.map(ChannelException::getMessage).orElse("well"));
        } else {
          items++;
        }
      }
      assertThat(items).isBetween(3, 4); // what was lost on the way may have been told before
      assertThat(ends)
          .hasSize(4)
          .contains("well")
          .anyMatch(end -> end.startsWith("none: no more items: ") && end.contains("exited 1"))
          .anyMatch(end -> end.startsWith("fails: ") && end.contains("IllegalStateException: 2"))
          .anyMatch(end -> end.startsWith("lost: ") && end.contains("System.exit"));
    }
  }

  /// R10: a connection that is lost reaches the reader.
  @ParameterizedTest
  @EnumSource
  void aLostConnectionReachesTheReader(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Items<Integer> numbers = gateway.stream(() -> Stream.iterate(0, n -> n + 1))) {
        assertThat(numbers.receive()).isEqualTo(0);
        assertThat(gateway.call(() -> System.exit(3)).ok()).isFalse();
        assertThatThrownBy(() -> numbers.forEach(number -> assertThat(number).isPositive()))
            .isInstanceOf(ChannelException.class)
            .hasMessageContaining("System.exit");
      }
    }
  }

  /// R4: refused before anything is sent.
  @Test
  void whatCannotTravelIsRefused() {
    try (Muster muster = Muster.open();
        Group group = muster.group("local:a")) {
      Thread thread = Thread.currentThread();
      assertThatThrownBy(() -> group.gateway(0).stream(() -> Stream.of(thread.getName())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.Thread");
      Function0<Integer> five = () -> 5;
      try (Items<Integer> bad = group.gateway(0).streamOf(five, List.of())) {
        assertThatThrownBy(bad::receive)
            .hasMessageContaining("a stream of results comes from")
            .hasMessageContaining("java.lang.Integer");
      }
    }
  }
}
