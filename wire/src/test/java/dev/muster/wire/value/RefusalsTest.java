package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// C8, X4: what cannot travel is refused before anything is sent, with the way to it.
class RefusalsTest {

  record Job(String name, @Nullable Object work) {}

  record Sorted(TreeMap<String, Integer> table) {}

  record Broken(int number) {
    @Override
    public int number() {
      throw new IllegalStateException("not today");
    }
  }

  interface Animal {}

  private final ValueCodec codec = ValueCodec.of(Types.none());

  static Stream<Arguments> refused() {
    Object thread = new Thread(() -> {});
    Object lock = new Object();
    return Stream.of(
        arguments(lock, "a java.lang.Object cannot travel; records,"),
        arguments(
            new AtomicInteger(),
            "a java.util.concurrent.atomic.AtomicInteger cannot travel; records,"),
        arguments(new Job("a", thread), ".work: a java.lang.Thread cannot travel; records,"),
        arguments(
            List.of(0, 1, new Job("a", List.of(thread))),
            "[2].work[0]: a java.lang.Thread cannot travel; records,"),
        arguments(Map.of("key", lock), "[\"key\"]: a java.lang.Object cannot travel; records,"),
        arguments(Map.of("\n", lock), "[\"\\u000a\"]: a java.lang.Object cannot travel; records,"),
        arguments(Map.of(7, lock), "[7]: a java.lang.Object cannot travel; records,"),
        arguments(Map.of(lock, 7), "[key #0]: a java.lang.Object cannot travel; records,"),
        arguments(
            Map.of(Set.of(lock), 1), "[key #0][0]: a java.lang.Object cannot travel; records,"),
        arguments(Optional.of(lock), "a java.lang.Object cannot travel; records,"),
        arguments(new Object[] {1, lock}, "[1]: a java.lang.Object cannot travel; records,"),
        arguments(new Animal[0], "an array of dev.muster.wire.value.RefusalsTest$Animal cannot"),
        arguments(new Number[0], "an array of java.lang.Number cannot travel; a List can"),
        arguments(new int[0][][][][][][][][][], "an array of more than 8 dimensions"),
        arguments(new Sub(), "a dev.muster.wire.value.RefusalsTest$Sub cannot travel; records,"),
        arguments(
            new Sorted(new TreeMap<>()),
            "record dev.muster.wire.value.RefusalsTest$Sorted has .table of type java.util.TreeMap,"
                + " which cannot be made from what travels; make it a List, Set or Map"),
        arguments(
            List.of(new Broken(1)),
            "[0]: record dev.muster.wire.value.RefusalsTest$Broken cannot be taken apart:"
                + " java.lang.IllegalStateException: not today"),
        arguments(
            new Job("a", new Moody()),
            ".work: a dev.muster.wire.value.RefusalsTest$Moody cannot be gone through:"
                + " java.util.ConcurrentModificationException"),
        arguments(
            BigInteger.ONE.shiftLeft(8 * ValueLimits.NUMBER),
            "a number of 524289 bits; at most 524287 can travel"),
        arguments(
            new BigDecimal(BigInteger.ONE.shiftLeft(8 * ValueLimits.NUMBER)),
            "a number of 524289 bits; at most 524287 can travel"));
  }

  /// One of the list that somebody may have changed.
  private static final class Sub extends BigDecimal {
    private static final long serialVersionUID = 1L;

    Sub() {
      super(1);
    }
  }

  private static final class Moody extends AbstractList<Integer> {
    @Override
    public Integer get(int index) {
      throw new ConcurrentModificationException();
    }

    @Override
    public int size() {
      return 1;
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void isRefusedWithTheWayToIt(Object value, String message) {
    ValueException e = catchThrowableOfType(ValueException.class, () -> codec.encode(value));
    assertThat(e).hasMessageStartingWith(message);
    assertThat(e.in("argument 2"))
        .hasMessageStartingWith(
            "argument 2" + (message.startsWith(".") || message.startsWith("[") ? ", " : ": "));
  }

  @Test
  void aValueThatContainsItselfIsRefused() {
    List<Object> list = new ArrayList<>();
    list.add(Map.of("again", Optional.of(new Job("x", list))));
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.encode(list))
        .withMessage(
            "[0][\"again\"].work[0][\"again\"].work … [0][\"again\"].work[0][\"again\"].work: more"
                + " than 128 values within one another; does it contain itself?");
  }

  @Test
  void whatIsSharedIsWrittenEachTimeUntilTheLimit() throws Exception {
    List<Object> shared = List.of("x");
    List<?> both = (List<?>) codec.decode(codec.encode(List.of(shared, shared)));
    assertThat(both).isEqualTo(List.of(shared, shared));

    Object bomb = "x";
    for (int i = 0; i < 60; i++) {
      bomb = Arrays.asList(bomb, bomb);
    }
    Object whole = bomb;
    ValueCodec small = codec.with(new ValueLimits(1 << 16, 1 << 20));
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> small.encode(whole))
        .withMessageEndingWith(
            "more than 65536 bytes cannot travel at once; send parts over a channel");
  }

  /// A long array may be sent from where it is: as if it had been written, and within the limits.
  @Test
  void whatPrecedesALongArrayIsAsInItsBytes() throws Exception {
    byte[] array = new byte[4 << 20];
    array[0] = 7;
    byte[] head = codec.head(array);
    assertThat(ByteBuffer.allocate(head.length + array.length).put(head).put(array).array())
        .isEqualTo(codec.encode(array));
    int whole = head.length + array.length;
    assertThat(codec.with(new ValueLimits(whole, 1 << 20)).head(array)).isEqualTo(head);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.with(new ValueLimits(whole - 1, 1 << 20)).head(array))
        .withMessageContaining("more than %d bytes cannot travel at once", whole - 1);
  }

  @Test
  void depthIsLimitedAndReached() throws Exception {
    Object deep = "x";
    for (int i = 0; i < ValueLimits.DEPTH; i++) {
      deep = List.of(deep);
    }
    assertThat(codec.decode(codec.encode(deep))).isEqualTo(deep);

    Object deeper = List.of(deep);
    assertThatExceptionOfType(ValueException.class).isThrownBy(() -> codec.encode(deeper));
  }

  @Test
  void pathsOfOtherFileSystemsAreRefused() {
    Object path =
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) -> null);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.encode(List.of(path)))
        .withMessage("[0]: a path of another file system than the default cannot travel");
  }

  @Test
  void theWriterIsAsBeforeAfterwards() throws Exception {
    ValueWriter writer = codec.writer();
    writer.write(Sample.Level.LOW);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> writer.write(List.of(new Sample.Port(1), new Object())));
    writer.write(List.of(Sample.Level.LOW, new Sample.Port(2)));
    assertThat(writer.named()).containsExactly(Sample.Level.class, Sample.Port.class);

    ValueReader reader = ValueCodec.of(Sample.types()).reader(writer.take());
    assertThat(reader.read()).isEqualTo(Sample.Level.LOW);
    assertThat(reader.read()).isEqualTo(List.of(Sample.Level.LOW, new Sample.Port(2)));
    reader.expectEnd();
  }

  @Test
  void collectionsOfOthersBecomePlainOnes() throws Exception {
    Map<String, List<Integer>> odd = new HashMap<>();
    odd.put(
        "a",
        new AbstractList<>() {
          @Override
          public Integer get(int index) {
            return index;
          }

          @Override
          public int size() {
            return 3;
          }
        });
    Object read = codec.decode(codec.encode(odd));
    assertThat(read).isEqualTo(Map.of("a", List.of(0, 1, 2)));
    assertThat(codec.decode(codec.encode(odd.values()))).isEqualTo(List.of(List.of(0, 1, 2)));
    assertThat(codec.decode(codec.encode(Collections.nCopies(2, null))))
        .isEqualTo(Arrays.asList(null, null));
  }
}
