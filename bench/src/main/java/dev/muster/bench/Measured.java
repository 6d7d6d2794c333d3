package dev.muster.bench;

import java.nio.file.Path;
import java.time.Duration;

/// What one whole process cost, children that it waited for included.
///
/// @param user time in its own code
/// @param system time in the kernel for it
/// @param wall from just before its start to just after its end; holds about a millisecond for
///   starting it
/// @param peakKib largest resident memory, of the largest process where there were several
/// @param exit its exit status
/// @param out file with its standard output
/// @param err file with its standard error
record Measured(
    Duration user, Duration system, Duration wall, long peakKib, int exit, Path out, Path err) {

  Duration cpu() {
    return user.plus(system);
  }
}
