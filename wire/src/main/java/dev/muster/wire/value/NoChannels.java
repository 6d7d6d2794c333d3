package dev.muster.wire.value;

/// The channels of a connection without any.
enum NoChannels implements ChannelRefs {
  NONE;

  @Override
  public int idOf(Object value) {
    return 0;
  }

  @Override
  public Object channel(int id) throws ValueException {
    throw new ValueException("a channel where none can be");
  }
}
