package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.kerberos.ErrorTokens;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// Authentication against a server that says anything: the user is let in only after the service
/// was accepted and something was asked, and what we ask has an end.
///
/// Input: what we have to authenticate with, then the server's messages. Nothing of a proof by the
/// GSS-API stays open once it is over.
public final class AuthFuzz implements FuzzTarget {

  private static final int MAX_MESSAGES = 60;

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

  private static Authentication having(int what) {
    Identity own = Identity.of(HostKeys.ED25519);
    Identity held =
        Identity.of(HostKeys.OTHER.publicKey().blob(), "", HostKeys.OTHER::sign).orElseThrow();
    List<Identity> identities =
        switch (what & 3) {
          case 0 -> List.of(own);
          case 1 -> List.of(held, own);
          case 2 -> List.of(own, held);
          default -> List.of();
        };
    Authentication all = Authentication.of(identities);
    if ((what & 4) != 0) {
      all = all.withPasswords(new Known());
    }
    if ((what & 8) != 0) {
      all =
          all.withPrompts(round ->
              Optional.of(round.prompts().stream().map(each -> "said".toCharArray()).toList()));
    }
    if ((what & 16) != 0) {
      FakeGss.Trouble[] troubles = FakeGss.Trouble.values();
      FakeGss gss = new FakeGss(troubles[(what >> 5 & 7) % troubles.length]);
      Hostbased machine = Hostbased.of(List.of(own, held), "al", "desk.example");
      all = all.withVouchers(Vouchers.none().withGss(gss).withMachine(machine));
    }
    return all;
  }

  private static final class Client implements Transport.Upper {
    private final ClientAuth auth;
    private final Transport transport;
    private final Queue<Errands.Errand> errands = new ArrayDeque<>();
    private boolean authenticated;

    Client(Authentication how, Transport transport) {
      this.transport = transport;
      this.auth = new ClientAuth(new Account("alice", "host", 22), how, transport, errands::add);
    }

    @Override
    public void secured() throws EndingException {
      auth.begin();
    }

    @Override
    public void message(int type, SshReader body) throws ProtocolException, EndingException {
      if (!authenticated && auth.message(type, body)) {
        authenticated = true;
        transport.established();
      }
    }

    @Override
    public void serverSignatureAlgorithms(List<String> names) {
      auth.serverSignatureAlgorithms(names);
    }
  }

  /// Makes one.
  public AuthFuzz() {}

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    Authentication how = having(in.number());
    Side side = Side.client(Proposals.standard(), Side.NEVER);
    Client client = new Client(how, side.transport());
    side.handTo(client);
    boolean accepted = false;
    long asked = 0;
    try {
      RawServer server = RawServer.secured(side);
      asked = requests(server.heard());
      for (int i = 0; i < MAX_MESSAGES && !in.isEmpty() && !client.authenticated; i++) {
        byte[] message = in.piece();
        server.say(message);
        accepted |= message.length > 0 && message[0] == Message.SERVICE_ACCEPT;
        while (!client.errands.isEmpty()) {
          client.errands.remove().run().run();
        }
        holds(!client.authenticated || (accepted && asked > 0), "a success needs a request");
        asked += requests(server.hear());
        holds(asked <= 2L * MAX_MESSAGES + 8, "requests have an end");
        holds(client.auth.banner().length() <= 1 << 14, "banners have an end");
      }
    } catch (ProtocolException | EndingException e) {
      holds(!String.valueOf(e.getMessage()).isBlank(), "an error says something");
    }
    client.auth.ended();
    if (how.vouchers().gss().orElse(null) instanceof FakeGss gss) {
      holds(gss.open() == 0, "no proof stays open");
    }
  }

  private static long requests(List<byte[]> messages) {
    return messages.stream().filter(message -> message[0] == Message.USERAUTH_REQUEST).count();
  }

  private static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("broken: " + what);
    }
  }

  @Override
  public List<byte[]> seeds() {
    SshWriter service = message(Message.SERVICE_ACCEPT).putString("ssh-userauth");
    SshWriter all =
        message(Message.USERAUTH_FAILURE)
            .putString("publickey,password,keyboard-interactive")
            .putBoolean(false);
    SshWriter more =
        message(Message.USERAUTH_FAILURE)
            .putString("password,keyboard-interactive")
            .putBoolean(true);
    SshWriter success = message(Message.USERAUTH_SUCCESS);
    SshWriter banner = message(Message.USERAUTH_BANNER).putString("hello\n").putString("");
    SshWriter fine =
        message(60).putString("ssh-ed25519").putString(HostKeys.OTHER.publicKey().blob());
    SshWriter question =
        message(60)
            .putString("")
            .putString("who")
            .putString("")
            .putInt(2)
            .putString("Password: ")
            .putBoolean(false)
            .putString("Code: ")
            .putBoolean(true);
    SshWriter tickets =
        message(Message.USERAUTH_FAILURE)
            .putString("gssapi-with-mic,hostbased,publickey")
            .putBoolean(false);
    SshWriter chosen = message(60).putString(FakeGss.MECHANISM);
    SshWriter token = message(61).putString("theirs");
    SshWriter error = message(64).putInt(1).putInt(2).putString("no").putString("");
    SshWriter errorToken = message(65).putString(ErrorTokens.ofClocks());
    SshWriter nothing = message(60).putString("").putString("").putString("").putInt(0);
    SshWriter change = message(60).putString("it has run out").putString("");
    SshWriter names =
        message(Message.EXT_INFO)
            .putInt(1)
            .putString("server-sig-algs")
            .putString("ssh-ed25519,rsa-sha2-512");
    return List.of(
        FuzzInput.of(0, names, service, banner, success),
        FuzzInput.of(1, service, fine, success),
        FuzzInput.of(1, service, all, all, all),
        FuzzInput.of(14, service, all, question, nothing, success),
        FuzzInput.of(7, service, all, change, success),
        FuzzInput.of(15, service, all, all, question, more, change, all, success),
        FuzzInput.of(2, service, more, all, banner, all),
        FuzzInput.of(19, service, tickets, chosen, token, success),
        FuzzInput.of(16, service, tickets, chosen, error, errorToken, tickets, all, success),
        FuzzInput.of(0xb0, service, tickets, chosen, token, all, success),
        FuzzInput.of(0xd7, service, tickets, chosen, token, token, token, tickets, all));
  }

  private static SshWriter message(int type) {
    return new SshWriter().putByte(type);
  }
}
