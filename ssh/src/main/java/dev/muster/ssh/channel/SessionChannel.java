package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.Message;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One session channel with one command (RFC 4254 section 6): opening, the command's request, both
/// outputs, input, and the end.
///
/// What the command prints goes to [SessionEvents] as it comes; credit goes back only through
/// [#consumed]. Owned by its [Channels]; one thread at a time.
public final class SessionChannel {

  /// The largest message of output that we invite, RFC 4253 section 6.1's least.
  static final int MAX_PACKET = 32 << 10;

  private final int id;
  private final Channels channels;
  private final SessionEvents events;
  private final String command;
  private final Map<String, String> environment;
  private final Window window;
  private final SendQueue input = new SendQueue();
  private ChannelState state = ChannelState.OPENING;
  private int peer;
  private boolean requested;
  private boolean inputEnds;
  private boolean pumping;
  private boolean sentEnd;
  private boolean sentClose;
  private boolean gotEnd;
  private boolean reported;
  private @Nullable ChannelEnd end;

  SessionChannel(
      int id,
      Channels channels,
      SessionEvents events,
      String command,
      Map<String, String> environment,
      int windowBytes) {
    this.id = id;
    this.channels = channels;
    this.events = events;
    this.command = command;
    this.environment = environment;
    this.window = new Window(windowBytes);
  }

  int id() {
    return id;
  }

  /// Returns whether the command's request was sent, so that it may have run.
  public boolean mayHaveRun() {
    return requested && !(end instanceof ChannelEnd.Refused);
  }

  /// Returns whether the server has answered the command's request.
  public boolean isAnswered() {
    return state != ChannelState.OPENING && state != ChannelState.STARTING;
  }

  /// Asks the server for the channel, unless it was closed before.
  void open() {
    if (reported) {
      channels.forget(this);
      return;
    }
    channels.send(
        channels
            .message(Message.CHANNEL_OPEN)
            .putString("session")
            .putInt(id)
            .putInt(window.size())
            .putInt(MAX_PACKET));
  }

  /// Gives back credit for `count` bytes of output that were dealt with.
  public void consumed(int count) {
    if (state == ChannelState.GONE) {
      return;
    }
    int credit = window.consumed(count);
    if (credit > 0 && !gotEnd && !sentClose) {
      channels.send(to(Message.CHANNEL_WINDOW_ADJUST).putInt(credit));
    }
  }

  /// Sends `bytes` to the command's input as the peer's window and the way to the socket allow;
  /// `sent` completes after the last of them.
  public void write(byte[] bytes, CompletableFuture<Void> sent) {
    if (inputEnds || reported || sentClose || state == ChannelState.GONE) {
      sent.completeExceptionally(new IllegalStateException("the command's input has ended"));
      return;
    }
    input.add(bytes, sent);
    pump();
  }

  /// Ends the command's input after what was written.
  public void endInput() {
    inputEnds = true;
    pump();
  }

  /// Asks the server to send the command a signal, a name without `SIG`.
  public void signal(String name) {
    if (requested && !sentClose && state != ChannelState.GONE) {
      channels.send(
          to(Message.CHANNEL_REQUEST).putString("signal").putBoolean(false).putString(name));
    }
  }

  /// Closes the channel from our side; it is reported as cancelled at once, and forgotten when the
  /// server has closed it too.
  public void close() {
    if (state != ChannelState.OPENING) {
      sendClose();
    }
    report(new ChannelEnd.Cancelled(requested));
  }

  /// Forgets what waits to be sent: the connection is lost, and somebody else tells so.
  public void abandon() {
    reported = true;
    input.cancel("the connection is lost");
  }

  /// Goes on sending after the socket has taken what was waiting.
  void pump() {
    if (pumping || state == ChannelState.OPENING || sentClose || state == ChannelState.GONE) {
      return;
    }
    pumping = true; // whoever waits for a piece may write the next one from within, again and again
    try {
      int count = input.ready(channels.room());
      while (count > 0) {
        channels.send(to(Message.CHANNEL_DATA).putString(input.array(), input.offset(), count));
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

  void confirmed(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.CONFIRMED);
    peer = body.readInt();
    long peerWindow = body.readUnsignedInt();
    long peerPacket = body.readUnsignedInt();
    if (peerPacket == 0) {
      throw new ProtocolException("channel that takes packets of 0 bytes");
    }
    input.open(peerWindow, (int) Math.min(peerPacket, MAX_PACKET));
    if (reported) {
      sendClose();
      return;
    }
    environment.forEach((name, value) ->
        channels.send(
            to(Message.CHANNEL_REQUEST)
                .putString("env")
                .putBoolean(false)
                .putString(name)
                .putString(value)));
    requested = true;
    channels.send(
        to(Message.CHANNEL_REQUEST).putString("exec").putBoolean(true).putString(command));
    pump();
  }

  void openFailed(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.NOT_OPENED);
    int reason = body.readInt();
    String text = StrangeText.shown(body.readText());
    report(new ChannelEnd.Refused("a session", text + " (reason " + reason + ")"));
  }

  void answered(boolean accepted) throws ProtocolException {
    if (accepted) {
      state = state.on(ChannelState.Event.ACCEPTED);
      if (!reported) {
        events.started();
      }
      return;
    }
    state = state.on(ChannelState.Event.REFUSED);
    end = new ChannelEnd.Refused("the command", "the server's policy or configuration");
    report(end);
    sendClose();
  }

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
      consumed(length); // nobody reads any more; without credit the command would wait for ever
    } else if (error) {
      events.err(body.readBytes(length));
    } else {
      events.out(body.readBytes(length));
    }
  }

  void granted(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.DATA);
    input.grant(body.readUnsignedInt());
    pump();
  }

  void outputEnded() throws ProtocolException {
    state = state.on(ChannelState.Event.DATA);
    gotEnd = true;
  }

  void requested(SshReader body) throws ProtocolException {
    state = state.on(ChannelState.Event.DATA);
    String name = body.readName();
    boolean wantsReply = body.readBoolean();
    switch (name) {
      case "exit-status" -> ends(new ChannelEnd.Exited(body.readInt()));
      case "exit-signal" ->
          ends(
              new ChannelEnd.Signalled(
                  StrangeText.shown(body.readName()),
                  body.readBoolean(),
                  StrangeText.shown(body.readText())));
      default -> {
        if (wantsReply && !sentClose) {
          channels.send(to(Message.CHANNEL_FAILURE));
        }
      }
    }
  }

  /// Takes note of how the command ended; one that was refused never ran.
  private void ends(ChannelEnd how) {
    if (state != ChannelState.REFUSING) {
      end = how;
    }
  }

  void closed() throws ProtocolException {
    state = state.on(ChannelState.Event.CLOSED);
    sendClose();
    report(end == null ? new ChannelEnd.NoStatus() : end);
  }

  private void sendClose() {
    if (!sentClose) {
      sentClose = true;
      channels.send(to(Message.CHANNEL_CLOSE));
    }
  }

  private void report(ChannelEnd how) {
    if (!reported) {
      reported = true;
      input.cancel("the session has ended");
      events.ended(how);
    }
  }

  private SshWriter to(int type) {
    return channels.message(type).putInt(peer);
  }
}
