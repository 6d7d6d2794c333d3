package dev.muster.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendQueueTest {

  private static CompletableFuture<Void> add(SendQueue queue, int count) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    queue.add(new byte[count], sent);
    return sent;
  }

  @ParameterizedTest(name = "{0} bytes, window {1}, packet {2}, room {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # bytes | window     | packet | room  | ready
          0       | 100        | 100    | 100   | 0
          50      | 100        | 100    | 100   | 50
          500     | 100        | 200    | 200   | 100
          500     | 200        | 100    | 200   | 100
          500     | 200        | 200    | 100   | 100
          500     | 0          | 200    | 100   | 0
          500     | 200        | 200    | 0     | 0
          500     | 4294967295 | 32768  | 99999 | 500
          """)
  void sendsWhatEveryLimitAllows(int bytes, long window, int packet, int room, int ready) {
    SendQueue queue = new SendQueue();
    queue.open(window, packet);
    CompletableFuture<Void> sent = add(queue, bytes);

    assertThat(queue.ready(room)).isEqualTo(ready);
    assertThat(sent.isDone()).isEqualTo(bytes == 0);
  }

  @Test
  void sendsNothingBeforeTheChannelIsOpen() {
    SendQueue queue = new SendQueue();
    CompletableFuture<Void> sent = add(queue, 10);

    assertThat(queue.ready(100)).isZero();
    assertThat(sent).isNotDone();
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void limitsCreditToWhatTheProtocolHas() throws Exception {
    SendQueue queue = new SendQueue();
    queue.open(0xffff_fffeL, 100);
    queue.grant(1);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> queue.grant(1))
        .withMessage("1 bytes of credit on top of 4294967295");
    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> queue.grant(0xffff_ffffL));
  }

  @Test
  void completesEmptyPiecesAtOnce() {
    SendQueue queue = new SendQueue();

    assertThat(add(queue, 0)).isCompleted();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void failsAllThatWaits() {
    SendQueue queue = new SendQueue();
    queue.open(3, 3);
    CompletableFuture<Void> first = add(queue, 5);
    CompletableFuture<Void> second = add(queue, 5);
    queue.sent(queue.ready(10));
    queue.cancel("over");

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void sendsEveryByteOnceAndInOrder() throws Exception {
    Random random = new Random(4254);
    SendQueue queue = new SendQueue();
    queue.open(0, 100);
    ByteArrayOutputStream wanted = new ByteArrayOutputStream();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<CompletableFuture<Void>> futures = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    long credit = 0;
    for (int step = 0; step < 5000; step++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          byte[] piece = new byte[1 + random.nextInt(200)];
          random.nextBytes(piece);
          CompletableFuture<Void> future = new CompletableFuture<>();
          queue.add(piece, future);
          wanted.writeBytes(piece);
          futures.add(future);
          ends.add(wanted.size());
        }
        case 1 -> {
          int more = random.nextInt(300);
          queue.grant(more);
          credit += more;
        }
        default -> {
          int count = queue.ready(random.nextInt(150));
          assertThat((long) count).isLessThanOrEqualTo(credit).isLessThanOrEqualTo(100);
          if (count > 0) {
            sent.write(queue.array(), queue.offset(), count);
            queue.sent(count);
            credit -= count;
          }
        }
      }
    }
    assertThat(sent.toByteArray()).isEqualTo(Arrays.copyOf(wanted.toByteArray(), sent.size()));
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).isDone()).isEqualTo(ends.get(i) <= sent.size());
    }
  }
}
