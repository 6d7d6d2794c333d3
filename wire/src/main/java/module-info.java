import org.jspecify.annotations.NullMarked;

/// What is said between the controller and the agent: frames, channels over them, and values. The
/// bytes are described in `docs/protocol.md`.
@NullMarked
module dev.muster.wire {
  requires static org.jspecify;

  exports dev.muster.wire;
  exports dev.muster.wire.message;
  exports dev.muster.wire.remote;
  exports dev.muster.wire.start;
  exports dev.muster.wire.value;
}
