package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A command's streams: how much is read ahead, how much waits to be written, and how it ends.
@Timeout(60)
class RunningCommandTest {

  private static final int WINDOW = 1 << 18;

  private final Commands commands = new Commands(Set.of());

  @AfterEach
  void close() {
    commands.close();
  }

  /// What is heard of a command. Its monitor guards its counts.
  private static final class Heard implements RunningCommand.Listener {
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final ByteArrayOutputStream brought = new ByteArrayOutputStream();
    private long all;
    private long left;

    @Override
    public void started() {
      started.complete(null);
    }

    @Override
    public synchronized void brought(byte[] bytes) {
      all += bytes.length;
      if (brought.size() < 1000) {
        brought.writeBytes(bytes);
      }
      notifyAll();
    }

    @Override
    public synchronized void left(int count) {
      left += count;
      notifyAll();
    }

    @Override
    public void ended(String why) {
      ended.complete(why);
    }

    synchronized void awaitBrought(long bytes) throws InterruptedException {
      while (all < bytes) {
        wait();
      }
    }

    synchronized void awaitLeft(long bytes) throws InterruptedException {
      while (left < bytes) {
        wait();
      }
    }

    synchronized long all() {
      return all;
    }

    synchronized long left() {
      return left;
    }

    String ended() throws Exception {
      return ended.get(30, TimeUnit.SECONDS);
    }
  }

  private RunningCommand begin(String line, Heard heard) {
    RunningCommand command =
        new RunningCommand(commands, new Route.Command("/bin/sh", line), "web1", heard);
    command.begin();
    return command;
  }

  @Test
  void readsNoMoreThanThereIsRoomFor() throws Exception {
    Heard heard = new Heard();
    RunningCommand command = begin("cat /dev/zero", heard);
    long taken = 0;
    for (int i = 0; i < 50; i++) {
      heard.awaitBrought(taken + WINDOW - (1 << 14) + 1); // until a whole read has no room
      assertThat(heard.all()).isLessThanOrEqualTo(taken + WINDOW);
      int some = 10_000 + 100 * i;
      command.taken(some);
      taken += some;
    }
    command.stop();
    assertThat(heard.ended()).isEmpty();
  }

  /// What it does not read waits, and holds nothing else up.
  @Test
  void writesAsFastAsItReads() throws Exception {
    Heard heard = new Heard();
    RunningCommand command =
        begin("sh -c 'head -c 100000 >/dev/null; echo read; sleep 600'", heard);
    heard.started.get(30, TimeUnit.SECONDS);
    for (int i = 0; i < 64; i++) {
      command.write(new byte[1 << 14]);
    }
    heard.awaitBrought(5);
    heard.awaitLeft(100_000 - (1 << 14));
    assertThat(heard.left()).isLessThan(64 << 14);
    RunningCommand other = begin("cat", heard);
    heard.awaitBrought(5);
    other.stop();
    command.stop();
    assertThat(heard.ended()).isEmpty();
  }

  @Test
  void bringsBackWhatItIsGiven() throws Exception {
    Heard heard = new Heard();
    RunningCommand command = begin("cat", heard);
    heard.started.get(30, TimeUnit.SECONDS);
    command.write("one ".getBytes(StandardCharsets.US_ASCII));
    command.write("two".getBytes(StandardCharsets.US_ASCII));
    heard.awaitBrought(7);
    assertThat(heard.brought.toString(StandardCharsets.US_ASCII)).isEqualTo("one two");
    command.stop();
    assertThat(heard.ended()).isEmpty();
  }

  @Test
  void endsOneThatGoesOnAndDoesNotRead() throws Exception {
    Heard heard = new Heard();
    RunningCommand command = begin("sh -c 'exec <&-; echo closed; sleep 600'", heard);
    heard.awaitBrought(7);
    command.write(new byte[10]);
    assertThat(heard.ended()).isEqualTo("its command closed its standard streams");
    command.stop();
  }

  @Test
  void startsNothingForNobody() throws Exception {
    Heard heard = new Heard();
    RunningCommand command =
        new RunningCommand(commands, new Route.Command("/bin/sh", "cat"), "web1", heard);
    command.stop();
    command.begin();
    commands.close();
    assertThat(heard.started).isNotDone();
    Heard late = new Heard();
    begin("cat", late);
    assertThat(late.ended()).isEqualTo("its command is not started: the engine is closed");
  }
}
