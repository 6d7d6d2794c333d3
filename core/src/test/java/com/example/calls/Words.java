package com.example.calls;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A class with state, an inner class, a superclass, an annotation, and generics.
public class Words extends Text implements Comparable<Words> {

  @Retention(RetentionPolicy.RUNTIME)
  @interface Marked {
    Shape.Fixed value() default Shape.Fixed.UNIT;

    Class<?> type() default Shape.Square.class;
  }

  private final class Cursor {
    private int at;

    String next() {
      return words.get(at++);
    }
  }

  private static final class OnlyNamed {}

  private static int made;

  private final int number = ++made;

  public Words(String first) {
    words.add(first);
  }

  @Marked(type = Shape.Circle.class)
  public Words and(String word) {
    words.add(word);
    return this;
  }

  public String firstTwo() {
    Cursor cursor = new Cursor();
    return cursor.next() + cursor.next();
  }

  public <T> List<T> each(Function<? super String, ? extends T> function) {
    var all = new ArrayList<T>();
    for (String word : words) {
      all.add(function.apply(word));
    }
    return all;
  }

  public static String onlyNamed() {
    return OnlyNamed.class.getSimpleName();
  }

  static int made() {
    return made;
  }

  static String marks() throws NoSuchMethodException {
    Marked mark = Words.class.getMethod("and", String.class).getAnnotation(Marked.class);
    return mark.value() + " " + mark.type().getSimpleName();
  }

  @Override
  public int compareTo(Words other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return joined(" ");
  }
}

class Text {
  protected final List<String> words = new ArrayList<>();

  protected String joined(String by) {
    return String.join(by, words);
  }
}
