package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Channel;
import dev.muster.ChannelStreams;
import dev.muster.Gateway;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.ChannelException;
import dev.muster.wire.remote.ChannelEndedException;
import dev.muster.wire.remote.Remote;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Channels as execnet has them, over every way to a target: F1-F4, F7, F8, X1-X3, X6, X9.
@Tag("peers")
@Timeout(120)
class ChannelCallsTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  record Point(int x, int y) {}

  /// What runs on hosts.
  static final class There {

    private static volatile String heard = "nothing yet";

    private There() {}

    static void echo(Remote<Object, Object> channel) throws InterruptedException {
      for (Object item : channel) {
        channel.send(item);
      }
    }

    /// Remembers how its channel ended.
    static void listen(Remote<Object, Object> channel) throws InterruptedException {
      channel.send("ready");
      try {
        while (true) {
          channel.receive();
        }
      } catch (ChannelEndedException e) {
        heard = String.valueOf(e.getMessage());
      } catch (InterruptedException e) {
        heard = "interrupted";
      }
    }

    static String heard() {
      return heard;
    }

    static void never(Remote<Object, Object> channel) throws InterruptedException {
      channel.send("ready");
      new CountDownLatch(1).await();
    }

    static void count(Remote<?, Integer> channel) throws InterruptedException {
      for (int i = 0; i < 100; i++) {
        channel.send(i);
      }
    }

    static void thenFail(Remote<?, Integer> channel) throws InterruptedException {
      count(channel);
      throw new IllegalStateException("after the items");
    }

    static void passOn(Remote<Remote<Remote<Object, String>, Object>, Object> channel)
        throws InterruptedException {
      Remote<Remote<Object, String>, Object> second = channel.receive();
      Remote<Object, String> third = second.receive();
      third.send("through two");
      second.send(third);
    }

    static int fill(Map<String, List<Remote<Point, Point>>> structure) throws InterruptedException {
      Remote<Point, Point> channel = structure.values().iterator().next().get(0);
      Point got = channel.receive();
      channel.send(new Point(got.y(), got.x()));
      channel.end();
      return got.x();
    }
  }

  private static Channel<Object, Object> opened(Gateway gateway, boolean never) throws Exception {
    Channel<Object, Object> channel =
        never ? gateway.open(There::never) : gateway.open(There::listen);
    assertThat(channel.receive(SOON)).isEqualTo("ready");
    return channel;
  }

  /// X1, F7: waiting for the end, with a limit and then without effect on the items.
  @ParameterizedTest
  @EnumSource
  void waitsForTheEnd(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Channel<Object, Object> echo = gateway.open(There::echo);
      assertThatThrownBy(() -> echo.awaitEnd(Duration.ofMillis(20)))
          .isInstanceOfSatisfying(
              ChannelException.class,
              e -> {
                assertThat(e.timedOut()).isTrue();
              });
      echo.send("x");
      echo.end();
      echo.awaitEnd(SOON);
      assertThat(echo.receive()).isEqualTo("x");
      assertThat(echo.isClosed()).isTrue();

      Channel<Object, Integer> failing = gateway.open(There::thenFail);
      assertThatThrownBy(() -> failing.awaitEnd(SOON)).hasMessageContaining("after the items");
      assertThat(failing.receive()).isEqualTo(0);
    }
  }

  /// X2, F2: what waits first, then what comes, then one end; also after an error.
  @ParameterizedTest
  @EnumSource
  void handsItemsToACallbackAndThenOneEnd(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      for (boolean fails : new boolean[] {false, true}) {
        Channel<Object, Integer> channel =
            fails ? gateway.open(There::thenFail) : gateway.open(There::count);
        assertThat(channel.receive()).isEqualTo(0);
        LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        channel.onItem(heard::add, end -> heard.add(String.valueOf(end.getMessage())));
        for (int i = 1; i < 100; i++) {
          assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertThat(String.valueOf(heard.poll(30, TimeUnit.SECONDS)))
            .contains(fails ? "after the items" : "the other end has ended it");
        assertThatThrownBy(channel::receive)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("onItem");
        assertThatThrownBy(() -> channel.onItem(heard::add, _ -> {}))
            .isInstanceOf(IllegalStateException.class);
        channel.close();
        assertThat(heard).isEmpty();
      }
    }
  }

  /// X2: a callback that throws closes the channel, and the other end hears why.
  @ParameterizedTest
  @EnumSource
  void aCallbackThatThrowsClosesTheChannel(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Channel<Object, Object> channel = gateway.open(There::listen);
      CompletableFuture<ChannelException> end = new CompletableFuture<>();
      channel.onItem(
          item -> {
            throw new UnsupportedOperationException("not " + item);
          },
          end::complete);
      assertThat(end.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("not ready");
      Soon.that(
          "it is told",
          () ->
              gateway
                  .call(There::heard)
                  .orThrow()
                  .contains("UnsupportedOperationException: not ready"));
    }
  }

  /// F8, X6: closed with an error, and without; who waits for an item is not interrupted but told.
  @ParameterizedTest
  @EnumSource
  void theOtherEndHearsOfAClose(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      opened(gateway, false).closeWithError("enough of that");
      Soon.that(
          "it is told",
          () ->
              gateway
                  .call(There::heard)
                  .orThrow()
                  .equals("the other end closed the channel: enough of that"));
      Channel<Object, Object> plain = opened(gateway, false);
      plain.close();
      plain.close();
      Soon.that(
          "it is told",
          () -> gateway.call(There::heard).orThrow().equals("the other end closed the channel"));
      assertThat(plain.isClosed()).isTrue();
      assertThatThrownBy(plain::receive).hasMessage("t1: no more items: it was closed here");
      assertThatThrownBy(() -> plain.send(1)).isInstanceOf(ChannelException.class);
    }
  }

  /// F1: where nobody receives, sending waits, and gives up in time; nothing is lost by that.
  @ParameterizedTest
  @EnumSource
  void sendingHasALimitOfTime(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Channel<Object, Object> channel = opened(reached.group().gateway("t1"), true);
      int sent = 0;
      while (channel.send(new byte[256 << 10], Duration.ofMillis(200))) {
        sent++;
        assertThat(sent).isLessThan(1000);
      }
      assertThat(sent).isPositive();
      assertThat(channel.isClosed()).isFalse();
      channel.close();
    }
  }

  /// X9: several threads send on one channel, and on several; nothing is lost.
  @ParameterizedTest
  @EnumSource
  void manyThreadsSend(Way way) throws Exception {
    try (Reached reached = way.open(1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Channel<Object, Object> shared = reached.group().gateway("t1").open(There::echo)) {
      Gateway gateway = reached.group().gateway("t1");
      List<Callable<Integer>> senders = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        int first = thread * 1000;
        senders.add(() -> {
          try (Channel<Object, Object> own = gateway.open(There::echo)) {
            for (int i = first; i < first + 1000; i++) {
              shared.send(i);
              own.send(i);
              assertThat(own.receive(SOON)).isEqualTo(i);
            }
          }
          return first;
        });
      }
      Future<Set<Object>> receiver =
          threads.submit(() -> {
            Set<Object> got = new HashSet<>();
            for (int i = 0; i < 6000; i++) {
              got.add(shared.receive(SOON));
            }
            return got;
          });
      for (Future<Integer> sender : threads.invokeAll(senders)) {
        assertThat(sender.get()).isNotNegative();
      }
      assertThat(receiver.get()).hasSize(6000);
    }
  }

  /// X1, F3: a channel within the values of a call, with records as its items, and back again.
  @ParameterizedTest
  @EnumSource
  void aChannelTravelsInAStructure(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Channel<Point, Point> channel = gateway.channel();
      channel.send(new Point(1, 2), SOON);
      Map<String, List<Remote<Point, Point>>> structure =
          Map.of("a", List.of(channel.remote(), channel.remote()));
      assertThat(gateway.call(There::fill, structure).orThrow()).isEqualTo(1);
      assertThat(channel.receive(SOON)).isEqualTo(new Point(2, 1));
      assertThatThrownBy(channel::receive).hasMessageContaining("the other end has ended it");
      assertThatThrownBy(() -> channel.remote().receive()).hasMessageContaining("code there only");

      Channel<String, Object> captured = gateway.channel();
      Remote<String, Object> there = captured.remote();
      captured.send("twice");
      Remote<String, Object> back =
          gateway
              .call(() -> {
                there.send(there.receive().repeat(2));
                return there;
              })
              .orThrow();
      assertThat(captured.receive(SOON)).isEqualTo("twicetwice");
      assertThat(back).isSameAs(there);
      captured.close();
      assertThatThrownBy(() -> gateway.call(() -> there.isClosed()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a channel that is closed cannot be sent");
    }
  }

  /// X1, F3: a channel sent over a channel, and over that another, to code on the same host.
  @ParameterizedTest
  @EnumSource
  void aChannelIsSentOverAChannel(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      try (Channel<Remote<Remote<Object, String>, Object>, Object> first =
              gateway.open(There::passOn);
          Channel<Remote<Object, String>, Object> second = gateway.channel();
          Channel<Object, String> third = gateway.channel();
          Channel<Object, Object> echo = gateway.open(There::echo)) {
        first.send(second.remote());
        second.send(third.remote());
        assertThat(third.receive(SOON)).isEqualTo("through two");
        assertThat(second.receive(SOON)).isSameAs(third.remote());
        echo.send(List.of(echo)); // the channel itself is its other end too, without its types
        assertThat(echo.receive(SOON)).isEqualTo(List.of(echo.remote()));
      }
    }
  }

  /// F3: a channel goes to its own gateway only; refused before anything is sent.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void aChannelOfAnotherGatewayIsRefused(Way way) throws Exception {
    try (Reached reached = way.open(2)) {
      Gateway one = reached.group().gateway("t1");
      Gateway two = reached.group().gateway("t2");
      Channel<Object, Object> channel = one.channel();
      assertThatThrownBy(() -> two.call((Object any) -> 1, (Object) channel))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("can be sent to no other target");
      assertThatThrownBy(() -> reached.group().call((Object any) -> 1, (Object) channel))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a group");
      try (Channel<Object, Object> other = two.open(There::echo)) {
        assertThatThrownBy(() -> other.send(channel))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("can be sent to no other target");
        other.send(1);
        assertThat(other.receive(SOON)).isEqualTo(1);
      }
    }
  }

  /// X3, F4: channels of bytes as streams: lines, ends, errors, closed streams.
  @ParameterizedTest
  @EnumSource
  void channelsOfBytesAreStreams(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Channel<byte[], byte[]> upper =
          gateway.open((Remote<byte[], byte[]> ch) -> {
            for (byte[] bytes : ch) {
              ch.send(
                  new String(bytes, StandardCharsets.UTF_8)
                      .toUpperCase(java.util.Locale.ROOT)
                      .getBytes(StandardCharsets.UTF_8));
            }
          });
      String large = "x".repeat(200_000);
      Thread.ofVirtual()
          .start(() -> {
            try (OutputStream out = ChannelStreams.output(upper)) {
              out.write("one\ntw".getBytes(StandardCharsets.UTF_8));
              out.write('o');
              out.write(("\n" + large + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              upper.closeWithError(e.toString());
            }
          });
      InputStream in = ChannelStreams.input(upper);
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("ONE");
      assertThat(lines.readLine()).isEqualTo("TWO");
      assertThat(lines.readLine()).isEqualTo(large.toUpperCase(java.util.Locale.ROOT));
      assertThat(lines.readLine()).isNull();
      assertThat(in.read()).isEqualTo(-1);

      Channel<byte[], byte[]> failing =
          gateway.open((Remote<byte[], byte[]> ch) -> {
            ch.send(new byte[] {1, -1});
            throw new IllegalStateException("no more bytes");
          });
      InputStream some = ChannelStreams.input(failing);
      assertThat(some.readNBytes(2)).containsExactly(1, -1);
      assertThatThrownBy(some::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no more bytes");
      OutputStream closed = ChannelStreams.output(failing);
      assertThatThrownBy(() -> closed.write(1)).isInstanceOf(IOException.class);
      closed.close();
      assertThatThrownBy(() -> closed.write(1)).hasMessage("the stream is closed");
    }
  }

  /// X6: the host's process ends: receiving, sending and waiting say so, again and again.
  @ParameterizedTest
  @EnumSource
  void aLostConnectionEndsItsChannels(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Gateway gateway = reached.group().gateway("t1");
      Channel<Object, Object> channel = opened(gateway, true);
      CompletableFuture<ChannelException> end = new CompletableFuture<>();
      Channel<Object, Object> heard = opened(gateway, true);
      heard.onItem(_ -> {}, end::complete);
      assertThat(gateway.call(() -> Runtime.getRuntime().halt(7)).ok()).isFalse();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> channel.receive(SOON))
            .isInstanceOf(ChannelException.class)
            .hasMessageContaining("the agent ended");
      }
      assertThatThrownBy(() -> channel.send(1)).isInstanceOf(ChannelException.class);
      assertThatThrownBy(() -> channel.awaitEnd(SOON)).isInstanceOf(ChannelException.class);
      assertThat(end.get(30, TimeUnit.SECONDS)).hasMessageContaining("the agent ended");
      Channel<Object, Object> anew = gateway.open(There::echo);
      anew.send("again");
      assertThat(anew.receive(SOON)).isEqualTo("again");
    }
  }

  /// X11: a group that is terminated ends its channels, with one end each.
  @ParameterizedTest
  @EnumSource
  void aTerminatedGroupEndsItsChannels(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Channel<Object, Object> channel = opened(reached.group().gateway("t1"), true);
      LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
      channel.onItem(_ -> {}, end -> ends.add(String.valueOf(end.getMessage())));
      long before = System.nanoTime();
      reached.group().terminate(Duration.ofSeconds(2));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      assertThat(ends.poll(30, TimeUnit.SECONDS)).startsWith("t1: no more items: ");
      assertThat(ends).isEmpty();
    }
  }
}
