import org.jspecify.annotations.NullMarked;

/// Runs commands on many hosts at once. Start at [dev.muster.Muster].
///
/// - **host**: a machine that the caller names. **host set**: an ordered set of them.
/// - **gateway**: one open connection to a host. **group**: an ordered set of gateways.
/// - **result**: what became of one host in one operation. **group result**: the results of all, in
///   the order given.
/// - **fan-out**: how many hosts are worked on at once.
@NullMarked
module dev.muster {
  requires static org.jspecify;
  requires dev.muster.ssh;
  requires transitive dev.muster.wire;

  exports dev.muster;
  exports dev.muster.host;
  exports dev.muster.model;
}
