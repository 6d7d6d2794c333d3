package dev.muster.ssh;

import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.FakeGss;
import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.auth.Passwords;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.GroupExchange;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The moments in the life of a connection, and which messages a server may send at each: what is
/// neither taken nor answered ends the connection, whatever its number.
enum Moment {
  /// Lines of text may come, and no message is one.
  UNIDENTIFIED(Phase.BANNER, "", ""),
  IDENTIFIED(Phase.KEY_EXCHANGE, "1-4 20", ""),
  PROPOSED(Phase.KEY_EXCHANGE, "1 31", ""),
  /// A group was asked for: 31 brings one, which the reply that has this number elsewhere is not.
  CHOOSING_GROUP(Phase.KEY_EXCHANGE, "1", ""),
  CONFIRMING(Phase.AUTHENTICATE, "1 21", ""),
  SECURED(Phase.AUTHENTICATE, "1-4 6 7 20 53", "0 8-19 22-29"),
  AUTHENTICATING(Phase.AUTHENTICATE, "1-4 7 20 51-53", SECURED.answered),
  ASKING_METHODS(Phase.AUTHENTICATE, "1-4 7 20 51-53", SECURED.answered),
  ASKING_ABOUT_KEY(Phase.AUTHENTICATE, "1-4 7 20 51-53 60", SECURED.answered),
  PASSWORD_SENT(Phase.AUTHENTICATE, "1-4 7 20 51-53 60", SECURED.answered),
  QUESTIONS_WANTED(Phase.AUTHENTICATE, "1-4 7 20 51-53 60", SECURED.answered),
  /// Somebody is asked for the password: until there is one, the server was asked nothing.
  ON_AN_ERRAND(Phase.AUTHENTICATE, "1-4 7 20 53", SECURED.answered),
  /// A ticket was offered: 60 takes the mechanism, which is another thing elsewhere.
  TICKET_OFFERED(Phase.AUTHENTICATE, "1-4 7 20 51-53 60 64 65", SECURED.answered),
  TICKET_SHOWN(Phase.AUTHENTICATE, "1-4 7 20 51-53 61 64 65", SECURED.answered),
  TICKET_PROVEN(Phase.AUTHENTICATE, "1-4 7 20 51-53 64 65", SECURED.answered),
  MACHINE_SPEAKS(Phase.AUTHENTICATE, "1-4 7 20 51-53", SECURED.answered),
  IDLE(Phase.RUN, "1-4 7 20 80 90", "0 8-19 22-29 53 83-89 101-255"),
  OPENING(Phase.RUN, "1-4 7 20 80 90-92", IDLE.answered),
  STARTING(Phase.RUN, "1-4 7 20 80 90 93-100", IDLE.answered),
  TERMINAL_WANTED(Phase.RUN, STARTING.taken, IDLE.answered),
  RUNNING(Phase.RUN, "1-4 7 20 80 90 93-98", IDLE.answered),
  BREAK_WANTED(Phase.RUN, STARTING.taken, IDLE.answered),
  HALF_CLOSED(Phase.RUN, "1-4 7 20 80 90 93 97 98", IDLE.answered),
  CLOSING(Phase.RUN, "1-4 7 20 80 90 93-98", IDLE.answered),
  CLOSED(Phase.RUN, "1-4 7 20 80 90", IDLE.answered),
  TUNNEL_OPENING(Phase.RUN, OPENING.taken, IDLE.answered),
  TUNNEL(Phase.RUN, RUNNING.taken, IDLE.answered),
  /// A port over there was asked for, and the answer is due.
  FORWARD_WANTED(Phase.RUN, "1-4 7 20 80-82 90", IDLE.answered),
  /// The server may open channels for it.
  FORWARDING(Phase.RUN, IDLE.taken, IDLE.answered),
  /// One that it asked for waits for us, and nothing may be said on it.
  KNOCKING(Phase.RUN, IDLE.taken, IDLE.answered),
  LED_IN(Phase.RUN, RUNNING.taken, IDLE.answered),
  /// What is answered is answered when there are new keys: the server has not heard of ours yet.
  REKEYING_OURS(Phase.RUN, "0-4 8-20 22-29 53 80 83-90 93-98 101-255", ""),
  REKEYING_THEIRS(Phase.RUN, "1-4 31", ""),
  REKEYING_CONFIRMING(Phase.RUN, "1-4 21", "");

  private static final String NAME = "SSH-2.0-Raw_test";
  private static final String GROUP_EXCHANGE = "diffie-hellman-group-exchange-sha256";

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

  /// Returns whether it ends the connection, rightly made: a farewell, or nothing is left to try.
  boolean ends(int number) {
    return switch (number) {
      case Message.DISCONNECT -> this != UNIDENTIFIED;
      case Message.USERAUTH_FAILURE ->
          this == AUTHENTICATING
              || this == PASSWORD_SENT
              || this == QUESTIONS_WANTED
              || this == MACHINE_SPEAKS
              || isOfTickets();
      default -> false;
    };
  }

  /// Returns a message of that number as it is right at this moment.
  byte[] right(int number) {
    if (number == Message.CHANNEL_OPEN && isForwarding()) {
      return Body.forwarded(5);
    }
    boolean other = number == Message.USERAUTH_PK_OK; // the number means something else each time
    if (other && this == PASSWORD_SENT) {
      return new SshWriter().putByte(number).putString("it has run out").putString("").toBytes();
    }
    if (isOfTickets() && number >= 60 && number < 80) {
      return Body.ofTickets(number);
    }
    return other && this == QUESTIONS_WANTED ? Body.question() : Body.of(number);
  }

  private boolean isOfTickets() {
    return this == TICKET_OFFERED || this == TICKET_SHOWN || this == TICKET_PROVEN;
  }

  /// Returns a client in memory with what this moment needs.
  MemoryClient client() throws Exception {
    return new MemoryClient(options(), this != ON_AN_ERRAND);
  }

  /// Returns what a client needs to come to this moment.
  ConnectionOptions options() {
    ConnectionOptions usual = MemoryClient.options(false);
    Algorithms algorithms =
        this == CHOOSING_GROUP
            ? usual.algorithms().withKeyExchanges(List.of(GROUP_EXCHANGE))
            : usual.algorithms();
    return new ConnectionOptions(
        algorithms, credentials(), usual.hostKeys(), usual.limits(), usual.rekey());
  }

  private Authentication credentials() {
    Authentication nothing = Authentication.of(List.of());
    return switch (this) {
      case ASKING_METHODS, PASSWORD_SENT -> nothing.withPasswords(new Known());
      case ON_AN_ERRAND -> nothing.withPasswords(Moment::thinks);
      case TICKET_OFFERED, TICKET_SHOWN, TICKET_PROVEN ->
          nothing.withVouchers(Vouchers.none().withGss(new FakeGss(FakeGss.Trouble.NONE)));
      case MACHINE_SPEAKS -> {
        List<Identity> keys = List.of(Identity.of(HostKeys.OTHER));
        yield nothing.withVouchers(
            Vouchers.none().withMachine(Hostbased.of(keys, "me", "here.example")));
      }
      case QUESTIONS_WANTED ->
          nothing.withPrompts(round -> Optional.of(List.of("said".toCharArray())));
      case ASKING_ABOUT_KEY -> {
        byte[] blob = HostKeys.ED25519.publicKey().blob();
        Identity held = Identity.of(blob, "", HostKeys.ED25519::sign).orElseThrow();
        yield Authentication.of(List.of(held, Identity.of(HostKeys.OTHER)));
      }
      default -> Authentication.of(Identity.ofAll(List.of(HostKeys.ED25519)));
    };
  }

  /// Knows a password and, where that has run out, the next.
  private static final class Known implements Passwords {
    @Override
    public Optional<char[]> password(Account account) {
      return Optional.of("pass".toCharArray());
    }

    @Override
    public Optional<char[]> changed(Account account, String prompt) {
      return Optional.of("next".toCharArray());
    }
  }

  /// Does not come to a password before it is interrupted.
  private static Optional<char[]> thinks(Account account) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
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
    if (this == UNIDENTIFIED) {
      return;
    }
    server.identify(NAME);
    if (this == IDENTIFIED) {
      server.hearUntil(Message.KEXINIT);
      return;
    }
    if (this == CHOOSING_GROUP) {
      KexInit slow = RawServer.strictly(Proposals.of(GROUP_EXCHANGE, "ssh-ed25519"));
      server.propose(slow).hearUntil(GroupExchange.REQUEST);
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
    if (phase == Phase.AUTHENTICATE) {
      login(server);
      return;
    }
    server.say(Message.USERAUTH_SUCCESS);
    if (this == TUNNEL_OPENING || this == TUNNEL) {
      ours.tunnel();
      server.hearUntil(Message.CHANNEL_OPEN);
      if (this == TUNNEL) {
        server.say(Body.confirmation(1000, 1000));
      }
    } else if (isForwarding()) {
      forward(server, ours);
    } else if (this != IDLE) {
      session(server, ours);
    }
  }

  private boolean isForwarding() {
    return this == FORWARD_WANTED || this == FORWARDING || this == KNOCKING || this == LED_IN;
  }

  private void forward(RawServer server, Ours ours) throws Exception {
    ours.forward(this == KNOCKING);
    server.hearUntil(Message.GLOBAL_REQUEST);
    if (this == FORWARD_WANTED) {
      return;
    }
    server.say(Message.REQUEST_SUCCESS);
    if (this == FORWARDING) {
      return;
    }
    server.say(Body.forwarded(7));
    if (this == LED_IN) {
      server.hearUntil(Message.CHANNEL_OPEN_CONFIRMATION);
    }
  }

  private void login(RawServer server) throws Exception {
    switch (this) {
      case PASSWORD_SENT ->
          server.say(Body.refused("password")).hearUntil(Message.USERAUTH_REQUEST);
      case QUESTIONS_WANTED ->
          server.say(Body.refused("keyboard-interactive")).hearUntil(Message.USERAUTH_REQUEST);
      case ON_AN_ERRAND -> server.say(Body.refused("password"));
      case MACHINE_SPEAKS ->
          server.say(Body.refused("hostbased")).hearUntil(Message.USERAUTH_REQUEST);
      case TICKET_OFFERED, TICKET_SHOWN, TICKET_PROVEN -> showTicket(server);
      default -> {}
    }
  }

  private void showTicket(RawServer server) throws Exception {
    server.say(Body.refused("gssapi-with-mic")).hearUntil(Message.USERAUTH_REQUEST);
    if (this != TICKET_OFFERED) {
      server.say(Body.ofTickets(Message.USERAUTH_GSSAPI_RESPONSE));
      server.hearUntil(Message.USERAUTH_GSSAPI_TOKEN);
    }
    if (this == TICKET_PROVEN) {
      server.say(Body.ofTickets(Message.USERAUTH_GSSAPI_TOKEN));
      server.hearUntil(Message.USERAUTH_GSSAPI_MIC);
    }
  }

  private void session(RawServer server, Ours ours) throws Exception {
    if (this == TERMINAL_WANTED) {
      ours.terminal();
    } else {
      ours.exec();
    }
    server.hearUntil(Message.CHANNEL_OPEN);
    if (this == OPENING) {
      return;
    }
    server.say(Body.confirmation(1000, 1000)).hearUntil(Message.CHANNEL_REQUEST);
    if (this == STARTING || this == TERMINAL_WANTED) {
      return;
    }
    server.say(Body.of(Message.CHANNEL_SUCCESS));
    switch (this) {
      case BREAK_WANTED -> {
        ours.sendBreak();
        server.hearUntil(Message.CHANNEL_REQUEST);
      }
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
