package dev.muster.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A socket as a pipe: what threads that wait in it hear, and what is left when it ends.
@Timeout(60)
class SocketPipeTest {

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static String read(Pipe pipe) throws IOException {
    ByteBuffer into = pipe.buffer();
    return pipe.read(into) < 0 ? "the end" : US_ASCII.decode(into.flip()).toString();
  }

  /// Writes until there is no room.
  ///
  /// @return how many bytes
  private static long fill(Pipe pipe) throws IOException {
    byte[] block = new byte[FilePipe.ROOM_WHEN_EMPTY];
    long all = 0;
    int written = pipe.writeNow(block, block.length);
    while (written > 0) {
      all += written;
      written = pipe.writeNow(block, block.length);
    }
    return all;
  }

  @Test
  void whatIsWrittenIsReadOnTheOtherSide() throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    ends[0].write(text("there"));
    ends[1].write(text("back"));
    assertThat(read(ends[1])).isEqualTo("there");
    assertThat(read(ends[0])).isEqualTo("back");
    ends[0].closeOutput();
    assertThat(read(ends[1])).isEqualTo("the end");
    ends[1].write(text("still"));
    assertThat(read(ends[0])).isEqualTo("still");
    ends[1].closeOutput();
    assertThat(read(ends[0])).isEqualTo("the end");
    ends[0].closeInput();
    ends[1].closeInput();
  }

  @Test
  void aFullOneTakesNothingMoreAndWhoWritesWaits() throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    long all = fill(ends[0]);
    assertThat(all).isPositive();
    try (Background writing =
        new Background(() -> {
          ends[0].write(ByteBuffer.allocate(100_000));
          ends[0].closeOutput();
          return null;
        })) {
      writing.awaitWaiting();
      long read = 0;
      ByteBuffer into = ends[1].buffer();
      for (int count = ends[1].read(into); count >= 0; count = ends[1].read(into.clear())) {
        read += count;
      }
      assertThat(read).isEqualTo(all + 100_000);
      writing.result();
    }
    ends[0].closeInput();
    ends[1].closeInput();
    ends[1].closeOutput();
  }

  /// A file in its place would be closed by that.
  @Test
  void anInterruptClosesNothing() throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    Thread.currentThread().interrupt();
    assertThat(ends[0].readBorrowed(ends[0].buffer())).isZero();
    assertThat(ends[0].writeNow(new byte[] {'x'}, 1)).isEqualTo(1);
    assertThat(Thread.interrupted()).as("it is left to who waits").isTrue();
    assertThat(read(ends[1])).isEqualTo("x");

    ends[1].write(text("later"));
    Thread.currentThread().interrupt();
    assertThat(read(ends[0])).isEqualTo("later");
    Thread.interrupted();
    ends[0].closeInput();
    ends[0].closeOutput();
    assertThat(read(ends[1])).isEqualTo("the end");
    ends[1].closeInput();
    ends[1].closeOutput();
  }

  @Test
  void whoBorrowsIsWoken() throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    try (Background reading = new Background(() -> ends[0].readBorrowed(ends[0].buffer()))) {
      reading.awaitWaiting();
      ends[0].wakeBorrower();
      assertThat(reading.result()).isEqualTo(0);
    }
    ends[1].closeOutput();
    assertThat(ends[0].readBorrowed(ends[0].buffer())).isNegative();
    close(ends);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingWakesWhoReads(boolean borrowed) throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    ByteBuffer into = ends[0].buffer();
    try (Background reading =
        new Background(() -> borrowed ? ends[0].readBorrowed(into) : ends[0].read(into))) {
      reading.awaitWaiting();
      ends[0].closeInput();
      assertThatThrownBy(reading::result).isInstanceOf(ClosedChannelException.class);
    }
    close(ends);
  }

  @Test
  void closingWakesWhoWrites() throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    fill(ends[0]);
    try (Background writing =
        new Background(() -> {
          ends[0].write(ByteBuffer.allocate(100_000));
          return null;
        })) {
      writing.awaitWaiting();
      ends[0].closeOutput();
      assertThatThrownBy(writing::result).isInstanceOf(IOException.class);
    }
    close(ends);
  }

  /// The system says then that the connection was reset, and not that it has ended.
  @Test
  void whatOneThatGoesWithoutReadingHadSaidIsReadToItsEnd() throws Exception {
    Pipe[] ends = PipeKind.SOCKET.pair(20_000);
    ends[1].write(text("never read"));
    ends[0].write(text("last words"));
    ends[0].closeInput();
    ends[0].closeOutput();
    assertThat(read(ends[1])).isEqualTo("last words");
    assertThat(read(ends[1])).isEqualTo("the end");
    assertThatThrownBy(() -> ends[1].write(text("more"))).isInstanceOf(IOException.class);
    close(ends);
  }

  /// A socket is closed when no selector knows it any more.
  @Test
  void nothingIsLeftOpen() throws Exception {
    long before = open();
    for (int i = 0; i < 50; i++) {
      Pipe[] ends = PipeKind.SOCKET.pair(20_000);
      fill(ends[0]);
      try (Background writing =
          new Background(() -> {
            ends[0].write(ByteBuffer.allocate(100_000));
            return null;
          })) {
        writing.awaitWaiting();
        if (i % 2 == 0) {
          ends[0].closeInput();
        }
        ends[0].closeOutput();
        if (i % 2 != 0) {
          ends[0].closeInput();
        }
        assertThatThrownBy(writing::result).isInstanceOf(IOException.class);
      }
      close(ends[1]);
    }
    assertThat(open() - before).as("of 400 and more").isLessThan(50);
  }

  private static long open() throws IOException {
    Path ours = Path.of("/proc/self/fd");
    if (!Files.exists(ours)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(ours)) {
      return all.count();
    }
  }

  private static void close(Pipe... ends) {
    for (Pipe end : ends) {
      end.endInput();
      end.endOutput();
    }
  }
}
