package dev.muster.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// X4: what was thrown there, as text, whatever it is.
class RemoteFailureTest {

  private static final ValueCodec CODEC = ValueCodec.of(Types.none());

  /// Every method is asked, and each does what it should not.
  private static class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException();
    }

    @Override
    public String toString() {
      throw new IllegalStateException();
    }

    @Override
    public synchronized Throwable getCause() {
      throw new StackOverflowError();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException();
    }
  }

  private static final class Nothing extends Hostile {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("NullAway")
    public @Nullable String getMessage() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public StackTraceElement @Nullable [] getStackTrace() {
      return null;
    }
  }

  private static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable getCause() {
      return new Endless();
    }
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        arguments(new Hostile(), "(its message threw java.lang.IllegalStateException)"),
        arguments(new Nothing(), ""));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void survivesWhatItsMethodsDo(Throwable thrown, String message) throws Exception {
    RemoteFailure failure = RemoteFailure.of(thrown);
    assertThat(failure.type()).isEqualTo(thrown.getClass().getName());
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.stack()).isEmpty();
    assertThat(failure.cause()).isNull();
    assertThat(again(failure)).isEqualTo(failure);
  }

  @Test
  void keepsMessageStackCauseAndSuppressed() throws Exception {
    Exception thrown = new IllegalStateException("outer", new ArithmeticException("inner"));
    thrown.addSuppressed(new Exception((String) null));
    RemoteFailure failure = again(RemoteFailure.of(thrown));

    assertThat(failure.kind()).isEqualTo(RemoteFailure.Kind.THREW);
    assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(failure.message()).isEqualTo("outer");
    RemoteFailure.Line line = failure.stack().get(0);
    assertThat(line.type()).isEqualTo(getClass().getName());
    assertThat(line.method()).isEqualTo("keepsMessageStackCauseAndSuppressed");
    assertThat(line.file()).isEqualTo("RemoteFailureTest.java");
    assertThat(line.number()).isPositive();
    assertThat(Objects.requireNonNull(failure.cause()).message()).isEqualTo("inner");
    assertThat(failure.suppressed())
        .extracting(RemoteFailure::type, RemoteFailure::message)
        .containsExactly(tuple("java.lang.Exception", ""));
  }

  @Test
  void circlesEnd() throws Exception {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    other.addSuppressed(one);
    RemoteFailure failure = again(RemoteFailure.of(one));
    RemoteFailure cause = Objects.requireNonNull(failure.cause());
    assertThat(cause.message()).isEqualTo("other");
    assertThat(cause.cause()).isNull();
    assertThat(cause.suppressed()).isEmpty();
  }

  @Test
  void isCutWhereItIsTooLarge() throws Exception {
    RemoteFailure endless = again(RemoteFailure.of(new Endless()));
    int depth = 0;
    for (RemoteFailure at = endless; at.cause() != null; at = at.cause()) {
      depth++;
    }
    assertThat(depth).isEqualTo(RemoteFailure.DEPTH);

    Exception many = new Exception("m".repeat(100_000));
    for (int i = 0; i < 200; i++) {
      many.addSuppressed(new Exception("s"));
    }
    many.setStackTrace(
        Stream.generate(() -> new StackTraceElement("a", "b", null, -2))
            .limit(1000)
            .toArray(StackTraceElement[]::new));
    RemoteFailure failure = again(RemoteFailure.of(many));
    assertThat(failure.message()).hasSize(RemoteFailure.TEXT);
    assertThat(failure.stack()).hasSize(RemoteFailure.LINES);
    assertThat(failure.stack().get(0)).isEqualTo(new RemoteFailure.Line("a", "b", "", -2));
    assertThat(failure.suppressed()).hasSize(RemoteFailure.COUNT - 1);
  }

  @Test
  void ofAHostThatSaysTooMuchIsRefused() throws Exception {
    RemoteFailure failure = RemoteFailure.of(RemoteFailure.Kind.ENDED, "x");
    for (int i = 0; i <= RemoteFailure.DEPTH; i++) {
      failure =
          new RemoteFailure(
              RemoteFailure.Kind.ENDED, "", "", List.of(), failure, new ArrayList<>());
    }
    refused(failure);
    RemoteFailure small = RemoteFailure.of(RemoteFailure.Kind.ENDED, "x");
    refused(
        new RemoteFailure(
            RemoteFailure.Kind.ENDED,
            "",
            "",
            List.of(),
            null,
            Stream.generate(() -> small).limit(RemoteFailure.COUNT).toList()));
    refused(
        new RemoteFailure(
            RemoteFailure.Kind.THREW, "", "x".repeat(70_000), List.of(), null, List.of()));
    RemoteFailure.Line line = new RemoteFailure.Line("a", "b", "", 1);
    refused(
        new RemoteFailure(
            RemoteFailure.Kind.THREW,
            "",
            "",
            Stream.generate(() -> line).limit(257).toList(),
            null,
            List.of()));
  }

  private static void refused(RemoteFailure failure) throws ValueException {
    byte[] bytes = failure.encode(CODEC);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> RemoteFailure.read(CODEC.reader(bytes)))
        .withMessageMatching(".*more than (64|16|65536|256).*|.*at most 256.*");
  }

  private static RemoteFailure again(RemoteFailure failure) throws ValueException {
    ValueWriter writer = CODEC.writer();
    failure.writeTo(writer);
    return RemoteFailure.read(CODEC.reader(writer.take()));
  }
}
