package dev.muster.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.model.Line;
import dev.muster.model.StdStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private static final long LONG = TimeUnit.SECONDS.toNanos(30);

  private final EventQueue queue = new EventQueue(100);
  private final List<Integer> credits = new ArrayList<>();
  private final HostOutput host = new HostOutput("h", 0, credits::add);

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    java.util.Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }

  @Test
  void isFullFromItsBudgetOnUntilTheReaderIsDone() throws Exception {
    queue.add(host, StdStream.OUT, bytes(60));
    assertThat(queue.full()).isFalse();
    queue.add(host, StdStream.OUT, bytes(40));
    assertThat(queue.full()).isTrue();
    List<Object> taken = queue.take(LONG);
    assertThat(queue.full()).as("taken, but not done with").isTrue();
    assertThat(credits).isEmpty();
    boolean freed = false;
    for (Object event : taken) {
      freed |= queue.consumed(event);
    }
    assertThat(freed).isTrue();
    assertThat(credits.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
    assertThat(queue.unreadBytes()).isZero();
  }

  /// A host that prints byte by byte must not cost a hundred bytes for each.
  @Test
  void joinsSmallPacketsOfOneStream() throws Exception {
    for (int i = 0; i < 4096; i++) {
      queue.add(host, StdStream.OUT, bytes(1));
      queue.add(host, StdStream.ERR, bytes(1));
    }
    List<Object> taken = queue.take(LONG);
    assertThat(taken).hasSize(2);
    List<Line> lines = new ArrayList<>();
    assertThat(EventQueue.read(taken.getFirst(), lines::add)).isEqualTo(4096);
  }

  @Test
  void doesNotTouchWhatTheReaderHas() throws Exception {
    queue.add(host, StdStream.OUT, new byte[] {'a', '\n'});
    List<Object> first = queue.take(LONG);
    queue.add(host, StdStream.OUT, new byte[] {'b', '\n'});
    List<Line> lines = new ArrayList<>();
    EventQueue.read(first.getFirst(), lines::add);
    EventQueue.read(queue.take(LONG).getFirst(), lines::add);
    assertThat(lines).extracting(Line::text).containsExactly("a", "b");
  }

  @Test
  void keepsOtherEventsInOrder() throws Exception {
    queue.add("one");
    queue.add(host, StdStream.OUT, bytes(1));
    queue.add("two");
    List<Object> taken = queue.take(LONG);
    assertThat(taken).hasSize(3).startsWith("one").endsWith("two");
    assertThat(EventQueue.read("one", _ -> {})).isEqualTo(-1);
    assertThat(queue.consumed("one")).isFalse();
  }

  @Test
  void returnsNothingWhenTheTimeIsOver() throws Exception {
    assertThat(queue.take(1)).isEmpty();
    assertThat(queue.isOver()).isFalse();
  }

  @Test
  void doesNotWaitOnceClosed() throws Exception {
    queue.add("last");
    queue.close();
    assertThat(queue.isOver()).isFalse();
    assertThat(queue.take(LONG)).containsExactly("last");
    assertThat(queue.take(LONG)).isEmpty();
    assertThat(queue.isOver()).isTrue();
  }

  @Test
  void wakesAReaderThatWaits() throws Exception {
    var reader = new FutureTask<>(() -> queue.take(LONG));
    Thread thread = Thread.ofVirtual().start(reader);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    queue.add("news");
    assertThat(reader.get()).containsExactly("news");
  }

  @Test
  void wakesAReaderThatLingersWhenItCloses() throws Exception {
    queue.add("first");
    queue.take(LONG);
    var reader = new FutureTask<>(() -> queue.take(LONG));
    Thread.ofVirtual().start(reader);
    queue.add("last");
    queue.close();
    assertThat(reader.get()).containsExactly("last");
  }

  @Test
  void passesAnInterruptOn() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> queue.take(LONG));
  }
}
