package dev.muster.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.example.calls.Calls;
import dev.muster.call.Target.Kind;
import dev.muster.wire.remote.Action1;
import dev.muster.wire.remote.ChannelAction;
import dev.muster.wire.remote.Function0;
import dev.muster.wire.remote.Function1;
import dev.muster.wire.remote.Function2;
import dev.muster.wire.remote.Remote;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TakenTest {

  record Point(int x, int y) {
    int sum() {
      return x + y;
    }

    static Point origin() {
      return new Point(0, 0);
    }
  }

  interface Measured {
    int measure();
  }

  private final String field = "field";

  private static Arguments row(
      Serializable lambda, Class<?> type, String method, String descriptor, Kind kind) {
    return Arguments.of(lambda, type, method, descriptor, kind);
  }

  static Stream<Arguments> methods() {
    var point = new Point(1, 2);
    String text = "text";
    return Stream.of(
        row(
            (Function0<Point>) Point::origin,
            Point.class,
            "origin",
            "()Ldev/muster/call/TakenTest$Point;",
            Kind.STATIC),
        row((Function1<Point, Integer>) Point::sum, Point.class, "sum", "()I", Kind.VIRTUAL),
        row((Function0<Integer>) point::sum, Point.class, "sum", "()I", Kind.VIRTUAL),
        row(
            (Function2<Integer, Integer, Point>) Point::new,
            Point.class,
            "<init>",
            "(II)V",
            Kind.CONSTRUCTOR),
        row(
            (Function1<Measured, Integer>) Measured::measure,
            Measured.class,
            "measure",
            "()I",
            Kind.INTERFACE),
        row(
            (Function1<String, String>) System::getenv,
            System.class,
            "getenv",
            "(Ljava/lang/String;)Ljava/lang/String;",
            Kind.STATIC),
        row(
            (Function0<Map<String, String>>) System::getenv,
            System.class,
            "getenv",
            "()Ljava/util/Map;",
            Kind.STATIC),
        row((Function1<List<?>, Integer>) List::size, List.class, "size", "()I", Kind.INTERFACE),
        row((Function0<Integer>) text::length, String.class, "length", "()I", Kind.VIRTUAL),
        row(
            (Function1<Path, String>) Path::toString,
            Object.class,
            "toString",
            "()Ljava/lang/String;",
            Kind.VIRTUAL));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void namesTheMethodBehind(
      Serializable lambda, Class<?> type, String method, String descriptor, Kind kind) {
    Target target = Taken.apart(lambda).target();
    assertThat(target).isEqualTo(new Target(TakenTest.class, type, method, descriptor, kind));
    assertThat(target.typeName()).isEqualTo(type.getName());
  }

  @Test
  void namesTheMethodOfALambda() {
    int number = 3;
    Taken taken = Taken.apart((Function1<Long, String>) wide -> "" + number + wide);
    assertThat(taken.target().type()).isEqualTo(TakenTest.class);
    assertThat(taken.target().method()).startsWith("lambda$namesTheMethodOfALambda$");
    assertThat(taken.target().descriptor()).isEqualTo("(ILjava/lang/Long;)Ljava/lang/String;");
    assertThat(taken.target().kind()).isEqualTo(Kind.STATIC);
    assertThat(taken.captured()).containsExactly(3);
  }

  @Test
  void takesAFunctionOfAChannel() {
    ChannelAction<Integer, Integer> squares =
        (Remote<Integer, Integer> channel) -> {
          for (int number : channel) {
            channel.send(number * number);
          }
        };
    assertThat(Taken.apart(squares).target().descriptor())
        .isEqualTo("(Ldev/muster/wire/remote/Remote;)V");
  }

  private static void keep(@Nullable Object... values) {
    assertThat(values).isNotEmpty();
  }

  @Test
  void captures() {
    String none = null;
    Path path = Path.of("/srv");
    Action1<String> action = word -> keep(path, none, word);
    assertThat(Taken.apart(action).captured()).containsExactly(path, null);
    assertThat(Taken.apart((Function0<Integer>) new Point(1, 2)::sum).captured())
        .containsExactly(new Point(1, 2));
  }

  private static Function0<String> with(String text) {
    return () -> text;
  }

  @Test
  void theSameLambdaMayCaptureOtherValuesEachTime() {
    assertThat(Taken.apart(with("a")).captured()).containsExactly("a");
    assertThat(Taken.apart(with("b")).captured()).containsExactly("b");
    assertThat(Taken.apart(with("a")).target()).isSameAs(Taken.apart(with("b")).target());
  }

  @Test
  void whatCapturesNothingIsTakenApartOnce() {
    Function0<Integer> one = () -> 1;
    assertThat(Taken.apart(one)).isSameAs(Taken.apart(one));
  }

  @Test
  void aMethodCanBeNamedIfItIsStatic() throws NoSuchMethodException {
    Taken taken = Taken.of(Point.class.getDeclaredMethod("origin"));
    assertThat(taken.target())
        .isEqualTo(
            new Target(
                Point.class,
                Point.class,
                "origin",
                "()Ldev/muster/call/TakenTest$Point;",
                Kind.STATIC));
    assertThat(taken.target()).hasToString("dev.muster.call.TakenTest$Point::origin");
    var sum = Point.class.getDeclaredMethod("sum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Taken.of(sum))
        .withMessage(
            "call: dev.muster.call.TakenTest$Point::sum is not static; only a static method can be called by its name");
  }

  /// A class that has what lambdas have, but is none.
  private static final class Pretender implements Function0<String> {
    private static final long serialVersionUID = 1;
    private static boolean asked;

    @Override
    public String call() {
      return "";
    }

    Object writeReplace() {
      asked = true;
      return this;
    }
  }

  static Stream<Arguments> others() {
    var anonymous =
        new Function0<String>() {
          private static final long serialVersionUID = 1;

          @Override
          public String call() {
            return "";
          }
        };
    Object proxy =
        Proxy.newProxyInstance(
            TakenTest.class.getClassLoader(),
            new Class<?>[] {Function0.class},
            (self, method, arguments) -> null);
    return Stream.of(
        Arguments.of(anonymous, "the anonymous class dev.muster.call.TakenTest$1"),
        Arguments.of(new Pretender(), "an object of dev.muster.call.TakenTest$Pretender"),
        Arguments.of(proxy, "a class that was made at run time, " + proxy.getClass().getName()));
  }

  // X4
  @ParameterizedTest
  @MethodSource("others")
  void refusesWhatIsNoLambda(Serializable other, String described) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Taken.apart(other))
        .withMessage(
            "call: wanted a lambda or a method reference, got "
                + described
                + "; put its code into a static method and name that");
    assertThat(Pretender.asked).as("code of the caller ran").isFalse();
  }

  // X4
  @Test
  void refusesALambdaOfAClassThatWasMadeAtRunTime() throws Exception {
    byte[] bytes;
    try (var file = Hidden.class.getResourceAsStream("TakenTest$Hidden.class")) {
      bytes = file.readAllBytes();
    }
    Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
    var lambda = (Serializable) hidden.getDeclaredMethod("call").invoke(null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Taken.apart(lambda))
        .withMessageStartingWith("call: dev.muster.call.TakenTest$Hidden/0x")
        .withMessageEndingWith(
            " has no class file, as if it was made at run time; only code that was compiled can travel");
  }

  static final class Hidden {
    static Function0<Integer> call() {
      return () -> 1;
    }
  }

  /// Some compilers name the class that declares a method, even if nobody outside can.
  @Test
  void namesAClassThatHostsCanCall() {
    assertThat(Targets.of(LAMBDA.getClass(), form("java/lang/AbstractStringBuilder", "length")))
        .isEqualTo(new Target(TakenTest.class, StringBuilder.class, "length", "()I", Kind.VIRTUAL));
  }

  private static final Function0<String> LAMBDA = () -> "";

  private static SerializedLambda form(String type, String method) {
    return new SerializedLambda(
        TakenTest.class,
        "dev/muster/wire/remote/Function1",
        "call",
        "(Ljava/lang/Object;)Ljava/lang/Object;",
        Kind.VIRTUAL.reference(),
        type,
        method,
        "()I",
        "(Ljava/lang/StringBuilder;)Ljava/lang/Integer;",
        new Object[0]);
  }

  // X4
  @ParameterizedTest
  @CsvSource({"jdk/internal/misc/VM, initLevel", "java/lang/AbstractStringBuilder, getCoder"})
  void refusesWhatIsInternalToTheJdk(String type, String method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Targets.of(LAMBDA.getClass(), form(type, method)))
        .withMessage(
            "call: %s::%s is internal to the JDK and cannot be called from outside; call what is public",
            type.replace('/', '.'), method);
  }

  static Stream<Arguments> collections() {
    var list = new ArrayList<String>();
    var map = new TreeMap<String, String>();
    var set = EnumSet.of(TimeUnit.DAYS);
    return Stream.of(
        Arguments.of((Function0<Integer>) () -> list.size(), "java.util.ArrayList"),
        Arguments.of((Function0<Integer>) list::size, "java.util.ArrayList"),
        Arguments.of((Function0<String>) () -> map.firstKey(), "java.util.TreeMap"),
        Arguments.of((Function0<Integer>) () -> 1 + set.size(), "java.util.EnumSet"));
  }

  // X4
  @ParameterizedTest
  @MethodSource("collections")
  void refusesCapturedCollectionsThatWouldArriveAsOthers(Serializable lambda, String type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Taken.apart(lambda))
        .withMessageEndingWith(
            " captured a "
                + type
                + ", but collections arrive as List, Set and Map that cannot be changed; declare the variable as one of these");
  }

  @Test
  void takesCollectionsThatAreDeclaredByTheirInterfaces() {
    List<String> list = new ArrayList<>();
    Collection<String> collection = list;
    Iterable<String> iterable = list;
    Function0<String> call = () -> "" + list + collection + iterable;
    assertThat(Taken.apart(call).captured()).containsExactly(list, collection, iterable);
  }

  // X4
  @Test
  void saysWhyAnObjectWouldHaveToTravel() {
    assertThat(Taken.apart((Function0<String>) () -> field + 1).advice(0))
        .isEqualTo(
            "the lambda uses a field or method of the class it stands in (dev.muster.call.TakenTest); copy what it needs into local variables");
    assertThat(Taken.apart(Calls.make().usesAField()).advice(0))
        .contains("a field or method of the class it stands in (com.example.calls.Calls)");
    assertThat(Taken.apart((Function0<String>) this::toString).advice(0))
        .isEqualTo(
            "the method reference is bound to a dev.muster.call.TakenTest; call a static method, or make the class a record");
    var thread = Thread.currentThread();
    assertThat(Taken.apart((Function0<String>) () -> "" + thread).advice(0))
        .isEqualTo(
            "the lambda uses a java.lang.Thread from outside; use its values instead, or make it where the lambda runs");
  }
}
