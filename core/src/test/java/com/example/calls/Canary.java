package com.example.calls;

/// Must not come to life because a host names it: it says so if it does.
public final class Canary {

  /// The property that is set once this is initialised.
  public static final String SUNG = "muster.canary";

  /// A record that no call may give back.
  public record Egg(int number) {
    static {
      System.setProperty(SUNG, "a record");
    }
  }

  /// An enum that no call may give back.
  public enum Note {
    HIGH;

    static {
      System.setProperty(SUNG, "an enum");
    }
  }

  static {
    System.setProperty(SUNG, "the class");
  }

  private Canary() {}
}
