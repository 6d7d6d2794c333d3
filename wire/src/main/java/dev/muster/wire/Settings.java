package dev.muster.wire;

/// What one end of a connection is and allows.
///
/// @param side which end it is
/// @param window cost of the fragments that may wait unread on a channel that does not say otherwise, 1,024 or
///   more; see `docs/protocol.md` section 3
/// @param largestItem bytes of the largest item taken, 65,536 or more
/// @param channels how many channels the other end may have open at once, 1 to 65,536
/// @param queue bytes that may wait to be sent on a channel; one item may, whatever its size
/// @param queues bytes that may wait to be sent on all channels, without the first item of each
public record Settings(
    Side side, int window, int largestItem, int channels, int queue, long queues) {

  /// Which end of a connection.
  public enum Side {
    /// Opens the odd channels.
    CONTROLLER,
    /// Opens the even ones.
    AGENT
  }

  /// The most channels that one end may have open at once.
  public static final int MOST_CHANNELS = 65_536;

  /// Bytes of the largest item that every end takes.
  public static final int LEAST_LARGEST_ITEM = 65_536;

  private static final int WINDOW = 1 << 20;
  private static final int LARGEST_ITEM = 256 << 20;
  private static final int QUEUE = 1 << 20;
  private static final long QUEUES = 64L << 20;

  /// What an agent may have open here: requests for classes, and output.
  private static final int CHANNELS_OF_AN_AGENT = 4096;

  public Settings {
    check("window", window, ReceiveWindow.LEAST, Integer.MAX_VALUE);
    check("largest item", largestItem, LEAST_LARGEST_ITEM, Integer.MAX_VALUE - 64);
    check("channels", channels, 1, MOST_CHANNELS);
    check("queue", queue, 1, Integer.MAX_VALUE);
    check("queues", queues, 1, Long.MAX_VALUE);
  }

  /// What holds unless somebody says otherwise.
  public static Settings of(Side side) {
    int channels = side == Side.CONTROLLER ? CHANNELS_OF_AN_AGENT : MOST_CHANNELS;
    return new Settings(side, WINDOW, LARGEST_ITEM, channels, QUEUE, QUEUES);
  }

  /// Returns these with another window.
  public Settings withWindow(int cost) {
    return new Settings(side, cost, largestItem, channels, queue, queues);
  }

  /// Returns these with another largest item.
  public Settings withLargestItem(int bytes) {
    return new Settings(side, window, bytes, channels, queue, queues);
  }

  /// Returns these with another number of channels.
  public Settings withChannels(int count) {
    return new Settings(side, window, largestItem, count, queue, queues);
  }

  /// Returns these with other queues.
  public Settings withQueues(int ofChannel, long ofAll) {
    return new Settings(side, window, largestItem, channels, ofChannel, ofAll);
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; wanted " + least + " to " + most);
    }
  }
}
