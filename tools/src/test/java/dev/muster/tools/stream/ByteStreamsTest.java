package dev.muster.tools.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteStreamsTest {

  private static void nothing() {}

  @Test
  void itemsAreReadOneAfterTheOther() throws Exception {
    InputStream in = ByteStreams.input(List.of(new byte[] {1, -1}, new byte[0], new byte[] {3}));
    assertThat(in.available()).isZero();
    assertThat(in.read(new byte[5], 0, 0)).isZero();
    assertThat(in.read()).isEqualTo(1);
    assertThat(in.available()).isEqualTo(1);
    byte[] some = new byte[5];
    assertThat(in.read(some, 1, 4)).isEqualTo(1);
    assertThat(in.read(some, 2, 1)).isEqualTo(1);
    assertThat(some).containsExactly(0, -1, 3, 0, 0);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(some)).isEqualTo(-1);
    in.close();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("the stream is closed");
  }

  @Test
  void anEndThatIsNotInOrderIsAnError() {
    Iterable<byte[]> items =
        () -> {
          throw new IllegalStateException("the other end closed the channel");
        };
    assertThatThrownBy(() -> ByteStreams.input(items).read())
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("the other end closed the channel");
    Iterable<byte[]> interrupted =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted");
              }

              @Override
              public byte[] next() {
                throw new AssertionError();
              }
            };
    assertThatThrownBy(() -> ByteStreams.input(interrupted).read())
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void bytesAreSentInPartsAndTheEndOnce() throws Exception {
    List<byte[]> sent = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    OutputStream out = ByteStreams.output(sent::add, () -> ends.add("end"));
    out.write(7);
    byte[] much = new byte[150_000];
    much[149_999] = 9;
    out.write(much, 10, 149_990);
    assertThat(sent).extracting(item -> item.length).containsExactly(1, 65_536, 65_536, 18_918);
    assertThat(sent.getLast()[18_917]).isEqualTo((byte) 9);
    assertThat(ends).isEmpty();
    out.close();
    out.close();
    assertThat(ends).containsExactly("end");
    assertThatThrownBy(() -> out.write(1)).hasMessage("the stream is closed");
  }

  @Test
  void whatCannotBeSentIsAnError() throws Exception {
    OutputStream broken =
        ByteStreams.output(
            _ -> {
              throw new IllegalStateException("closed there");
            },
            ByteStreamsTest::nothing);
    assertThatThrownBy(() -> broken.write(1))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("closed there");
    OutputStream interrupted =
        ByteStreams.output(
            _ -> {
              throw new InterruptedException("stop");
            },
            ByteStreamsTest::nothing);
    assertThatThrownBy(() -> interrupted.write(1)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    OutputStream unended =
        ByteStreams.output(
            _ -> {},
            () -> {
              throw new IllegalStateException("no end");
            });
    assertThatThrownBy(unended::close).isInstanceOf(IOException.class).hasMessage("no end");
  }
}
