package dev.muster.agent;

/// The agent's program.
final class Main {

  private Main() {}

  public static void main(String[] arguments) {}
}
