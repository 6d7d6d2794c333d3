import org.jspecify.annotations.NullMarked;

/// Runs commands on many hosts at once.
@NullMarked
module dev.muster {
  requires static org.jspecify;
  requires dev.muster.ssh;

  exports dev.muster.host;
}
