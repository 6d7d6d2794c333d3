package dev.muster.fleet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.packet.Scratch;
import dev.muster.ssh.transport.EndingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The server's protocol code with neither sockets nor threads nor a clock: what is written to it
/// is answered before the call returns.
final class MemoryServer implements Wire, Driver {

  static final SshPrivateKey HOST_KEY = KeyPairs.generate(KeyType.ED25519);

  private final Scratch scratch = new Scratch(Crypto.system());
  private final Tally tally = new Tally();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ArrayDeque<Work> soon = new ArrayDeque<>();
  private final List<Work> later = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final ServerProtocol protocol;
  private byte[] leftover = new byte[0];

  MemoryServer(Behaviour behaviour, Authorized authorized) {
    this(
        behaviour,
        authorized,
        (command, _, console) ->
            new CannedProgram(
                ((Script.Canned) behaviour.script()).answers().apply(command), console));
  }

  MemoryServer(Behaviour behaviour, Authorized authorized, ServerChannels.Programs programs) {
    this.protocol =
        new ServerProtocol(
            new ServerProtocol.HostTerms(behaviour, List.of(HOST_KEY), authorized, Ports.NONE),
            Map.of(),
            programs,
            this,
            tally,
            scratch);
    step(protocol::start);
  }

  static MemoryServer answering(Answer answer) {
    return new MemoryServer(Behaviour.of(Script.always(answer)), new Authorized.Anyone());
  }

  FleetCounters counters() {
    return tally.counters();
  }

  /// Lets all the time pass that the server waits for.
  List<Duration> passTime() {
    List<Work> due = List.copyOf(later);
    later.clear();
    due.forEach(this::step);
    List<Duration> passed = List.copyOf(delays);
    delays.clear();
    return passed;
  }

  @Override
  public void write(byte[] bytes) {
    ByteBuffer in = ByteBuffer.allocate(leftover.length + bytes.length);
    in.put(leftover).put(bytes).flip();
    step(() -> protocol.receive(in));
    leftover = new byte[in.remaining()];
    in.get(leftover);
  }

  @Override
  public byte[] read() {
    byte[] all = said.toByteArray();
    said.reset();
    if (all.length == 0) {
      throw new AssertionError("the server has nothing to say");
    }
    return all;
  }

  @Override
  public void close() {
    step(protocol::lost);
  }

  @Override
  public boolean pass(Point point) {
    return true;
  }

  @Override
  public int room() {
    return Math.max(0, (1 << 17) - scratch.out().position());
  }

  @Override
  public void later(Duration delay, Work work) {
    delays.add(delay);
    later.add(work);
  }

  @Override
  public void soon(Work work) {
    soon.add(work);
  }

  private void step(Work work) {
    try {
      work.run();
      boolean more = true;
      while (more) {
        protocol.pump();
        more = scratch.out().position() > 0 || !soon.isEmpty();
        byte[] now = new byte[scratch.out().position()];
        scratch.out().flip().get(now);
        scratch.clearOut();
        said.writeBytes(now);
        if (!soon.isEmpty()) {
          soon.remove().run();
        }
      }
    } catch (IOException | ProtocolException | EndingException | GeneralSecurityException e) {
      throw new ServerEnded(e);
    }
  }

  /// The server ended the connection.
  static final class ServerEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerEnded(Exception why) {
      super(why.getMessage(), why);
    }
  }
}
