package dev.muster.wire;

/// Stands in until there is a driver: nothing moves.
final class Undriven implements Driver {

  static final Driver INSTANCE = new Undriven();

  private Undriven() {}

  @Override
  public void output() {}
}
