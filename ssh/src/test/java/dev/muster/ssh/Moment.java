package dev.muster.ssh;

import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import java.util.Arrays;

/// The moments in the life of a connection, and which messages a server may send at each: what is
/// neither taken nor answered ends the connection, whatever its number.
enum Moment {
  IDENTIFIED(Phase.KEY_EXCHANGE, "1-4 20", ""),
  PROPOSED(Phase.KEY_EXCHANGE, "1 31", ""),
  CONFIRMING(Phase.AUTHENTICATE, "1 21", ""),
  SECURED(Phase.AUTHENTICATE, "1-4 6 7 20 53", "0 8-19 22-29"),
  AUTHENTICATING(Phase.AUTHENTICATE, "1-4 7 20 51-53", "0 8-19 22-29"),
  IDLE(Phase.RUN, "1-4 7 20 80 90", "0 8-19 22-29 53 83-89 101-255"),
  OPENING(Phase.RUN, "1-4 7 20 80 90-92", IDLE.answered),
  STARTING(Phase.RUN, "1-4 7 20 80 90 93-100", IDLE.answered),
  RUNNING(Phase.RUN, "1-4 7 20 80 90 93-98", IDLE.answered),
  HALF_CLOSED(Phase.RUN, "1-4 7 20 80 90 93 97 98", IDLE.answered),
  CLOSING(Phase.RUN, "1-4 7 20 80 90 93-98", IDLE.answered),
  CLOSED(Phase.RUN, "1-4 7 20 80 90", IDLE.answered),
  /// What is answered is answered when there are new keys: the server has not heard of ours yet.
  REKEYING_OURS(Phase.RUN, "0-4 8-20 22-29 53 80 83-90 93-98 101-255", ""),
  REKEYING_THEIRS(Phase.RUN, "1-4 31", ""),
  REKEYING_CONFIRMING(Phase.RUN, "1-4 21", "");

  private static final String NAME = "SSH-2.0-Raw_test";

  private final Phase phase;
  private final String taken;
  private final String answered;

  Moment(Phase phase, String taken, String answered) {
    this.phase = phase;
    this.taken = taken;
    this.answered = answered;
  }

  /// Returns the phase that a failure names here.
  Phase phase() {
    return phase;
  }

  /// Returns whether a message of that number, rightly made, has its place here or means nothing.
  boolean takes(int number) {
    return holds(taken, number);
  }

  /// Returns whether it is answered as unknown.
  boolean answers(int number) {
    return holds(answered, number);
  }

  private static boolean holds(String ranges, int number) {
    return !ranges.isEmpty()
        && Arrays.stream(ranges.split(" "))
            .map(range -> range.split("-"))
            .anyMatch(ends ->
                number >= Integer.parseInt(ends[0])
                    && number <= Integer.parseInt(ends[ends.length - 1]));
  }

  /// Brings a connection to this moment.
  void reach(RawServer server, Ours ours, String compression) throws Exception {
    KexInit proposal = Proposals.standard();
    if (!compression.isEmpty()) {
      proposal = Proposals.compressing(compression);
    }
    server.identify(NAME);
    if (this == IDENTIFIED) {
      server.hearUntil(Message.KEXINIT);
      return;
    }
    server.propose(RawServer.strictly(proposal)).hearUntil(30);
    if (this == PROPOSED) {
      return;
    }
    server.answer().hearUntil(Message.NEWKEYS);
    if (this == CONFIRMING) {
      return;
    }
    server.newKeys().hearUntil(Message.SERVICE_REQUEST);
    if (this == SECURED) {
      return;
    }
    server.hearUntil(Message.USERAUTH_REQUEST);
    server.say(new SshWriter().putByte(Message.SERVICE_ACCEPT).putString("ssh-userauth"));
    if (this == AUTHENTICATING) {
      return;
    }
    server.say(Message.USERAUTH_SUCCESS);
    if (this != IDLE) {
      session(server, ours);
    }
  }

  private void session(RawServer server, Ours ours) throws Exception {
    ours.exec();
    server.hearUntil(Message.CHANNEL_OPEN);
    if (this == OPENING) {
      return;
    }
    server.say(Body.confirmation(1000, 1000)).hearUntil(Message.CHANNEL_REQUEST);
    if (this == STARTING) {
      return;
    }
    server.say(Body.of(Message.CHANNEL_SUCCESS));
    switch (this) {
      case HALF_CLOSED -> server.say(Body.of(Message.CHANNEL_EOF));
      case CLOSING -> {
        ours.closeSession();
        server.hearUntil(Message.CHANNEL_CLOSE);
      }
      case CLOSED -> server.say(Body.of(Message.CHANNEL_CLOSE)).hearUntil(Message.CHANNEL_CLOSE);
      case REKEYING_OURS -> {
        ours.rekey();
        server.hearUntil(Message.KEXINIT);
      }
      case REKEYING_THEIRS -> server.propose(Proposals.standard()).hearUntil(30);
      case REKEYING_CONFIRMING ->
          server.propose(Proposals.standard()).hearUntil(30).answer().hearUntil(Message.NEWKEYS);
      default -> {}
    }
  }
}
