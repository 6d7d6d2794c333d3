package com.example.calls;

/// A sealed family: records, an enum with bodies, and a switch over all of it.
public sealed interface Shape {

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  record Pair<T extends Shape>(T left, T right) implements Shape {}

  enum Fixed implements Shape {
    POINT,
    UNIT {
      @Override
      double size() {
        return 1;
      }
    };

    double size() {
      return 0;
    }
  }

  default String describe() {
    return name() + " of " + area();
  }

  private String name() {
    return getClass().isEnum() ? "fixed" : getClass().getSimpleName();
  }

  default double area() {
    return switch (this) {
      case Circle(double radius) when radius == 0 -> 0;
      case Circle(double radius) -> 3 * radius * radius;
      case Square(double side) -> side * side;
      case Pair<?>(Square left, Circle(double radius)) -> left.area() + 3 * radius * radius;
      case Pair<?>(Shape left, Shape right) -> left.area() + right.area();
      case Fixed.POINT -> 0;
      case Fixed fixed -> fixed.size();
    };
  }

  static Shape parse(String text) {
    return switch (text.charAt(0)) {
      case 'c' -> new Circle(Double.parseDouble(text.substring(1)));
      case 's' -> new Square(Double.parseDouble(text.substring(1)));
      default -> Fixed.valueOf(text);
    };
  }
}
