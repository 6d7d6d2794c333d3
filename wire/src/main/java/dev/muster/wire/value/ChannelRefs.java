package dev.muster.wire.value;

/// The channels of one connection, which travel within values as their ids.
///
/// Called by the thread that writes or reads the value.
public interface ChannelRefs {

  /// Returns those of a connection that has none.
  static ChannelRefs none() {
    return NoChannels.NONE;
  }

  /// Returns the id under which `value` travels; 0 if it is no channel.
  ///
  /// @throws ValueException if it is one that cannot travel here, such as one of another connection
  int idOf(Object value) throws ValueException;

  /// Returns the end here of the channel with that id, which is never 0.
  ///
  /// @throws ValueException if the other side has no channel with that id to give
  Object channel(int id) throws ValueException;
}
