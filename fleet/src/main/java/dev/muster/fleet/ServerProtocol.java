package dev.muster.fleet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.packet.Scratch;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;

/// The whole server side of one connection without I/O: transport, authentication and channels.
///
/// Bytes of the client go into [#receive]; what is to be sent is appended to [Scratch#out]. One
/// thread at a time.
final class ServerProtocol implements Transport.Upper {

  static final String IDENTIFICATION = "SSH-2.0-MusterFleet_0.1 for_demo_and_tests_only";

  private static final int MAX_ATTEMPTS = 20;
  private static final List<String> SIGNATURES =
      List.of(
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "rsa-sha2-512",
          "rsa-sha2-256");

  private final Behaviour behaviour;
  private final Driver driver;
  private final Tally tally;
  private final Scratch scratch;
  private final Transport transport;
  private final ServerAuth auth;
  private final ServerChannels channels;
  private boolean served;
  private boolean bannerSaid;
  private boolean authenticated;
  private int attempts;

  /// Makes one side of a connection.
  ///
  /// @param terms the host's, with at least one host key
  /// @param variables what each command finds in its environment
  ServerProtocol(
      HostTerms terms,
      Map<String, String> variables,
      ServerChannels.Programs programs,
      Driver driver,
      Tally tally,
      Scratch scratch) {
    this.behaviour = terms.behaviour();
    this.driver = driver;
    this.tally = tally;
    this.scratch = scratch;
    ServerExchange exchange =
        new ServerExchange(behaviour, terms.hostKeys(), driver, scratch.crypto());
    this.transport =
        new Transport(
            false,
            IDENTIFICATION,
            exchange,
            this,
            (bytes, _) -> bytes >= behaviour.rekeyBytes(),
            scratch);
    boolean deny = behaviour.trouble() instanceof Trouble.Deny;
    this.auth = new ServerAuth(terms.authorized(), deny, transport, scratch.crypto());
    this.channels = new ServerChannels(transport, driver, programs, variables, terms.ports());
  }

  /// What one host is like to whoever connects.
  record HostTerms(
      Behaviour behaviour, List<SshPrivateKey> hostKeys, Authorized authorized, Ports ports) {}

  /// Says identification and proposal, before the client was heard.
  void start() throws GeneralSecurityException {
    if (!driver.pass(Point.ACCEPTED)) {
      return;
    }
    for (String line : behaviour.linesBefore()) {
      scratch.out().put((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
    int identified = scratch.out().position() + IDENTIFICATION.length() + 2;
    transport.start();
    if (behaviour.trouble().strikesAt(Point.IDENTIFIED) && !passIdentified(identified)) {
      return;
    }
    driver.pass(Point.PROPOSED);
  }

  /// Takes what came from the client, as far as it makes whole messages.
  void receive(ByteBuffer in) throws ProtocolException, EndingException {
    transport.receive(in);
  }

  /// Goes on sending output.
  void pump() {
    channels.pump();
  }

  /// The connection is gone: every command ends.
  void lost() {
    channels.lost();
  }

  Transport transport() {
    return transport;
  }

  @Override
  public void secured() {
    if (driver.pass(Point.SECURED) && transport.takesExtensions()) {
      transport.send(
          transport
              .message(Message.EXT_INFO)
              .putInt(1)
              .putString("server-sig-algs")
              .putNames(SIGNATURES));
    }
  }

  @Override
  public void message(int type, SshReader body) throws ProtocolException, EndingException {
    if (type == Message.SERVICE_REQUEST) {
      service(body);
    } else if (type == Message.USERAUTH_REQUEST) {
      authenticate(body);
    } else if (authenticated) {
      channels.message(type, body);
    } else {
      throw new ProtocolException("message " + type + " before authentication");
    }
  }

  /// Sends the identification alone, and the rest after it if it is to be sent at all.
  private boolean passIdentified(int identified) {
    ByteBuffer out = scratch.out();
    byte[] rest = new byte[out.position() - identified];
    out.get(identified, rest);
    out.position(identified);
    boolean passed = driver.pass(Point.IDENTIFIED);
    if (passed) {
      scratch.out().put(rest);
    }
    return passed;
  }

  private void service(SshReader body) throws ProtocolException {
    String name = body.readName();
    if (!name.equals("ssh-userauth")) {
      throw new ProtocolException("service asked for that is not here");
    }
    served = true;
    transport.send(transport.message(Message.SERVICE_ACCEPT).putString(name));
  }

  private void authenticate(SshReader body) throws ProtocolException, EndingException {
    if (!served) {
      throw new ProtocolException("authentication before its service was asked for");
    }
    if (authenticated || !driver.pass(Point.AUTHENTICATING)) {
      return; // RFC 4252 section 5.1: later requests are ignored
    }
    if (!bannerSaid && !behaviour.banner().isEmpty()) {
      bannerSaid = true;
      SshWriter banner = transport.message(Message.USERAUTH_BANNER);
      transport.send(banner.putString(behaviour.banner()).putString(""));
    }
    switch (auth.request(body)) {
      case IN -> {
        authenticated = true;
        transport.established();
      }
      case NOT_YET -> denied();
      case WELCOME -> {
        // the signature comes next
      }
    }
  }

  private void denied() throws EndingException {
    tally.denied();
    if (++attempts >= MAX_ATTEMPTS) {
      throw new EndingException(new Ending.NotAuthenticated(List.of(), List.of("publickey")));
    }
  }
}
