package dev.muster.wire.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One name takes functions and actions of each number of arguments, however they are written. That
/// this compiles is the test; it also sees that the right one was taken.
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the compiler chooses among them
class OverloadsTest {

  private static String taken = "";

  private static <R> R call(Function0<R> function) throws Exception {
    taken = "Function0";
    return function.call();
  }

  private static void call(Action0 action) throws Exception {
    taken = "Action0";
    action.run();
  }

  private static <A, R> R call(Function1<A, R> function, A a) throws Exception {
    taken = "Function1";
    return function.call(a);
  }

  private static <A> void call(Action1<A> action, A a) throws Exception {
    taken = "Action1";
    action.run(a);
  }

  private static <A, B, R> R call(Function2<A, B, R> function, A a, B b) throws Exception {
    taken = "Function2";
    return function.call(a, b);
  }

  private static <A, B> void call(Action2<A, B> action, A a, B b) throws Exception {
    taken = "Action2";
    action.run(a, b);
  }

  private static <A, B, C, R> R call(Function3<A, B, C, R> function, A a, B b, C c)
      throws Exception {
    taken = "Function3";
    return function.call(a, b, c);
  }

  private static <A, B, C> void call(Action3<A, B, C> action, A a, B b, C c) throws Exception {
    taken = "Action3";
    action.run(a, b, c);
  }

  private static <A, B, C, D, R> R call(Function4<A, B, C, D, R> function, A a, B b, C c, D d)
      throws Exception {
    taken = "Function4";
    return function.call(a, b, c, d);
  }

  private static <A, B, C, D> void call(Action4<A, B, C, D> action, A a, B b, C c, D d)
      throws Exception {
    taken = "Action4";
    action.run(a, b, c, d);
  }

  private static String open(ChannelAction<Integer, String> action) {
    return action == null ? "" : "channel";
  }

  static void check() {}

  static void checkOne(String name) {}

  static void checkTwo(String name, long number) {}

  static String over() {
    return "none";
  }

  static String over(String a) {
    return a;
  }

  static String over(String a, String b) {
    return a + b;
  }

  static <T> T same(T value) {
    return value;
  }

  static String three(String a, int b, boolean c) {
    return a + b + c;
  }

  static void serve(Remote<Integer, String> channel) {}

  private static void tookA(String shape) {
    assertThat(taken).isEqualTo(shape);
  }

  @Test
  void methodsWithAResult() throws Exception {
    String none = call(OverloadsTest::over);
    tookA("Function0");
    String one = call(OverloadsTest::over, "a");
    tookA("Function1");
    String two = call(OverloadsTest::over, "a", "b");
    tookA("Function2");
    String three = call(OverloadsTest::three, "a", 1, true);
    tookA("Function3");
    assertThat(List.of(none, one, two, three)).containsExactly("none", "a", "ab", "a1true");
    String generic = call(OverloadsTest::same, "g");
    int length = call(String::length, "four");
    long most = call(Math::max, 1L, 2L);
    List<String> made = call(ArrayList::new);
    Map<String, String> environment = call(System::getenv);
    String variable = call(System::getenv, "PATH");
    Path file = Files.createTempFile("overloads", "");
    String content = call(Files::readString, file);
    Files.delete(file);
    assertThat(generic + length + most + content).isEqualTo("g42");
    assertThat(made).isEmpty();
    assertThat(environment).containsEntry("PATH", variable);
  }

  @Test
  void methodsWithoutOne() throws Exception {
    call(OverloadsTest::check);
    tookA("Action0");
    call(OverloadsTest::checkOne, "a");
    tookA("Action1");
    call(OverloadsTest::checkTwo, "a", 1L);
    tookA("Action2");
  }

  @Test
  void lambdasWithAResult() throws Exception {
    int one = call(() -> 1);
    tookA("Function0");
    int two =
        call(() -> {
          return 2;
        });
    tookA("Function0");
    int three = call(word -> word.length(), "abc");
    tookA("Function1");
    String four = call((a, b, c, d) -> a + b + c + d, "a", 1, 2L, 'd');
    tookA("Function4");
    assertThat(one + two + three + four).isEqualTo("6a12d");
  }

  @Test
  void lambdasWithoutOne() throws Exception {
    call(() -> check());
    tookA("Action0");
    call(() -> {
      check();
    });
    tookA("Action0");
    call(
        name -> {
          checkOne(name);
        },
        "a");
    tookA("Action1");
    call((String name) -> checkOne(name), "a");
    tookA("Action1");
    call(
        (a, b, c) -> {
          checkTwo(a + b, c);
        },
        "a",
        2,
        3L);
    tookA("Action3");
    call(
        (a, b, c, d) -> {
          checkTwo(a + b + c, d);
        },
        "a",
        2,
        'c',
        4L);
    tookA("Action4");
  }

  @Test
  void channels() {
    assertThat(open((Remote<Integer, String> channel) -> channel.send("a"))).isEqualTo("channel");
    assertThat(open(channel -> channel.receive())).isEqualTo("channel");
    assertThat(open(OverloadsTest::serve)).isEqualTo("channel");
  }

  @Test
  void aFunctionIsAnAction() throws Exception {
    var ran = new ArrayList<Object>();
    Function0<Boolean> none = () -> ran.add(0);
    Function4<Integer, Integer, Integer, Integer, Boolean> four =
        (a, b, c, d) -> ran.add(a + b + c + d);
    Function1<Integer, Boolean> one = ran::add;
    Function2<Integer, Integer, Boolean> two = (a, b) -> ran.add(a + b);
    Function3<Integer, Integer, Integer, Boolean> three = (a, b, c) -> ran.add(a + b + c);
    none.run();
    one.run(1);
    two.run(1, 1);
    three.run(1, 1, 1);
    four.run(1, 1, 1, 1);
    assertThat(ran).containsExactly(0, 1, 2, 3, 4);
  }
}
