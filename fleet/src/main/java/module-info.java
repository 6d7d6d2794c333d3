import org.jspecify.annotations.NullMarked;

/// A loopback SSH server that plays many hosts, for the demo, the tests and the benchmarks, and for
/// nothing else. Start at {@link dev.muster.fleet.Fleet}.
@NullMarked
module dev.muster.fleet {
  requires static org.jspecify;
  requires dev.muster.ssh;

  exports dev.muster.fleet;
}
