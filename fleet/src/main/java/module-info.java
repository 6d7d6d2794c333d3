import org.jspecify.annotations.NullMarked;

/// A loopback SSH server that plays many hosts.
@NullMarked
module dev.muster.fleet {
  requires static org.jspecify;
  requires dev.muster.ssh;
}
