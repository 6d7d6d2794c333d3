package dev.muster.session.agent;

import dev.muster.call.PushedClass;
import dev.muster.model.Failure;
import dev.muster.model.StdStream;
import dev.muster.wire.Mux;
import dev.muster.wire.start.Launch;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A byte pipe to one agent: starts it, moves bytes both ways, and ends it.
///
/// Safe for use by many threads. To reach targets in a way of one's own, this is all there is to
/// write; most often a command that passes standard input and output on is enough (`command:kubectl
/// exec -i pod --`).
public interface Carrier {

  /// Hears what becomes of the start and of the pipe; called by any one thread at a time, and does
  /// not block.
  interface Listener {

    /// The agent speaks, and the pipe moves what the [Mux] has for it.
    ///
    /// @param version of the agent
    /// @param java the Java there, such as `25.0.1`
    void ready(String version, String java);

    /// The agent could not be started: nothing ran.
    void failed(Failure why);

    /// The process at the other end has ended, or the pipe to it.
    ///
    /// @param how in words, such as `exited 3`; empty if that is not known
    void ended(String how);

    /// The process printed something beside the pipe, once there was an agent.
    ///
    /// @param credit to be run once the bytes are done with: until then only so much more comes
    void printed(StdStream stream, byte[] bytes, Runnable credit);
  }

  /// Returns whether there are agents on the way, with whom [#leave] leaves class files.
  default boolean isBehindOthers() {
    return false;
  }

  /// Leaves class files that are about to be sent with the agents on the way, where there are any,
  /// which keep them for all behind them. Waits until they have left; it is no failure if they are
  /// not taken.
  ///
  /// @param wanted whether the files are still to be sent; asked now and then
  default void leave(List<PushedClass> files, BooleanSupplier wanted) throws InterruptedException {}

  /// Begins to start the agent and returns at once.
  ///
  /// @param mux what speaks over the pipe once the agent is ready
  /// @param launch what it is started with
  /// @param supplies what is sent if the host does not have it: its classes, maybe a Java
  void begin(Mux mux, Launch launch, Supplies supplies, Listener listener);

  /// Ends the pipe, after what the [Mux] still has to say. What does not end by itself within
  /// `grace` is ended by force, within another `grace`. Idempotent; returns when it is done.
  ///
  /// @throws InterruptedException if the caller is interrupted; it is ended by force then
  void end(Duration grace) throws InterruptedException;

  /// Ends it by force, and returns at once.
  void kill();
}
