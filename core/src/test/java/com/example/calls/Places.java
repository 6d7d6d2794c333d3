package com.example.calls;

import dev.muster.wire.remote.Function0;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Calls that stand in classes of every kind, and what these have above, around and beside them.
public final class Places extends Parent implements Supplier<String>, Titled {

  private final String name;

  private Places(String name) {
    this.name = name;
  }

  @Override
  public String get() {
    return name + new OnlyThroughAnInterface().text();
  }

  static String onlyANestedClassCalls() {
    return new OnlyByANestedClass("x").toString();
  }

  record OnlyByANestedClass(String text) {}

  static final class OnlyThroughAnInterface {
    String text() {
      return "!";
    }
  }

  private static final class Nested {
    String text() {
      return onlyANestedClassCalls();
    }
  }

  public static Map<String, Function0<?>> all() {
    var calls = new LinkedHashMap<String, Function0<?>>();
    calls.put("what only a nested class calls", () -> new Nested().text());
    calls.put(
        "what is only called through an interface",
        () -> {
          Supplier<String> supplier = new Places("name");
          return supplier.get();
        });
    calls.put("default method of an interface above", () -> new Places("name").title());
    calls.put("static method of a class above", () -> inherited("a"));
    calls.put("static field of a class above", () -> PARENTS.toString());
    calls.put("constant of an interface above", () -> SUFFIX + MADE.size());
    calls.put("in an interface", Titled.call());
    calls.put("in an enum", Kind.SECOND.call());
    calls.put("in a body of an enum", Kind.FIRST.call());
    calls.put("in a record", new Pair(1, 2).call());
    calls.put("method of a record that is an interface's", new Pair(1, 2)::title);
    calls.put(
        "in an anonymous class",
        new Supplier<Function0<?>>() {
          @Override
          public Function0<?> get() {
            return () -> "anonymous" + inherited("b");
          }
        }.get());
    calls.put("in a generic class", new Box<>(List.of("x")).call());
    calls.put("in an initializer", Initialized.CALL);
    calls.put("in a static nested class of an interface", Titled.Inside.call());
    calls.put("below a class with an initializer", Below.call());
    calls.put("a class below one that holds calls", () -> Extending.inherited());
    return calls;
  }

  enum Kind {
    FIRST {
      @Override
      Function0<String> call() {
        return () -> "first of " + values().length;
      }
    },
    SECOND;

    Function0<String> call() {
      return () -> SECOND.name() + this.getDeclaringClass().getSimpleName();
    }
  }

  record Pair(int left, int right) implements Titled {
    Function0<Integer> call() {
      return () -> left + right();
    }
  }

  static final class Box<T extends List<String>> {
    private final T content;

    Box(T content) {
      this.content = content;
    }

    Function0<String> call() {
      List<String> copy = content;
      return () -> new Box<>(copy).content.getFirst();
    }
  }

  static final class Initialized {
    static final Function0<String> CALL = () -> "initialized";

    private Initialized() {}
  }
}

class Parent {

  static final List<String> PARENTS = new ArrayList<>(List.of("parent"));

  static String inherited(String text) {
    return new Words(text).and(PARENTS.getFirst()).toString();
  }
}

interface Titled {

  String SUFFIX = "suffix";

  List<String> MADE = List.of("made");

  default String title() {
    return getClass().getSimpleName() + SUFFIX + MADE;
  }

  static Function0<String> call() {
    return () -> "interface" + MADE;
  }

  final class Inside {
    private Inside() {}

    static Function0<String> call() {
      return () -> Inside.class.getSimpleName();
    }
  }
}

class Above {

  static final OnlyInAnInitializer MADE = new OnlyInAnInitializer();

  static final class OnlyInAnInitializer {}
}

final class Below extends Above {

  private Below() {}

  static Function0<String> call() {
    return () -> "below";
  }
}

class Extended {

  Function0<String> call() {
    return () -> "call";
  }

  static String inherited() {
    return new OnlyByWhoIsExtended("text").toString();
  }

  record OnlyByWhoIsExtended(String text) {}
}

final class Extending extends Extended {}
