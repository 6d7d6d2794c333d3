package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A client's transport in each of its states, against a server that says anything: from bytes in
/// place of the identification to messages under the first keys and within later exchanges.
///
/// Input: the state, the algorithms, then what the server does: a right reply with parts replaced,
/// new keys, a right proposal, or a message as it is.
public final class HandshakeFuzz implements FuzzTarget {

  private static final String NAME = "SSH-2.0-Raw_test";
  private static final int STATES = 8;
  private static final int MAX_STEPS = 40;
  private static final List<KexInit> PROPOSALS =
      List.of(
          Proposals.standard(),
          Proposals.of("ecdh-sha2-nistp256", "ecdsa-sha2-nistp256"),
          Proposals.of("ecdh-sha2-nistp384", "ssh-ed25519"),
          Proposals.of("mlkem768x25519-sha256", "ssh-ed25519"));

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    int state = in.number() % STATES;
    KexInit proposal = PROPOSALS.get(in.number() % PROPOSALS.size());
    Side client = Side.client(proposal, Side.NEVER);
    client.transport().start();
    if (state == 0) {
      identification(client, in);
      return;
    }
    String hostKey = proposal.hostKeys().getFirst();
    RawServer server = new RawServer(client).withHostKey(HostKeys.signing(hostKey)).identify(NAME);
    KexInit ours = in.number() % 2 == 0 ? RawServer.strictly(proposal) : proposal;
    begin(state, client, server, ours);
    boolean honest = state >= 4;
    int secured = client.timesSecured();
    try {
      for (int i = 0; i < MAX_STEPS && !in.isEmpty(); i++) {
        honest |= step(server, ours, in);
        server.hear();
        if (!honest && client.timesSecured() > secured) {
          throw new AssertionError("keys without a reply that was signed");
        }
      }
    } catch (Wrong e) {
      // what the server was to do makes no sense here
    } catch (ProtocolException | EndingException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static void identification(Side client, FuzzInput in) {
    try {
      while (!in.isEmpty()) {
        client.receive(in.piece());
      }
    } catch (ProtocolException | EndingException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static void begin(int state, Side client, RawServer server, KexInit ours)
      throws Exception {
    server.hear();
    if (state >= 2) {
      server.propose(ours);
      server.hear();
    }
    if (state == 3) {
      server.answer();
      server.hear();
    }
    if (state >= 4) {
      server.finishExchange();
    }
    if (state >= 5) {
      client.transport().established();
    }
    if (state == 6) {
      client.transport().rekey();
      server.hear();
    }
    if (state == 7) {
      server.propose(ours).hear();
    }
  }

  /// The harness itself cannot do what the input asks for.
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(Throwable cause) {
      super(cause);
    }
  }

  /// Does one thing, and returns whether it was a right reply.
  private static boolean step(RawServer server, KexInit ours, FuzzInput in)
      throws ProtocolException, EndingException, Wrong {
    switch (in.number() % 6) {
      case 0 -> {
        int replaced = in.number() % 8;
        server.say(reply(server, replaced, in));
        return replaced == 0;
      }
      case 1 -> {
        server.say(Message.NEWKEYS);
        try {
          server.useKeys();
        } catch (Exception e) {
          throw new Wrong(e);
        }
      }
      case 2 -> server.propose(ours);
      default -> server.say(in.piece());
    }
    return false;
  }

  private static byte[] reply(RawServer server, int replaced, FuzzInput in) throws Wrong {
    try {
      byte[] right = server.reply();
      SshReader parts = new SshReader(right, 1, right.length - 1);
      SshWriter reply = new SshWriter().putByte(right[0]);
      for (int i = 0; i < 3; i++) {
        byte[] part = parts.readString();
        reply.putString((replaced >> i & 1) == 1 ? in.piece() : part);
      }
      return reply.toBytes();
    } catch (Exception e) {
      throw new Wrong(e);
    }
  }

  @Override
  public List<byte[]> seeds() {
    byte[] proposal = RawServer.strictly(Proposals.standard()).payload(new byte[16]);
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(FuzzInput.of(0, 0, "SSH-2.0-x y\r\n".getBytes(StandardCharsets.US_ASCII)));
    seeds.add(
        FuzzInput.of(0, 0, "hello\r\nSSH-1.99-x\n".getBytes(StandardCharsets.US_ASCII), proposal));
    byte[] names =
        new SshWriter()
            .putByte(7)
            .putInt(1)
            .putString("server-sig-algs")
            .putString("ssh-ed25519,rsa-sha2-256")
            .toBytes();
    byte[] goodbye = new SshWriter().putByte(1).putInt(2).putString("bye").putString("").toBytes();
    byte[] idle = new SshWriter().putByte(2).putString("x").toBytes();
    byte[] debug = new SshWriter().putByte(4).putByte(1).putString("x").putString("").toBytes();
    byte[] open =
        new SshWriter().putByte(90).putString("x").putInt(1).putInt(2).putInt(3).toBytes();
    byte[] signature = new SshWriter().putString("ssh-ed25519").putString(new byte[64]).toBytes();
    byte[] share = new byte[32];
    byte[] point = new byte[65];
    point[0] = 4;
    byte[] key = HostKeys.ED25519.publicKey().blob();
    for (int method = 0; method < PROPOSALS.size(); method++) {
      seeds.add(FuzzInput.of(1, method, 0, 2, 0, 0, 1, 5, names, 5, idle));
      seeds.add(FuzzInput.of(2, method, 0, 0, 0, 1, 5, names));
      seeds.add(FuzzInput.of(2, method, 1, 0, 7, key, share, signature));
      seeds.add(FuzzInput.of(2, method, 1, 0, 2, point));
      seeds.add(FuzzInput.of(2, method, 0, 0, 4, signature));
    }
    seeds.add(FuzzInput.of(1, 0, 0, 5, proposal, 5, idle));
    seeds.add(FuzzInput.of(3, 0, 0, 1, 5, names, 5, open));
    seeds.add(FuzzInput.of(4, 0, 0, 5, names, 5, debug, 5, idle, 5, open, 2, 0, 0, 1, 5, goodbye));
    seeds.add(FuzzInput.of(5, 0, 0, 5, open, 2, 0, 0, 1, 2, 0, 0, 1, 5, open));
    seeds.add(FuzzInput.of(6, 0, 0, 5, idle, 2, 0, 0, 1, 5, open));
    seeds.add(FuzzInput.of(7, 0, 0, 0, 0, 1, 5, open, 5, new byte[] {KexMethod.REPLY}));
    return seeds;
  }
}
