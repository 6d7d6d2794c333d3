package com.example.calls;

import dev.muster.wire.remote.Action0;
import dev.muster.wire.remote.Function0;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Calls of every kind. Each gives the same here and on a host.
public final class Calls {

  /// Stands for what a program opens for itself: on a host this must not run.
  private static final String OPENED = Opened.onlyHere();

  private static final int CONSTANT = 40;

  private final String field = "field";

  private Calls() {}

  public record Named<T>(String name, T value) {
    public Named {
      if (name.isBlank()) {
        throw new IllegalArgumentException("no name");
      }
    }

    String both() {
      return name + "=" + value;
    }
  }

  private enum Level {
    LOW,
    HIGH;

    Level other() {
      return switch (this) {
        case LOW -> HIGH;
        case HIGH -> LOW;
      };
    }
  }

  private static class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    Trouble(String message) {
      super(message);
    }
  }

  /// Controller code that uses what was opened.
  static String opened() {
    return OPENED;
  }

  public static String greet() {
    return greeting();
  }

  static String greeting() {
    return "hello";
  }

  private static String twice(String text) {
    return text + helper(text);
  }

  private static String helper(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static final class Notes {
    private static final List<String> TEXTS = new ArrayList<>();
  }

  private static void note(String text) {
    Notes.TEXTS.add(text);
  }

  private static long factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  private static void fail(String why) throws Trouble {
    throw new Trouble(why);
  }

  private static <T extends Comparable<T>> T largest(List<T> list) {
    return list.stream().max(Comparator.naturalOrder()).orElseThrow();
  }

  public static Map<String, Function0<?>> all() {
    var calls = new LinkedHashMap<String, Function0<?>>();
    plain(calls);
    captured(calls);
    language(calls);
    nested(calls);
    return calls;
  }

  private static void plain(Map<String, Function0<?>> calls) {
    calls.put("expression", () -> 1 + CONSTANT);
    calls.put("static method", Calls::greeting);
    calls.put("static method of the JDK", System::lineSeparator);
    calls.put("static method of an interface", () -> Shape.parse("c2").describe());
    calls.put("private method, and one behind it", () -> twice("abc"));
    calls.put("recursion", () -> factorial(10));
    calls.put("constructor", () -> new Words("a").and("b").toString());
    calls.put("constructor of the JDK", StringBuilder::new);
    calls.put(
        "static field of another class",
        () -> {
          new Words("a");
          return Words.made() > 0;
        });
    calls.put("null", () -> null);
    calls.put("array constructor", () -> Stream.of("b", "a").sorted().toArray(String[]::new)[0]);
    calls.put("JDK enum", () -> DayOfWeek.MONDAY.plus(1));
    calls.put("JDK enum that is not of time", () -> TimeUnit.DAYS);
  }

  private static void captured(Map<String, Function0<?>> calls) {
    int number = 5;
    long wide = 1L << 40;
    double real = 2.5;
    char letter = 'x';
    boolean flag = true;
    String text = "text";
    var named = new Named<>("n", 3);
    Level level = Level.HIGH;
    List<Named<Integer>> list = List.of(named, new Named<>("m", 4));
    calls.put("primitives", () -> "" + number + wide + real + letter + flag);
    calls.put("string", () -> text.length() + text);
    calls.put("record", () -> named.both());
    calls.put("bound method of a record", named::both);
    calls.put("bound method of a string", text::length);
    calls.put(
        "bound method of the JDK that a hidden class declares", new StringBuilderLike("s")::text);
    calls.put("enum", () -> level.other());
    calls.put("bound method of an enum", level::other);
    calls.put(
        "list of records", () -> list.stream().map(Named::both).collect(Collectors.joining()));
    calls.put("generic method", () -> largest(List.of("a", "c", "b")));
  }

  record StringBuilderLike(String text) {}

  private static void language(Map<String, Function0<?>> calls) {
    calls.put(
        "record with everything",
        () -> {
          var one = new Named<>("n", List.of(1));
          var two = new Named<>("n", List.of(1));
          return one + " " + one.equals(two) + " " + (one.hashCode() == two.hashCode());
        });
    calls.put(
        "local record",
        () -> {
          record Local(int x, Shape shape) {}
          return new Local(1, new Shape.Square(2));
        });
    calls.put(
        "local class and enum",
        () -> {
          enum Side {
            LEFT
          }
          class Local {
            Side side() {
              return Side.LEFT;
            }
          }
          return new Local().side();
        });
    calls.put(
        "anonymous class",
        () -> {
          var callable =
              new Callable<String>() {
                @Override
                public String call() {
                  return helper("live");
                }
              };
          return callable.call();
        });
    calls.put(
        "switch over a sealed family",
        () ->
            Stream.of(
                    new Shape.Circle(1),
                    new Shape.Circle(0),
                    new Shape.Square(3),
                    Shape.Fixed.UNIT,
                    Shape.Fixed.POINT,
                    new Shape.Pair<Shape>(new Shape.Square(1), new Shape.Circle(1)))
                .map(Shape::area)
                .toList());
    calls.put(
        "switch over types",
        () ->
            Stream.<Object>of(1, "s", Level.LOW, new Named<>("r", 2), List.of(), 2L)
                .map(Calls::kind)
                .toList());
    calls.put(
        "switch over strings",
        () ->
            switch (greeting()) {
              case "hello" -> 1;
              case "bye" -> 2;
              default -> 3;
            });
    calls.put(
        "exceptions",
        () -> {
          try {
            fail("why");
            return "no";
          } catch (Trouble | IllegalStateException e) {
            return e.getClass().getSimpleName() + e.getMessage();
          }
        });
    calls.put(
        "resources",
        () -> {
          var log = new ArrayList<String>();
          try (Closing closing = new Closing(log)) {
            closing.log.add("body");
          }
          return log;
        });
    calls.put(
        "arrays of classes",
        () -> {
          Shape.Square[][] squares = new Shape.Square[2][3];
          squares[1][1] = new Shape.Square(1);
          return squares.getClass().getSimpleName() + squares[1][1];
        });
    calls.put("class constant", () -> Shape.Pair.class.getName() + Calls.class.getSimpleName());
    calls.put("annotations", Words::marks);
    calls.put("class that is only named", () -> new Words("a") + Words.onlyNamed());
    calls.put(
        "enum map",
        () -> {
          var map = new EnumMap<Level, Integer>(Level.class);
          map.put(Level.HIGH, 1);
          map.merge(Level.HIGH, 2, Integer::sum);
          return map;
        });
    calls.put(
        "assignments that the verifier looks up",
        () -> {
          Base base = CONSTANT > 3 ? new Left() : new Right();
          Able able = base;
          Base[] bases = {new Left(), base};
          return able.able() + pick(bases.length > 1 ? (Left) bases[0] : new Left()).able();
        });
  }

  private static void nested(Map<String, Function0<?>> calls) {
    String text = "in";
    calls.put(
        "lambda in a lambda",
        () -> {
          Supplier<Supplier<String>> supplier = () -> () -> text + helper("side");
          return supplier.get().get();
        });
    calls.put(
        "serializable lambda in a lambda",
        () -> {
          Function0<String> inner = () -> text + CONSTANT;
          return inner.call();
        });
    calls.put(
        "lambda that captures an argument",
        () -> {
          IntBinaryOperator plus = (a, b) -> a + b + text.length();
          return plus.applyAsInt(1, 2);
        });
    calls.put(
        "comparator that is serializable",
        () -> {
          var order = (Comparator<String> & Serializable) (a, b) -> b.compareTo(a);
          return Stream.of("a", "b").sorted(order).toList();
        });
    calls.put(
        "action within a function",
        () -> {
          Action0 action = () -> note(text);
          action.run();
          return Path.of("/tmp", Notes.TEXTS.getLast());
        });
    calls.put(
        "inner class and generics",
        () ->
            new Words("a").and("b").firstTwo() + new Words("x").each(word -> new Named<>(word, 1)));
  }

  static String kind(Object object) {
    return switch (object) {
      case Integer i when i > 0 -> "positive";
      case Integer i -> "number" + i;
      case String s -> "string" + s;
      case Level level -> "level" + level;
      case Named<?>(String name, Integer value) -> name + value;
      case List<?> list -> "list" + list.size();
      default -> object.getClass().getSimpleName();
    };
  }

  interface Able {
    default String able() {
      return "able";
    }
  }

  abstract static class Base implements Able {}

  static final class Left extends Base {
    @Override
    public String able() {
      return "left";
    }
  }

  static class Right extends Base {}

  static Able pick(Left left) {
    return left;
  }

  private record Closing(List<String> log) implements AutoCloseable {
    @Override
    public void close() {
      log.add("closed");
    }
  }

  /// Calls that cannot be made: they need this object.
  public Function0<String> usesAField() {
    return () -> field + 1;
  }

  public Function0<String> usesAMethod() {
    return this::toString;
  }

  public static Calls make() {
    return new Calls();
  }
}
