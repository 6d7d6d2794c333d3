package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.Message;
import java.util.concurrent.CompletableFuture;

/// What all channels have in common (RFC 4254 section 5): opening, both windows, what is sent, and
/// the end.
///
/// What comes in is handed on as it comes; credit goes back only through [#consumed]. Owned by its
/// [Channels]; one thread at a time.
public abstract sealed class Channel permits SessionChannel, StreamChannel {

  /// The largest message of data that we invite, RFC 4253 section 6.1's least.
  static final int MAX_PACKET = 32 << 10;

  /// As much as this may be a password typed to a program, which does not stay in a buffer that
  /// everybody writes to.
  private static final int TYPED_BYTES = 512;

  private final int id;
  private final Channels channels;
  private final Window window;
  private final SendQueue input = new SendQueue();
  private ChannelState state = ChannelState.OPENING;
  private int peer;
  private boolean inputEnds;
  private boolean pumping;
  private boolean sentEnd;
  private boolean sentClose;
  private boolean gotEnd;
  private boolean reported;
  private int refusal;

  Channel(int id, Channels channels, int windowBytes) {
    this.id = id;
    this.channels = channels;
    this.window = new Window(windowBytes);
  }

  Channels channels() {
    return channels;
  }

  // --- what kinds of channels differ in

  /// Returns the kind's name in the protocol.
  abstract String type();

  /// Adds what the kind has in its request to be opened.
  abstract void describe(SshWriter open);

  /// The server has opened it.
  abstract void opened() throws ProtocolException;

  /// Data came; of the error stream or not. The array belongs to the callee.
  abstract void received(byte[] bytes, boolean error);

  /// The server sends no more data.
  abstract void receivedEnd();

  /// The server asked for something on it.
  ///
  /// @return whether that is known here
  abstract boolean asked(String name, SshReader body) throws ProtocolException;

  /// Returns how it ended if the server closes it now.
  abstract ChannelEnd endOfClosing();

  /// Returns how it ended if our side closes it now.
  abstract ChannelEnd.Cancelled cancelled();

  /// It is over; called once.
  abstract void told(ChannelEnd how);

  /// The server has let go of it too, so that its number is free. Nothing comes after that.
  void gone() {}

  // --- for the layers above

  /// Gives back credit for `count` bytes that were dealt with.
  public void consumed(int count) {
    if (state == ChannelState.GONE) {
      return;
    }
    int credit = window.consumed(count);
    if (credit > 0 && !gotEnd && !sentClose) {
      channels.send(to(Message.CHANNEL_WINDOW_ADJUST).putInt(credit));
    }
  }

  /// Lets the server send `more` bytes ahead than before.
  ///
  /// @return whether that was of use: not once the server has ended, or the channel is not open
  public boolean widen(int more) {
    if (!isKnown() || gotEnd || sentClose || state == ChannelState.GONE) {
      return false;
    }
    window.grow(more);
    channels.send(to(Message.CHANNEL_WINDOW_ADJUST).putInt(more));
    return true;
  }

  /// Sends `bytes` as the peer's window and the way to the socket allow; `sent` completes after the
  /// last of them.
  public void write(byte[] bytes, CompletableFuture<Void> sent) {
    if (inputEnds || reported || sentClose || state == ChannelState.GONE) {
      sent.completeExceptionally(new IllegalStateException("the channel's input has ended"));
      return;
    }
    input.add(bytes, sent);
    pump();
  }

  /// Ends what is sent after what was written.
  public void endInput() {
    inputEnds = true;
    pump();
  }

  /// Closes the channel from our side; it is reported as cancelled at once, and forgotten when the
  /// server has closed it too.
  public void close() {
    if (isKnown()) {
      sendClose();
    }
    report(cancelled());
  }

  /// Forgets what waits to be sent: the connection is lost, and somebody else tells so.
  public void abandon() {
    reported = true;
    input.cancel("the connection is lost");
  }

  /// Returns whether the server has answered all that had to be asked for first.
  public boolean isAnswered() {
    return state != ChannelState.OPENING && state != ChannelState.STARTING;
  }

  /// Returns the reason that the server gave for not opening it (RFC 4254 section 5.1); 0 for none.
  public int refusal() {
    return refusal;
  }

  // --- for Channels

  int id() {
    return id;
  }

  /// Whether both sides know its numbers, so that something may be said on it.
  private boolean isKnown() {
    return state != ChannelState.OPENING && state != ChannelState.ASKED;
  }

  /// Asks the server for the channel, unless it was closed before.
  void open() {
    if (reported) {
      channels.forget(this);
      return;
    }
    SshWriter open =
        channels
            .message(Message.CHANNEL_OPEN)
            .putString(type())
            .putInt(id)
            .putInt(window.size())
            .putInt(MAX_PACKET);
    describe(open);
    channels.send(open);
  }

  /// Goes on sending after the socket has taken what was waiting.
  void pump() {
    if (pumping || !isKnown() || sentClose || state == ChannelState.GONE) {
      return;
    }
    pumping = true; // whoever waits for a piece may write the next one from within, again and again
    try {
      int count = input.ready(channels.room());
      while (count > 0) {
        SshWriter data = to(Message.CHANNEL_DATA).putString(input.array(), input.offset(), count);
        channels.send(data);
        if (count <= TYPED_BYTES) {
          data.wipe();
        }
        input.sent(count);
        count = input.ready(channels.room());
      }
    } finally {
      pumping = false;
    }
    if (!input.isEmpty()) {
      channels.stalled();
    }
    if (inputEnds && !sentEnd && input.isEmpty()) {
      sentEnd = true;
      channels.send(to(Message.CHANNEL_EOF));
    }
  }

  /// Takes what the server says of its end: the number, the window and the packets that it takes.
  private void meet(SshReader body) throws ProtocolException {
    peer = body.readInt();
    long peerWindow = body.readUnsignedInt();
    long peerPacket = body.readUnsignedInt();
    if (peerPacket == 0) {
      throw new ProtocolException("channel that takes packets of 0 bytes");
    }
    input.open(peerWindow, (int) Math.min(peerPacket, MAX_PACKET));
  }

  /// The server asks for it; nothing may be said on it before it is let in.
  void proposed(SshReader body) throws ProtocolException {
    state = ChannelState.ASKED;
    meet(body);
  }

  /// Lets in what the server asked for.
  void admit() {
    send(to(Message.CHANNEL_OPEN_CONFIRMATION).putInt(id).putInt(window.size()).putInt(MAX_PACKET));
  }

  void confirmed(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.CONFIRMED);
    meet(body);
    if (reported) {
      sendClose();
      return;
    }
    opened();
    pump();
  }

  void openFailed(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.NOT_OPENED);
    refusal = body.readInt();
    String text = StrangeText.shown(body.readText());
    report(new ChannelEnd.NotOpened("a " + type(), text + " (reason " + refusal + ")"));
  }

  /// Takes the server's answer to what had to be asked for first.
  abstract void answered(boolean accepted) throws ProtocolException;

  void data(SshReader body, boolean error) throws ProtocolException {
    if (error && body.readInt() != 1) {
      throw new ProtocolException("output of an unknown kind");
    }
    state = state.on(ChannelState.Event.DATA);
    int length = body.readLength();
    if (length > MAX_PACKET) {
      throw new ProtocolException("output of " + length + " bytes at once; at most " + MAX_PACKET);
    }
    if (gotEnd) {
      throw new ProtocolException("output after its end");
    }
    window.received(length);
    if (length == 0) {
      return;
    }
    if (reported) {
      consumed(length); // nobody reads any more; without credit the other side would wait for ever
    } else {
      received(body.readBytes(length), error);
    }
  }

  void granted(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.DATA);
    input.grant(body.readUnsignedInt());
    pump();
  }

  void outputEnded() throws ProtocolException {
    state = state.on(ChannelState.Event.DATA);
    if (gotEnd) {
      throw new ProtocolException("end of output twice");
    }
    gotEnd = true;
    if (!reported) {
      receivedEnd();
    }
  }

  void requested(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.DATA);
    String name = body.readName();
    boolean wantsReply = body.readBoolean();
    if (!asked(name, body) && wantsReply && !sentClose) {
      channels.send(to(Message.CHANNEL_FAILURE));
    }
  }

  void closed() throws ProtocolException {
    state = state.on(ChannelState.Event.CLOSED);
    sendClose();
    report(endOfClosing());
  }

  // --- for the kinds

  ChannelState state() {
    return state;
  }

  void enter(ChannelState.Event event) throws ProtocolException {
    state = state.on(event);
  }

  /// Returns whether its end was told already, so that nothing more is to be.
  boolean isReported() {
    return reported;
  }

  boolean isClosing() {
    return sentClose || state == ChannelState.GONE;
  }

  void sendClose() {
    if (!sentClose) {
      sentClose = true;
      channels.send(to(Message.CHANNEL_CLOSE));
    }
  }

  void report(ChannelEnd how) {
    if (!reported) {
      reported = true;
      input.cancel("the session has ended");
      told(how);
    }
  }

  void send(SshWriter message) {
    channels.send(message);
  }

  SshWriter to(int type) {
    return channels.message(type).putInt(peer);
  }
}
