package dev.muster.ssh;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import java.util.ArrayList;
import java.util.List;

/// A whole connection, from any [Moment] of it on, with a server that says anything and makes right
/// exchanges of keys in between: it ends with one of the two exceptions that say why, a session is
/// told its end once, and what we say stays readable.
///
/// Input: the moment, then steps of ours, exchanges of keys and messages of the server's.
public final class ConnectionFuzz implements FuzzTarget {

  private static final int MAX_STEPS = 60;
  private static final List<Moment> MOMENTS = List.of(Moment.values());

  /// Makes one.
  public ConnectionFuzz() {}

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    Moment moment = MOMENTS.get(in.number() % MOMENTS.size());
    MemoryClient client = moment.client();
    RawServer server = new RawServer(client);
    moment.reach(server, client, "");
    try {
      for (int i = 0; i < MAX_STEPS && !in.isEmpty(); i++) {
        step(in, client, server);
        server.hear();
      }
    } catch (ProtocolException | EndingException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    } finally {
      client.end();
    }
    long ends = client.events().stream().filter(event -> event.endsWith("]")).count();
    if (ends > 1 || (ends == 1 && !client.events().getLast().endsWith("]"))) {
      throw new AssertionError("a session that goes on after its end: " + client.events());
    }
  }

  private static void step(FuzzInput in, MemoryClient client, RawServer server) throws Exception {
    switch (in.number() % 16) {
      case 0 -> client.waits(1000);
      case 1 -> client.closeSession();
      case 2 -> {
        if (client.phase() == Phase.RUN) {
          client.rekey();
        }
      }
      case 3 -> {
        if (client.phase() == Phase.RUN) {
          server.propose(Proposals.standard());
          server.finishExchange();
        }
      }
      default -> server.say(in.piece());
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (Moment moment : MOMENTS) {
      for (int number = 1; number <= 100; number++) {
        if (moment.takes(number) && number != 31 && number != Message.NEWKEYS) {
          seeds.add(FuzzInput.of(MOMENTS.indexOf(moment), 5, moment.right(number), 5, Body.of(2)));
        }
      }
    }
    int idle = MOMENTS.indexOf(Moment.IDLE);
    int running = MOMENTS.indexOf(Moment.RUNNING);
    seeds.add(FuzzInput.of(idle, 3, 5, Body.of(80), 2, 3, 5, Body.of(90)));
    seeds.add(
        FuzzInput.of(
            running,
            5,
            Body.of(94),
            3,
            5,
            Body.of(95),
            5,
            Body.of(98),
            5,
            Body.of(96),
            5,
            Body.of(97)));
    seeds.add(FuzzInput.of(running, 1, 5, Body.of(94), 3, 5, Body.of(97)));
    seeds.add(
        FuzzInput.of(
            MOMENTS.indexOf(Moment.SECURED),
            5,
            Body.of(7),
            5,
            Body.of(6),
            5,
            Body.of(53),
            5,
            Body.of(52),
            3,
            5,
            Body.of(80)));
    return seeds;
  }
}
