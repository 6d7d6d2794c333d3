package dev.muster.fleet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One session channel with at most one command, from the server's side (RFC 4254 section 6).
///
/// Output leaves as fast as the client's window and the way to the socket allow, and the command is
/// asked for more only when all of it has left. Owned by its [ServerChannels]; one thread at a
/// time.
final class ServerChannel implements Console {

  /// How much input may be on its way.
  static final int WINDOW = 2 << 20;

  /// The largest message of input that is invited.
  static final int MAX_PACKET = 32 << 10;

  private static final int MAX_VARIABLES = 64;
  private static final int MAX_VARIABLE_CHARS = 4096;

  /// A range of bytes that waits to be sent.
  private static final class Piece {
    private final boolean error;
    private final byte[] bytes;
    private final int end;
    private final Runnable sent;
    private int at;

    Piece(boolean error, byte[] bytes, int at, int end, Runnable sent) {
      this.error = error;
      this.bytes = bytes;
      this.at = at;
      this.end = end;
      this.sent = sent;
    }
  }

  private final int id;
  private final int peer;
  private final int maxPacket;
  private final ServerChannels channels;
  private final Map<String, String> environment;
  private final ArrayDeque<Piece> output = new ArrayDeque<>(2);
  private long window;
  private int inputLeft = WINDOW;
  private int inputConsumed;
  private boolean inputEnded;
  private boolean outputEnds;
  private boolean sentEnd;
  private boolean sentClose;
  private boolean pumping;
  private @Nullable Program program;
  private @Nullable Exit exit;

  ServerChannel(int id, int peer, long window, int maxPacket, ServerChannels channels) {
    this.id = id;
    this.peer = peer;
    this.window = window;
    this.maxPacket = maxPacket;
    this.channels = channels;
    this.environment = new LinkedHashMap<>(channels.environment());
  }

  /// Carries `carried` in place of a command.
  void carry(Program carried) {
    program = carried;
    carried.start();
  }

  // --- what the client says

  void request(SshReader body) throws ProtocolException {
    String name = body.readName();
    boolean wantsReply = body.readBoolean();
    switch (name) {
      case "exec" -> start(body.readText(), wantsReply);
      case "shell" -> start("", wantsReply);
      case "env" -> reply(variable(body.readText(), body.readText()), wantsReply);
      case "signal" -> {
        String signal = body.readName();
        if (program != null && exit == null) {
          program.signal(signal);
        }
        reply(true, wantsReply);
      }
      default -> reply(false, wantsReply);
    }
    pump();
  }

  void data(SshReader body) throws ProtocolException {
    byte[] bytes = body.readString(MAX_PACKET);
    if (inputEnded) {
      throw new ProtocolException("input after its end");
    }
    if (bytes.length > inputLeft) {
      throw new ProtocolException(
          bytes.length + " bytes on a channel whose window has " + inputLeft + " left");
    }
    inputLeft -= bytes.length;
    if (program == null || exit != null) {
      consumed(bytes.length);
    } else {
      program.input(bytes);
      pump();
    }
  }

  void inputEnded() throws ProtocolException {
    if (inputEnded) {
      throw new ProtocolException("a second end of input");
    }
    inputEnded = true;
    if (program != null && exit == null) {
      program.inputEnded();
      pump();
    }
  }

  void granted(long bytes) throws ProtocolException {
    if (window + bytes > 0xffff_ffffL) {
      throw new ProtocolException(bytes + " bytes of credit on top of " + window);
    }
    window += bytes;
    pump();
  }

  /// The client closed it: the command ends, and so does the channel.
  void closed() {
    if (!sentClose) {
      sentClose = true;
      channels.send(to(Message.CHANNEL_CLOSE));
    }
    lost();
  }

  /// The connection is gone, or the client's interest: the command ends.
  void lost() {
    sentClose = true;
    output.clear();
    if (program != null && exit == null) {
      exit = new Exit.Unsaid();
      program.kill();
    }
  }

  /// Sends what can be sent now.
  void pump() {
    if (pumping) {
      return; // a command that prints when asked for more, which happens below
    }
    pumping = true;
    try {
      while (!sentClose && sendNext()) {
        // each turn sends one message or has the command print
      }
    } finally {
      pumping = false;
    }
  }

  // --- what the command says

  @Override
  public void print(boolean error, byte[] bytes, int offset, int count, Runnable sent) {
    if (count == 0 || sentClose) {
      sent.run();
    } else {
      output.add(new Piece(error, bytes, offset, offset + count, sent));
    }
  }

  @Override
  public void endOutput() {
    outputEnds = true;
  }

  @Override
  public void exit(Exit how) {
    if (exit == null) {
      exit = how;
    }
  }

  @Override
  public void consumed(int count) {
    inputConsumed += count;
    if (inputConsumed >= WINDOW / 2 && !inputEnded && !sentClose) {
      channels.send(to(Message.CHANNEL_WINDOW_ADJUST).putInt(inputConsumed));
      inputLeft += inputConsumed;
      inputConsumed = 0;
    }
  }

  @Override
  public void later(Duration delay, Runnable work) {
    channels.driver().later(delay, () -> act(work));
  }

  @Override
  public void soon(Runnable work) {
    channels.driver().soon(() -> act(work));
  }

  private void act(Runnable work) {
    if (exit == null) {
      work.run();
      pump();
    }
  }

  // --- within

  private void start(String command, boolean wantsReply) throws ProtocolException {
    if (program != null) {
      reply(false, wantsReply);
      return;
    }
    if (!channels.driver().pass(Point.STARTING)) {
      return;
    }
    reply(true, wantsReply);
    if (!channels.driver().pass(Point.RUNNING)) {
      return;
    }
    Program begun = channels.program(command, environment, this);
    program = begun;
    begun.start();
    if (inputEnded) {
      begun.inputEnded();
    }
  }

  private boolean variable(String name, String value) {
    boolean taken =
        environment.size() < MAX_VARIABLES
            && !name.isEmpty()
            && name.indexOf('=') < 0
            && name.indexOf('\0') < 0
            && value.indexOf('\0') < 0
            && name.length() + value.length() <= MAX_VARIABLE_CHARS;
    if (taken) {
      environment.put(name, value);
    }
    return taken;
  }

  private void reply(boolean done, boolean wanted) {
    if (wanted && !sentClose) {
      channels.send(to(done ? Message.CHANNEL_SUCCESS : Message.CHANNEL_FAILURE));
    }
  }

  /// Sends one message of output or the end, or lets the command print.
  ///
  /// @return whether there may be more to do
  private boolean sendNext() {
    Piece piece = output.peek();
    if (piece != null) {
      return send(piece);
    }
    if (exit != null) {
      sayEnd(exit);
      return false;
    }
    if (outputEnds && !sentEnd) {
      sentEnd = true;
      channels.send(to(Message.CHANNEL_EOF));
    }
    if (program == null || channels.room() == 0 || window == 0) {
      return false;
    }
    program.more();
    return !output.isEmpty() || exit != null;
  }

  private boolean send(Piece piece) {
    int count = (int) Math.min(Math.min(piece.end - piece.at, window), maxPacket);
    count = Math.min(count, channels.room());
    if (count == 0) {
      return false;
    }
    SshWriter message =
        piece.error ? to(Message.CHANNEL_EXTENDED_DATA).putInt(1) : to(Message.CHANNEL_DATA);
    channels.send(message.putString(piece.bytes, piece.at, count));
    window -= count;
    piece.at += count;
    if (piece.at == piece.end) {
      output.remove();
      piece.sent.run();
    }
    return true;
  }

  private void sayEnd(Exit how) {
    if (!sentEnd) {
      channels.send(to(Message.CHANNEL_EOF));
    }
    switch (how) {
      case Exit.Status(int status) ->
          channels.send(
              to(Message.CHANNEL_REQUEST)
                  .putString("exit-status")
                  .putBoolean(false)
                  .putInt(status));
      case Exit.Signal(String name) ->
          channels.send(
              to(Message.CHANNEL_REQUEST)
                  .putString("exit-signal")
                  .putBoolean(false)
                  .putString(name)
                  .putBoolean(false)
                  .putString("")
                  .putString(""));
      case Exit.Unsaid _, Exit.Never _ -> {
        // closed without a word
      }
    }
    sentClose = true;
    channels.send(to(Message.CHANNEL_CLOSE));
  }

  private SshWriter to(int type) {
    return channels.message(type).putInt(peer);
  }

  @Override
  public String toString() {
    return "channel " + id;
  }
}
