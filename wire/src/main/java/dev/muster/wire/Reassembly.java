package dev.muster.wire;

import java.util.ArrayList;
import java.util.List;

/// Fragments of one item until it is whole. Grows with what arrived, never by what was said.
///
/// Guarded by the lock of its [Mux].
final class Reassembly {

  private List<byte[]> parts = List.of();
  private int size;
  private long cost;

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /// Returns what the fragments so far have cost.
  long cost() {
    return cost;
  }

  /// Adds a fragment that is not the last.
  ///
  /// @param charge what the window was charged for it
  /// @throws ProtocolException if the item is longer than `largest`
  void add(byte[] fragment, int charge, int largest) throws ProtocolException {
    check(fragment, largest);
    if (parts.isEmpty()) {
      parts = new ArrayList<>();
    }
    parts.add(fragment);
    size += fragment.length;
    cost += charge;
  }

  /// Adds the last fragment and returns the item.
  ///
  /// @throws ProtocolException if the item is longer than `largest`
  Payload finish(byte[] fragment, int charge, int largest) throws ProtocolException {
    check(fragment, largest);
    List<byte[]> all;
    if (parts.isEmpty()) {
      all = List.of(fragment);
    } else {
      all = parts;
      if (fragment.length > 0) {
        all.add(fragment);
      }
    }
    Payload whole = new Payload(all, size + fragment.length, cost + charge);
    clear();
    return whole;
  }

  /// Forgets the fragments.
  void clear() {
    parts = List.of();
    size = 0;
    cost = 0;
  }

  private void check(byte[] fragment, int largest) throws ProtocolException {
    if (fragment.length > largest - size) {
      throw new ProtocolException(
          "item of more than " + largest + " bytes, the largest that was allowed");
    }
  }
}
