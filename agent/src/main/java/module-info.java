import org.jspecify.annotations.NullMarked;

/// The process at the far end that answers remote calls: nothing but what every host is sent.
@NullMarked
module dev.muster.agent {
  requires static org.jspecify;
  requires dev.muster.wire;
  requires static java.logging;
}
