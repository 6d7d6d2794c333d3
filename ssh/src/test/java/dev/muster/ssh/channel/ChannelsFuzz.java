package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Channels while the server says anything, asks for channels of its own, and we do anything:
/// windows hold in both directions, and each channel ends at most once and says nothing after that.
///
/// Input: steps of ours and messages of the server's.
public final class ChannelsFuzz implements FuzzTarget {

  private static final int WINDOW = 1000;
  private static final int MAX_STEPS = 80;
  private static final int MAX_CHANNELS = 6;
  private static final int MAX_WRITES = 12;

  /// Hears one channel, and holds back what came until it is told to give it back.
  private static final class Ear implements SessionEvents, StreamEvents {
    private int kept;
    private int window = WINDOW;
    private boolean ended;
    private boolean gone;

    @Override
    public void started() {
      holds(!ended, "nothing comes after the end");
    }

    @Override
    public void opened() {
      holds(!ended, "nothing comes after the end");
    }

    @Override
    public void out(byte[] bytes) {
      received(bytes);
    }

    @Override
    public void err(byte[] bytes) {
      received(bytes);
    }

    @Override
    public void received(byte[] bytes) {
      holds(!ended, "nothing comes after the end");
      kept += bytes.length;
      holds(kept <= window, "no more comes than the window");
      holds(bytes.length > 0, "there are no parts of nothing");
    }

    @Override
    public void receivedEnd() {
      holds(!ended, "nothing comes after the end");
    }

    @Override
    public void ended(ChannelEnd end) {
      holds(!ended, "a channel ends once");
      ended = true;
    }

    @Override
    public void gone() {
      holds(!gone, "a channel is gone once");
      gone = true;
    }
  }

  private static final class Talk implements Transport.Upper, Channels.Doorkeeper {
    private final Side side = Side.client(Proposals.standard(), Side.NEVER);
    private final Channels channels = new Channels(side.transport(), () -> Integer.MAX_VALUE);
    private final RawServer server;
    private final Map<Channel, Ear> ears = new HashMap<>();
    private final Map<Integer, Long> granted = new HashMap<>();
    private final Map<Integer, Long> sent = new HashMap<>();
    private final Map<Integer, Integer> peers = new HashMap<>();
    private final List<StreamChannel> knocking = new ArrayList<>();
    private int writes;

    Talk() throws Exception {
      server = RawServer.secured(side);
      side.handTo(this);
      side.transport().established();
      channels.begin();
    }

    @Override
    public int windowBytes() {
      return WINDOW;
    }

    /// Whoever knocks waits, unless too many do.
    @Override
    public void asked(StreamChannel channel) {
      if (knocking.size() == MAX_CHANNELS) {
        channel.refuse(Channels.SHORTAGE, "there are enough");
      } else {
        knocking.add(channel);
      }
    }

    private void letIn(boolean in) throws ProtocolException {
      for (StreamChannel channel : knocking) {
        if (in && ears.size() < 2 * MAX_CHANNELS) {
          Ear ear = new Ear();
          ears.put(channel, ear);
          channel.accept(ear);
        } else {
          channel.refuse(Channels.PROHIBITED, "not now");
        }
      }
      knocking.clear();
    }

    @Override
    public void secured() {}

    @Override
    public void message(int type, SshReader body) throws ProtocolException {
      channels.message(type, body);
    }

    void ours(int step) throws ProtocolException {
      List<Channel> open = new ArrayList<>(channels.all());
      open.removeAll(knocking); // nothing is done with what is not let in
      switch (step) {
        case 0 -> open(false);
        case 1 -> open(true);
        case 2 -> open.forEach(this::write);
        case 3 -> open.forEach(Channel::endInput);
        case 4 -> open.forEach(Channel::close);
        case 5 -> channels.askForLife();
        case 6 -> side.transport().rekey();
        default ->
            ears.forEach((channel, ear) -> {
              int count = ear.kept;
              ear.kept = 0;
              channel.consumed(count);
            });
      }
    }

    private void write(Channel channel) {
      if (++writes <= MAX_WRITES) {
        channel.write(new byte[300], new CompletableFuture<>());
      }
    }

    private void open(boolean stream) {
      if (ears.size() < MAX_CHANNELS) {
        Ear ear = new Ear();
        Channel made =
            stream
                ? channels.connect("there", 22, WINDOW, ear)
                : channels.session(SessionStart.exec("ls", Map.of("LANG", "C")), WINDOW, ear);
        ears.put(made, ear);
      }
    }

    /// Says it, and notes the room that it gives us if we took it.
    void say(byte[] message) throws ProtocolException, EndingException {
      int before = knocking.size();
      server.say(message);
      SshReader in = new SshReader(message);
      int type = message.length == 0 ? 0 : in.readByte();
      if (knocking.size() > before) {
        in.skip(in.readLength());
        int peer = in.readInt();
        peers.put(knocking.getLast().id(), peer);
        granted.merge(peer, in.readUnsignedInt(), Long::sum);
        return;
      }
      if (type == Message.CHANNEL_OPEN_CONFIRMATION) {
        int id = in.readInt();
        int peer = in.readInt();
        peers.put(id, peer);
        granted.merge(peer, in.readUnsignedInt(), Long::sum);
      } else if (type == Message.CHANNEL_WINDOW_ADJUST) {
        Integer peer = peers.get(in.readInt());
        if (peer != null) {
          granted.merge(peer, in.readUnsignedInt(), Long::sum);
        }
      }
    }

    /// Steps of forwarding: the door is opened, or what knocks is let in, or not, and windows are
    /// widened.
    void forward(int step) throws ProtocolException {
      switch (step) {
        case 13 -> {
          channels.guard(this);
          channels.ask("tcpip-forward", to -> to.putString("").putInt(0), (_, _) -> {});
        }
        case 14 -> letIn(true);
        default -> {
          letIn(false);
          ears.forEach((channel, ear) -> ear.window += channel.widen(100) ? 100 : 0);
        }
      }
    }

    void rekeyed() throws Exception {
      server.propose(Proposals.standard());
      server.finishExchange();
      check(server.heard());
    }

    void check(List<byte[]> said) throws ProtocolException {
      for (byte[] message : said) {
        if (message[0] == Message.CHANNEL_DATA) {
          SshReader in = new SshReader(message, 1, message.length - 1);
          int peer = in.readInt();
          long all = sent.merge(peer, (long) in.readLength(), Long::sum);
          holds(all <= granted.getOrDefault(peer, 0L), "we send no more than the window");
        }
      }
    }
  }

  private static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("broken: " + what);
    }
  }

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    Talk talk = new Talk();
    try {
      for (int i = 0; i < MAX_STEPS && !in.isEmpty(); i++) {
        int step = in.number() % 16;
        if (step == 8) {
          talk.rekeyed();
        } else if (step >= 13) {
          talk.forward(step);
        } else if (step < 8) {
          talk.ours(step);
        } else {
          talk.say(in.piece());
        }
        talk.check(talk.server.hear());
        holds(talk.side.said().length == 0, "all that was said is packets");
      }
    } catch (ProtocolException | EndingException e) {
      holds(!String.valueOf(e.getMessage()).isBlank(), "an error says something");
    }
  }

  /// A server may take packets of one byte only: then each byte of ours is sealed by itself, here
  /// and opened at the other end, for some kilobytes of garbage.
  @Override
  public long allocation() {
    return 48 << 20;
  }

  @Override
  public List<byte[]> seeds() {
    SshWriter confirmed = message(91).putInt(0).putInt(7).putInt(500).putInt(50);
    SshWriter second = message(91).putInt(1).putInt(8).putInt(500).putInt(50);
    SshWriter refused = message(92).putInt(0).putInt(1).putString("no").putString("");
    SshWriter fine = message(99).putInt(0);
    SshWriter no = message(100).putInt(0);
    SshWriter data = message(94).putInt(0).putString(new byte[400]);
    SshWriter trouble = message(95).putInt(0).putInt(1).putString("trouble");
    SshWriter more = message(93).putInt(0).putInt(1000);
    SshWriter eof = message(96).putInt(0);
    SshWriter close = message(97).putInt(0);
    SshWriter status = message(98).putInt(0).putString("exit-status").putBoolean(false).putInt(3);
    SshWriter signal =
        message(98)
            .putInt(0)
            .putString("exit-signal")
            .putBoolean(false)
            .putString("KILL")
            .putBoolean(false)
            .putString("killed")
            .putString("");
    SshWriter other = message(98).putInt(0).putString("other").putBoolean(true);
    SshWriter life = message(80).putString("keepalive@openssh.com").putBoolean(true);
    SshWriter theirs = message(90).putString("x11").putInt(4).putInt(4).putInt(4);
    SshWriter yes = message(81).putInt(8080);
    SshWriter knock = wanted("forwarded-tcpip").putString("").putInt(8080).putString("").putInt(1);
    SshWriter socket = wanted("forwarded-streamlocal@openssh.com").putString("/x").putString("");
    SshWriter agent = wanted("auth-agent@openssh.com");
    return List.of(
        FuzzInput.of(
            0, 9, confirmed, 9, fine, 9, data, 9, trouble, 7, 9, data, 9, status, 9, eof, 9, close),
        FuzzInput.of(0, 9, confirmed, 2, 2, 9, more, 9, fine, 3, 9, signal, 9, close),
        FuzzInput.of(1, 9, confirmed, 9, data, 2, 9, eof, 3, 4, 9, close),
        FuzzInput.of(0, 1, 9, confirmed, 9, second, 9, no, 9, close),
        FuzzInput.of(0, 9, refused, 5, 9, message(82), 9, life, 9, theirs, 9, other),
        FuzzInput.of(0, 4, 9, confirmed, 9, data, 9, close),
        FuzzInput.of(0, 9, confirmed, 6, 2, 9, more, 9, data, 8, 9, fine, 7, 9, close),
        FuzzInput.of(0, 9, confirmed, 9, fine, 8, 8, 9, data, 9, close),
        FuzzInput.of(
            13, 9, yes, 9, knock, 14, 9, data, 2, 9, more, 7, 3, 9, eof, 9, close, 9, knock, 15),
        FuzzInput.of(13, 9, knock, 9, yes, 9, agent, 15, 9, socket, 14, 4, 9, close, 5, 9, yes),
        FuzzInput.of(13, 9, knock, 9, data),
        FuzzInput.of(1, 13, 9, knock, 9, confirmed, 14, 8, 9, data, 9, close));
  }

  private static SshWriter wanted(String type) {
    return message(90).putString(type).putInt(9).putInt(500).putInt(50);
  }

  private static SshWriter message(int type) {
    return new SshWriter().putByte(type);
  }
}
