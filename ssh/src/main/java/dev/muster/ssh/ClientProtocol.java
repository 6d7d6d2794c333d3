package dev.muster.ssh;

import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.ClientAuth;
import dev.muster.ssh.auth.Errands;
import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.packet.Scratch;
import dev.muster.ssh.transport.ClientExchange;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Guesses;
import dev.muster.ssh.transport.HostProof;
import dev.muster.ssh.transport.Rekeying;
import dev.muster.ssh.transport.Transport;
import dev.muster.ssh.trust.HostKeyFailure;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The whole client side of one connection without I/O: transport, authentication and channels, one
/// above the other.
///
/// Bytes of the server go into [#receive]; what is to be sent is appended to [Scratch#out]. A
/// driver moves the bytes: an event loop, or a pair of buffers in a test. One thread at a time.
final class ClientProtocol implements Transport.Upper, Rekeying, Errands {

  static final String IDENTIFICATION = "SSH-2.0-Muster_0.1";

  /// What the driver hears of the way to a connection that is ready. Called within [#receive].
  interface Milestones extends Errands {

    /// The host key is trusted and the keys are in use; sessions may be asked for.
    void secured();

    /// The user is authenticated.
    void authenticated();

    /// Returns why the host, whose key was judged, is connected to and yet not trusted; empty if it
    /// is trusted.
    default Optional<HostKeyFailure> distrust() {
      return Optional.empty();
    }
  }

  private @Nullable ClientAuth auth;
  private final ClientExchange exchange;
  private final Transport transport;
  private final RekeyLimit rekey;
  private final Channels channels;
  private final Milestones milestones;
  private Phase phase = Phase.BANNER;
  private String banner = "";

  /// Makes one side of a connection.
  ///
  /// @param aside has computations of many milliseconds done elsewhere
  ClientProtocol(
      Destination destination,
      List<String> hostKeyAlgorithms,
      Guesses guesses,
      ClientExchange.HostKeyJudge judge,
      ClientExchange.Aside aside,
      Channels.Congestion congestion,
      Milestones milestones,
      Scratch scratch) {
    ConnectionOptions options = destination.options();
    this.exchange =
        new ClientExchange(
            proposal(options.algorithms(), hostKeyAlgorithms),
            guesses,
            scratch.crypto(),
            judge,
            aside);
    this.transport = new Transport(true, IDENTIFICATION, exchange, this, this, scratch);
    Account account = new Account(destination.user(), destination.host(), destination.port());
    this.rekey = options.rekey();
    this.auth = new ClientAuth(account, options.authentication(), transport, this);
    this.channels = new Channels(transport, congestion);
    this.milestones = milestones;
  }

  @Override
  public boolean isDue(long bytes, long millis) {
    return rekey.isReached(bytes, millis);
  }

  /// Returns how far the connection has come.
  Phase phase() {
    if (phase == Phase.BANNER && transport.isIdentified()) {
      phase = Phase.KEY_EXCHANGE;
    }
    return phase == Phase.KEY_EXCHANGE && transport.isPaused() ? Phase.HOST_KEY : phase;
  }

  /// Says everything that can be said before the server was heard.
  void start() throws GeneralSecurityException {
    transport.start();
  }

  /// Takes what came from the server, as far as it makes whole messages.
  void receive(ByteBuffer in) throws ProtocolException, EndingException {
    try {
      transport.receive(in);
    } catch (EndingException e) {
      throw auth == null ? e : auth.explained(e);
    }
  }

  /// Returns whether the host key is trusted and the keys are in use, so that sessions may be asked
  /// for.
  boolean isSecured() {
    return phase == Phase.AUTHENTICATE || phase == Phase.RUN;
  }

  Channels channels() {
    return channels;
  }

  Transport transport() {
    return transport;
  }

  /// Returns what the server proved itself with, or nothing before that.
  Optional<HostProof> proof() {
    return exchange.proof(transport.session());
  }

  /// Returns what the server had to say to the user while authenticating.
  String banner() {
    return auth == null ? banner : auth.banner();
  }

  @Override
  public void secured() throws EndingException {
    phase = Phase.AUTHENTICATE;
    milestones.secured();
    if (auth != null) {
      Optional<HostKeyFailure> distrust = milestones.distrust();
      if (distrust.isPresent()) {
        auth.withholdSecrets(distrust.get().brief());
      }
      auth.begin();
      openAhead(auth);
    }
  }

  /// Has something done that may block, and goes on with what came of it.
  @Override
  public void send(Errand errand) {
    milestones.send(() -> {
      Return back = errand.run();
      return new Return() {
        @Override
        public void run() throws ProtocolException, EndingException {
          ClientAuth authenticating = auth;
          if (authenticating == null) {
            back.dropped();
          } else {
            back.run();
            openAhead(authenticating);
          }
        }

        @Override
        public void dropped() {
          back.dropped();
        }
      };
    });
  }

  @Override
  public String localAddress() {
    return milestones.localAddress();
  }

  /// The connection is over: frees what lives outside the heap.
  ///
  /// @param why empty if it was closed
  void ended(Optional<Failure> why) {
    if (auth != null) {
      auth.ended();
    }
    transport.end(why.isEmpty() ? "closed" : why.get().message());
  }

  /// Asks for the sessions in the same breath as for the last way to authenticate that there is.
  ///
  /// The server takes messages in order, so they come to it after the user is authenticated; that
  /// saves a round trip. If it refuses the user, all is over anyway. With another way left it would
  /// not do: a server that gets them too early may end the connection (RFC 4252 section 6). Nor
  /// with compression, which begins when the user is authenticated.
  private void openAhead(ClientAuth authenticating) {
    if (authenticating.isLastTry() && !transport.isCompressionAgreed()) {
      channels.begin();
    }
  }

  @Override
  public void serverSignatureAlgorithms(List<String> names) {
    if (auth != null) {
      auth.serverSignatureAlgorithms(names);
    }
  }

  @Override
  public void message(int type, SshReader body) throws ProtocolException, EndingException {
    ClientAuth authenticating = auth;
    if (authenticating == null) {
      channels.message(type, body);
    } else if (authenticating.message(type, body)) {
      banner = authenticating.banner();
      auth = null; // an idle connection keeps nothing that it needs no more
      phase = Phase.RUN;
      transport.established();
      channels.begin();
      milestones.authenticated();
    } else {
      openAhead(authenticating);
    }
  }

  private static KexInit proposal(Algorithms algorithms, List<String> hostKeyAlgorithms) {
    return new KexInit(
        algorithms.keyExchanges(),
        hostKeyAlgorithms,
        KexInit.Ways.both(algorithms.ciphers()),
        KexInit.Ways.both(algorithms.macs()),
        KexInit.Ways.both(algorithms.compressions()),
        false);
  }
}
