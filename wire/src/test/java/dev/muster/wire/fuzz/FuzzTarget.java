package dev.muster.wire.fuzz;

import java.util.List;

/// Code that reads what others wrote, in a form that a fuzzer can call: one input, one run, nothing
/// kept from it.
public interface FuzzTarget {

  /// Reads `input` and checks what must hold whatever it is. What may come out of the code is
  /// caught; whatever else is thrown is a finding.
  void take(byte[] input) throws Exception;

  /// Returns right inputs to begin with, so that what lies behind the first check is reached.
  List<byte[]> seeds() throws Exception;

  /// Returns how many bytes one run may allocate, however long the input is.
  default long allocation() {
    return 8 << 20;
  }
}
