package dev.muster.session;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the tasks of one run have in common.
///
/// @param environment variables for the commands
/// @param input what the commands read; owned by the run
/// @param windowBytes how much output of one host may be on its way
record Job(Map<String, String> environment, InputSource input, int windowBytes) {

  /// Returns this job with variables beside the command's own, which win.
  Job with(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(more);
    all.putAll(environment);
    return new Job(all, input, windowBytes);
  }
}
