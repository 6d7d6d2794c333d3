package dev.muster.wire;

import java.nio.ByteBuffer;
import java.util.List;

/// What the frames that come mean. Only the reading thread is here; what it shares it touches with
/// the lock held, and handlers are called after that.
final class Incoming implements FrameReader.Sink {

  private final Mux mux;
  private final int parity;
  private boolean introduced;
  private int lastId;

  Incoming(Mux mux, Settings.Side side) {
    this.mux = mux;
    this.parity = side == Settings.Side.CONTROLLER ? 0 : 1;
  }

  @Override
  public boolean frame(FrameType type, boolean begins, int channel, ByteBuffer payload)
      throws ProtocolException {
    if (introduced == (type == FrameType.HELLO)) {
      throw new ProtocolException(introduced ? "a second HELLO" : type + " before HELLO");
    }
    return switch (type) {
      case HELLO -> hello(payload);
      case OPEN -> open(channel, payload);
      case MORE, ITEM -> fragment(channel, payload, cost(payload, begins), type == FrameType.ITEM);
      case CREDIT -> credit(channel, payload.getInt());
      case EOF -> eof(channel);
      case CLOSE -> close(channel, payload);
      case PING -> ping(payload.getLong());
      case PONG -> pong(payload.getLong());
      case BYE -> bye(payload);
    };
  }

  private boolean hello(ByteBuffer in) throws ProtocolException {
    int lowest = in.getShort() & 0xffff;
    int highest = in.getShort() & 0xffff;
    int version = Math.min(highest, Mux.HIGHEST_VERSION);
    if (lowest > highest || version < lowest || version < Mux.LOWEST_VERSION) {
      throw new ProtocolException(
          "speaks versions %d to %d, and we %d to %d"
              .formatted(lowest, highest, Mux.LOWEST_VERSION, Mux.HIGHEST_VERSION));
    }
    int window = window(in.getInt());
    int largest = in.getInt();
    if (largest < Settings.LEAST_LARGEST_ITEM) {
      throw new ProtocolException(
          "takes items of %s bytes; %d is the least"
              .formatted(Integer.toUnsignedString(largest), Settings.LEAST_LARGEST_ITEM));
    }
    introduced = true;
    List<Channel> tooLarge;
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      tooLarge = mux.introduced(window, largest);
    } finally {
      mux.unlock();
    }
    mux.handler().hello(version, Payload.copyOf(in));
    for (Channel channel : tooLarge) {
      tooLarge(channel, largest);
    }
    return true;
  }

  private void tooLarge(Channel channel, int largest) {
    int size;
    mux.lock();
    try {
      size = channel.sends().largest();
    } finally {
      mux.unlock();
    }
    ChannelHandler hears = channel.handler();
    if (channel.abandon(new byte[0]) && hears != null) {
      hears.closed(channel, new ChannelEnd.TooLarge(size, largest));
    }
  }

  private boolean open(int id, ByteBuffer in) throws ProtocolException {
    int purpose = in.get() & 0xff;
    int window = window(in.getInt());
    boolean goesOn = purpose >= Mux.GOES_ON;
    Channel channel;
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      requireNew(id);
      channel = Channel.theirs(mux, id, purpose & ~Mux.GOES_ON, mux.settings().window());
      channel.begin(window);
      if (goesOn) {
        channel.receives().headerBegins(in);
      }
      mux.table().add(channel);
      lastId = id;
    } finally {
      mux.unlock();
    }
    if (!goesOn) {
      accept(channel, Payload.copyOf(in));
    }
    return true;
  }

  /// Ids count up, so that none is used twice: whoever hears of a channel again would mix up two
  /// calls.
  private void requireNew(int id) throws ProtocolException {
    if ((id & 1) != parity) {
      throw new ProtocolException("OPEN of " + name(id) + ", an id of ours");
    }
    boolean ahead = lastId == 0 || id - lastId > 0; // they wrap round after 2³¹ channels
    if (!ahead || mux.table().get(id) != null) {
      throw new ProtocolException("OPEN of " + name(id) + " after " + name(lastId));
    }
    if (mux.table().theirs() >= mux.settings().channels()) {
      throw new ProtocolException(
          "OPEN of one channel more than " + mux.settings().channels() + " at once");
    }
  }

  private static int window(int window) throws ProtocolException {
    if (window < ReceiveWindow.LEAST) {
      throw new ProtocolException(
          "window of %s; wanted %d to %d"
              .formatted(Integer.toUnsignedString(window), ReceiveWindow.LEAST, Integer.MAX_VALUE));
    }
    return window;
  }

  private void accept(Channel channel, Payload header) {
    ChannelHandler hears = mux.handler().opened(channel, channel.purpose(), header);
    boolean roomMade;
    mux.lock();
    try {
      roomMade = channel.accepted(hears);
    } finally {
      mux.unlock();
    }
    hears.begins(channel);
    if (roomMade) {
      hears.writable(channel);
    }
  }

  /// Returns what a fragment costs, or a part of one.
  static int cost(ByteBuffer bytes, boolean begins) {
    return begins ? ReceiveWindow.cost(bytes.remaining()) : bytes.remaining();
  }

  private boolean fragment(int id, ByteBuffer bytes, int cost, boolean last)
      throws ProtocolException {
    Channel channel;
    Payload item;
    boolean header;
    int wanted;
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      channel = channel(id);
      item = channel.fragment(bytes, cost, last);
      header = item != null && channel.headerCame(item);
      wanted = item == null ? channel.placeWanted() : 0;
    } finally {
      mux.unlock();
    }
    if (wanted > 0) {
      place(channel, wanted);
    }
    if (item == null) {
      return true;
    }
    if (header) {
      accept(channel, item);
    } else {
      hears(channel).item(channel, item);
    }
    return true;
  }

  /// Takes memory for all of an item, with no lock held: the system may take its time for it. If
  /// there is none in one piece, the item comes in blocks.
  private void place(Channel channel, int bytes) {
    byte[] place = null;
    try {
      place = new byte[bytes];
    } catch (OutOfMemoryError e) {
      // Reading it as one array may fail later.
    }
    mux.lock();
    try {
      channel.receives().placed(place);
    } finally {
      mux.unlock();
    }
  }

  private boolean credit(int id, int credit) throws ProtocolException {
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      channel(id).granted(credit);
      return true;
    } finally {
      mux.unlock();
    }
  }

  private boolean eof(int id) throws ProtocolException {
    Channel channel;
    boolean heard;
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      channel = channel(id);
      heard = channel.ended();
    } finally {
      mux.unlock();
    }
    if (heard) {
      hears(channel).eof(channel);
    }
    return true;
  }

  private boolean close(int id, ByteBuffer failure) throws ProtocolException {
    Channel channel;
    boolean heard;
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      channel = channel(id);
      heard = channel.closed();
    } finally {
      mux.unlock();
    }
    if (heard) {
      hears(channel).closed(channel, new ChannelEnd.Closed(Payload.copyOf(failure)));
    }
    return true;
  }

  private boolean ping(long number) throws ProtocolException {
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      mux.out().pong(number);
      return true;
    } finally {
      mux.unlock();
    }
  }

  private boolean pong(long number) throws ProtocolException {
    mux.lock();
    try {
      if (mux.isOver()) {
        return false;
      }
      mux.other().ponged();
    } finally {
      mux.unlock();
    }
    mux.handler().pong(number);
    return true;
  }

  private boolean bye(ByteBuffer reason) {
    mux.byeCame(Payload.copyOf(reason));
    return false;
  }

  private Channel channel(int id) throws ProtocolException {
    Channel channel = mux.table().get(id);
    if (channel == null || channel.sends().openIsDue()) {
      throw new ProtocolException("frame for " + name(id) + ", which is not open");
    }
    return channel;
  }

  /// The header is whole by now, so that somebody was found who hears.
  private static ChannelHandler hears(Channel channel) {
    ChannelHandler hears = channel.handler();
    if (hears == null) {
      throw new IllegalStateException(channel + ": nobody hears it");
    }
    return hears;
  }

  private static String name(int id) {
    return "channel " + Integer.toUnsignedString(id);
  }
}
