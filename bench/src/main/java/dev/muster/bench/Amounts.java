package dev.muster.bench;

/// How much of each thing is done to measure it.
///
/// @param calls calls, one after the other
/// @param items small items under way at once
/// @param blocks items of 1 MiB
/// @param rounds how often items and blocks go; the last time counts
/// @param gateways opened at once
record Amounts(int calls, int items, int blocks, int rounds, int gateways) {

  /// What the benchmark does.
  static Amounts standard() {
    return new Amounts(20_000, 500_000, 1000, 4, 100);
  }
}
