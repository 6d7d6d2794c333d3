package dev.muster.wire;

/// What one end of a connection is and allows. Windows are counted in cost, see `docs/protocol.md`
/// section 3.
///
/// @param side which end it is
/// @param window cost of what may wait unread on each channel that the other end opens, 1,024 or
///   more
/// @param ownWindow the same for a channel that this end opens and does not say otherwise
/// @param largestItem bytes of the largest item taken, 65,536 or more
/// @param channels how many channels the other end may have open at once, 1 to 65,536
/// @param queue bytes that may wait to be sent on a channel; one item may, whatever its size
/// @param queues bytes that may wait to be sent on all channels, without the first item of each
public record Settings(
    Side side, int window, int ownWindow, int largestItem, int channels, int queue, long queues) {

  /// Which end of a connection.
  public enum Side {
    /// Opens the odd channels.
    CONTROLLER,
    /// Opens the even ones.
    AGENT
  }

  /// The most channels that one end may have open at once.
  public static final int MOST_CHANNELS = 65_536;

  /// Bytes of the largest item that every end takes at least.
  public static final int LEAST_LARGEST_ITEM = 65_536;

  /// The channels that an agent may have open: requests for classes, output, channels passed as
  /// values. A hostile one can make us keep as many windows and headers, about 80 MiB.
  public static final int CHANNELS_OF_AN_AGENT = 256;

  /// Bytes of the largest header and item on a channel that an agent opened: they carry requests,
  /// lines and log records. Only what was asked of an agent may be large.
  public static final int LARGEST_OF_AN_AGENT = 256 << 10;

  private static final int WINDOW_FOR_AN_AGENT = 256 << 10;
  private static final int WINDOW = 1 << 20;
  private static final int LARGEST_ITEM = 64 << 20;

  /// One item of a window's length leaves while the next one is made.
  private static final int QUEUE = 2 * WINDOW;

  private static final long QUEUES = 64L << 20;

  public Settings {
    check("window", window, ReceiveWindow.LEAST, Integer.MAX_VALUE);
    check("own window", ownWindow, ReceiveWindow.LEAST, Integer.MAX_VALUE);
    check("largest item", largestItem, LEAST_LARGEST_ITEM, Integer.MAX_VALUE - 64);
    check("channels", channels, 1, MOST_CHANNELS);
    check("queue", queue, 1, Integer.MAX_VALUE);
    check("queues", queues, 1, Long.MAX_VALUE);
  }

  /// What holds unless somebody says otherwise. The controller gives an agent, which may be
  /// hostile, less than it gets.
  public static Settings of(Side side) {
    boolean controller = side == Side.CONTROLLER;
    int window = controller ? WINDOW_FOR_AN_AGENT : WINDOW;
    int channels = controller ? CHANNELS_OF_AN_AGENT : MOST_CHANNELS;
    return new Settings(side, window, WINDOW, LARGEST_ITEM, channels, QUEUE, QUEUES);
  }

  /// Returns whether what comes on a channel was asked for: not what an agent, which may be
  /// hostile, has to say by itself.
  boolean isAsked(boolean theirs) {
    return !theirs || side == Side.AGENT;
  }

  /// Returns the bytes of the largest item taken on a channel.
  int largest(boolean theirs) {
    return isAsked(theirs) ? largestItem : Math.min(largestItem, LARGEST_OF_AN_AGENT);
  }

  /// Returns these with other windows.
  public Settings withWindows(int ofTheirs, int ofOurs) {
    return new Settings(side, ofTheirs, ofOurs, largestItem, channels, queue, queues);
  }

  /// Returns these with another largest item.
  public Settings withLargestItem(int bytes) {
    return new Settings(side, window, ownWindow, bytes, channels, queue, queues);
  }

  /// Returns these with another number of channels.
  public Settings withChannels(int count) {
    return new Settings(side, window, ownWindow, largestItem, count, queue, queues);
  }

  /// Returns these with other queues.
  public Settings withQueues(int ofChannel, long ofAll) {
    return new Settings(side, window, ownWindow, largestItem, channels, ofChannel, ofAll);
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; wanted " + least + " to " + most);
    }
  }
}
