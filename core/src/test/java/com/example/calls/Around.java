package com.example.calls;

/// A class around others, with more in it than they need.
public final class Around {

  private Around() {}

  public record Inside(int number) {}

  static final class Beside {
    private Beside() {}
  }

  static Words words() {
    return new Words("a");
  }
}
