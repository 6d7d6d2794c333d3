package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// E8, U8: records, which only a table of the reader's own choice makes possible, and which are
/// checked as far as their types say.
class RecordsTest {

  record All(
      boolean truth,
      byte small,
      short shorter,
      int number,
      long large,
      float single,
      double real,
      char letter,
      Integer boxed,
      @Nullable Object any) {}

  @SuppressWarnings("ArrayRecordComponent") // people write them
  record Words(String first, String... more) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Words words
          && first.equals(words.first)
          && Arrays.equals(more, words.more);
    }

    @Override
    public int hashCode() {
      return Objects.hash(first, Arrays.hashCode(more));
    }
  }

  record Empty() {}

  record Copying(List<String> names) {
    Copying {
      names = new ArrayList<>(names);
    }
  }

  record Tree<T>(T value, List<Tree<T>> below) {}

  record Bounded<N extends Number & Comparable<N>>(N number) {}

  record Odd<C extends Comparable<C>>(List<? extends C> some, Map<? super String, C[]> others) {}

  record Groves(Tree<String> one, Map<String, Tree<Optional<Integer>>> many) {}

  record Loose(Collection<? extends CharSequence> texts, Iterable<?> all, Set<Integer> numbers) {}

  sealed interface Shape permits Square, Circle {}

  record Square(int side) implements Shape {}

  record Circle(int radius) implements Shape {}

  record Drawing(List<Shape> shapes) {}

  private static final Types TYPES =
      Types.of(
          All.class,
          Words.class,
          Empty.class,
          Copying.class,
          Tree.class,
          Bounded.class,
          Odd.class,
          Groves.class,
          Loose.class,
          Square.class,
          Circle.class,
          Drawing.class);

  private final ValueCodec codec = ValueCodec.of(Sample.types().or(TYPES));

  static Stream<Object> good() {
    Tree<String> leaf = new Tree<>("leaf", List.of());
    Tree<Optional<Integer>> numbers = new Tree<>(Optional.of(1), List.of());
    return Stream.of(
        Sample.fleet(),
        Sample.hidden(),
        new All(true, (byte) 1, (short) 2, 3, 4L, 5f, 6d, 'c', 7, null),
        new All(false, (byte) -1, (short) -2, -3, -4L, Float.NaN, -0.0, '\uffff', 7, List.of()),
        new Words("a", "b", "c"),
        new Words("a"),
        new Empty(),
        new Copying(List.of("a")),
        new Groves(new Tree<>("root", List.of(leaf, leaf)), Map.of("a", numbers)),
        new Bounded<>(1),
        new Odd<>(List.of("a"), Map.of("b", new String[0])).some(),
        new Loose(List.of("a"), Set.of(1), Set.of(2)),
        new Drawing(List.of(new Square(1), new Circle(2))));
  }

  @ParameterizedTest
  @MethodSource("good")
  void travelWithAllThatIsInThem(Object value) throws Exception {
    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static Stream<Arguments> wrong() {
    List integers = List.of(1);
    Tree leaf = new Tree(1, List.of());
    return Stream.of(
        arguments(
            new Sample.Holder(new Sample.Pair("a", List.of("x"))),
            ".pair.second[0]: a java.lang.String where java.lang.Integer is wanted"),
        arguments(
            new Copying(integers),
            ".names[0]: a java.lang.Integer where java.lang.String is wanted"),
        arguments(
            new Groves(leaf, Map.of()),
            ".one.value: a java.lang.Integer where java.lang.String is wanted"),
        arguments(
            new Groves(new Tree("a", List.of(new Tree("b", List.of(leaf)))), Map.of()),
            ".one.below[0].below[0].value: a java.lang.Integer where java.lang.String is wanted"),
        arguments(
            new Groves(new Tree<>("a", List.of()), (Map) Map.of("k", leaf)),
            ".many[\"k\"].value: a java.lang.Integer where java.util.Optional is wanted"),
        arguments(
            new Groves(
                new Tree<>("a", List.of()),
                (Map) Map.of("k", new Tree(Optional.of("x"), List.of()))),
            ".many[\"k\"].value: a java.lang.String where java.lang.Integer is wanted"),
        arguments(
            new Groves(new Tree<>("a", List.of()), (Map) Map.of(1, leaf)),
            ".many[key #0]: a java.lang.Integer where java.lang.String is wanted"),
        arguments(
            new Loose(integers, integers, Set.of()),
            ".texts[0]: a java.lang.Integer where java.lang.CharSequence is wanted"),
        arguments(
            new Loose(List.of(), integers, (Set) Set.of("a")),
            ".numbers[0]: a java.lang.String where java.lang.Integer is wanted"),
        arguments(
            new Drawing((List) List.of(new Square(1), new Empty())),
            ".shapes[1]: a dev.muster.wire.value.RecordsTest$Empty where"
                + " dev.muster.wire.value.RecordsTest$Shape is wanted"),
        arguments(
            new Odd(List.of(new Empty()), Map.of()),
            ".some[0]: a dev.muster.wire.value.RecordsTest$Empty where java.lang.Comparable is"
                + " wanted"),
        arguments(
            new Odd(List.of(), (Map) Map.of("a", new int[0])),
            ".others[\"a\"]: a int[] where java.lang.Comparable[] is wanted"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrong")
  void areCheckedAsFarAsTheirTypesSay(Object value, String message) throws Exception {
    byte[] bytes = codec.encode(value);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessage(message);
  }

  @Test
  void primitivesAreNeverNullNorOfAnotherKind() throws Exception {
    byte[] good = codec.encode(new Sample.Port(1));
    byte[] asNull = Arrays.copyOf(good, good.length - 1);
    asNull[asNull.length - 1] = Tag.NULL;
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(asNull))
        .withMessage(".number: null where int is wanted");

    byte[] asLong = good.clone();
    asLong[asLong.length - 2] = Tag.LONG;
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(asLong))
        .withMessage(".number: a java.lang.Long where int is wanted");
  }

  @Test
  void aResultIsOfTheTypeThatIsAskedFor() throws Exception {
    Type servers = Sample.Fleet.class.getRecordComponents()[0].getGenericType();
    byte[] right = codec.encode(Sample.fleet().servers());
    byte[] wrong = codec.encode(List.of("web1"));
    assertThat(codec.decode(right, servers)).isEqualTo(Sample.fleet().servers());
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(wrong, servers))
        .withMessage("[0]: a java.lang.String where dev.muster.wire.value.Sample$Server is wanted");

    assertThat(codec.decode(codec.encode(1), int.class)).isEqualTo(1);
    assertThat(codec.decode(codec.encode(null), void.class)).isNull();
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(codec.encode(null), long.class))
        .withMessage("null where long is wanted");
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(codec.encode(1), void.class))
        .withMessage("a java.lang.Integer where java.lang.Void is wanted");
  }

  @Test
  void ofAMethodTravelToo() throws Exception {
    record Local(int number, TimeUnit unit) {}
    Object value = new Local(1, TimeUnit.DAYS);
    assertThat(codec.with(Types.of(Local.class)).decode(codec.encode(value))).isEqualTo(value);
  }

  /// The most components that a constructor can have.
  @Test
  void with254ComponentsTravel() throws Exception {
    Class<?> type = Compiled.record("Wide", 254);
    Object[] values = Collections.nCopies(254, 7).toArray();
    Object value = type.getDeclaredConstructors()[0].newInstance(values);
    assertThat(codec.with(Types.of(type)).decode(codec.encode(value))).isEqualTo(value);
  }

  /// As those that an agent is sent: in a module of their own, private, and with a private
  /// constructor.
  @Test
  void ofAnotherModuleAreTakenApartByCodeOfTheirOwn() throws Exception {
    ModuleLayer layer =
        Compiled.module(
            "other",
            Map.of(
                "module-info.java", "open module other {}",
                "a/Outer.java",
                    """
                    package a;
                    public class Outer {
                      private record Inner(long x, double[] y, Outer z) {}
                      public static Object make() { return new Inner(1L << 40, null, null); }
                    }
                    """));
    Class<?> outer = layer.findLoader("other").loadClass("a.Outer");
    Object value = outer.getMethod("make").invoke(null);
    Class<?> type = value.getClass();
    Object code =
        RecordCode.of(
            type, new String[] {"x", "y", "z"}, new Class<?>[] {long.class, double[].class, outer});

    @SuppressWarnings("unchecked")
    var apart = (Function<Object, @Nullable Object[]>) code;
    @SuppressWarnings("unchecked")
    var together = (BiFunction<@Nullable Object[], @Nullable Object, Object>) code;
    assertThat(apart.apply(value)).containsExactly(1L << 40, null, null);
    assertThat(together.apply(apart.apply(value), null)).isEqualTo(value);
    assertThat(code.getClass().isHidden()).isTrue();
    assertThat(codec.with(Types.of(type)).decode(codec.encode(value))).isEqualTo(value);
  }

  @Test
  void thatAreNotInTheTableAreNamedAndNotMade() throws Exception {
    byte[] bytes = codec.encode(List.of(new Sample.Port(22)));
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> ValueCodec.of(Types.of()).decode(bytes))
        .withMessage(
            "[0]: type \"dev.muster.wire.value.Sample$Port\" is not among those that may be read"
                + " here");
  }

  @Test
  void whoseClassCannotBeInitialisedAreRefused() throws Exception {
    byte[] bytes = codec.encode(new Sample.Port(1));
    byte[] renamed = rename(bytes, Sample.Port.class, Faulty.class);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> ValueCodec.of(Types.of(Faulty.class)).decode(renamed))
        .withMessageContaining("refuses its values: java.lang.ExceptionInInitializerError");
  }

  record Faulty(int number) {
    static final int STATIC = Integer.parseInt("none");
  }

  private static byte[] rename(byte[] bytes, Class<?> from, Class<?> to) throws Exception {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(from.getName());
    String renamed =
        text.substring(0, at - 1)
            + (char) (2 * to.getName().length())
            + to.getName()
            + text.substring(at + from.getName().length());
    return renamed.getBytes(StandardCharsets.ISO_8859_1);
  }
}
