package dev.muster.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.wire.value.Sample;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the two ends say to each other.
class MessagesTest {

  private static final String DIGEST = "0123456789abcdef".repeat(4);
  static final ValueCodec CODEC = ValueCodec.of(Types.none());
  private static final Call.Spaces SPACES =
      space -> {
        if (!space.equals("s1")) {
          throw new ValueException("there is no space " + space);
        }
        return Types.of(Sample.Port.class);
      };

  static Stream<Message> messages() {
    return Stream.of(
        call(1, "two", new Sample.Port(3)),
        call(),
        call((@Nullable Object) null),
        new Call("s1", target(Call.Kind.CONSTRUCTOR), 7, 2, 0, List.of()),
        new ClassesOffer("s1", List.of()),
        new ClassesOffer("s1", List.of(new ClassesOffer.Entry("a.B", DIGEST, 12))),
        new ClassRequest("s1", "META-INF/x"),
        new OutputPiece(3, 2, ByteBuffer.wrap(new byte[] {1, 2, 3})),
        new OutputPiece(0, 1, ByteBuffer.allocate(0)),
        new Start(List.of("docker", "exec"), Map.of("LANG", "C"), "00ff"),
        new Status(2, "17.0.1", 4711, 1 << 20, 1 << 30, 12_345),
        new LogPiece(Instant.EPOCH, "app", 800, "INFO", "hello", "main", null),
        new LogPiece(
            Instant.ofEpochSecond(-1, 999_999_999),
            "",
            1000,
            "SEVERE",
            "",
            "",
            RemoteFailure.of(new IllegalStateException("x"))),
        RemoteFailure.of(RemoteFailure.Kind.TIMED_OUT, "30 s are over"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void areReadAsTheyWereWritten(Message message) throws Exception {
    ValueReader reader = CODEC.reader(message.encode(CODEC));
    assertThat(read(message, reader)).isEqualTo(message);
    reader.expectEnd();
  }

  /// A later release may say more.
  @ParameterizedTest
  @MethodSource("messages")
  void passOverWhatALaterReleaseAdds(Message message) throws Exception {
    byte[] bytes = message.encode(CODEC);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
    longer[1]++;
    longer[bytes.length] = 0x20; // a list
    longer[bytes.length + 1] = 1;
    longer[bytes.length + 2] = 0; // of null
    ValueReader reader = CODEC.reader(longer);
    assertThat(read(message, reader)).isEqualTo(message);
    reader.expectEnd();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void thatAreCutOffAreRefused(Message message) throws Exception {
    byte[] bytes = message.encode(CODEC);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(ValueException.class)
          .isThrownBy(() -> read(message, CODEC.reader(cut)));
    }
  }

  /// Whatever one byte becomes: another message, or a refusal.
  @ParameterizedTest
  @MethodSource("messages")
  void thatAreChangedAreMessagesOrRefused(Message message) throws Exception {
    byte[] bytes = message.encode(CODEC);
    for (int at = 0; at < Math.min(bytes.length, 150); at++) {
      for (int value = 0; value < 256; value += at < 8 ? 1 : 17) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        try {
          byte[] other = read(message, CODEC.reader(changed)).encode(CODEC);
          assertThat(read(message, CODEC.reader(other)).encode(CODEC)).isEqualTo(other);
        } catch (ValueException e) {
          assertThat(e).hasMessageMatching("(?s).+");
        }
      }
    }
  }

  @Test
  void aCallIsTheseBytes() throws Exception {
    byte[] bytes =
        new Call("s", new Call.Target("A", "m", "()V", Call.Kind.STATIC), 0, 0, 5, List.of(1))
            .encode(CODEC);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "2009"
                + "0a0273"
                + "0a0241"
                + "0a026d"
                + "0a06282956"
                + "0a0c535441544943"
                + "0600"
                + "0600"
                + "060a"
                + "20010502");
  }

  @Test
  void aCallSaysWhichArgumentCannotTravel() {
    Object thread = new Thread(() -> {});
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> call(1, Optional.of(List.of(thread))).encode(CODEC))
        .withMessageStartingWith("argument 2, [0]: a java.lang.Thread cannot travel");

    ValueWriter writer = CODEC.writer();
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> call(1, thread).writeTo(writer, number -> "captured value " + number))
        .withMessageStartingWith("captured value 1: a java.lang.Thread cannot travel");
  }

  @Test
  void aCallsValuesAreThoseOfItsSpace() throws Exception {
    byte[] other =
        new Call("s2", target(Call.Kind.STATIC), 0, 0, 0, List.of(new Sample.Port(1)))
            .encode(CODEC);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> Call.read(CODEC.reader(other), SPACES))
        .withMessage("there is no space s2");

    byte[] unknown = call(Set.of(Sample.level())).encode(CODEC);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> Call.read(CODEC.reader(unknown), SPACES))
        .withMessage(
            "argument 1, [0]: type \"dev.muster.wire.value.Sample$Level\" is not among those that"
                + " may be read here");
  }

  @Test
  void whatIsNoMessageIsNotMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Call("s", target(Call.Kind.STATIC), -1, 0, 0, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClassesOffer.Entry("a.B", "x".repeat(64), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OutputPiece(0, 3, ByteBuffer.allocate(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Start(List.of(), Map.of(), ""));
  }

  private static Call call(@Nullable Object... values) {
    return new Call("s1", target(Call.Kind.STATIC), 0, 0, 30_000, Arrays.asList(values));
  }

  private static Call.Target target(Call.Kind kind) {
    return new Call.Target("com.example.App", "lambda$0", "(I)V", kind);
  }

  static Message read(Message like, ValueReader reader) throws ValueException {
    return switch (like) {
      case Call _ -> Call.read(reader, SPACES);
      case ClassesOffer _ -> ClassesOffer.read(reader);
      case ClassRequest _ -> ClassRequest.read(reader);
      case OutputPiece _ -> OutputPiece.read(reader);
      case LogPiece _ -> LogPiece.read(reader);
      case Start _ -> Start.read(reader);
      case Status _ -> Status.read(reader);
      case RemoteFailure _ -> RemoteFailure.read(reader);
    };
  }
}
