package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.NoCommonAlgorithmException;
import dev.muster.ssh.packet.Scratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The proposals that a loop saw last, its own and a peer's, and what they came to.
///
/// Thousands of hosts run the same server with the same settings: what they propose differs in the
/// cookie only, and is read once instead of thousands of times. Equal bytes mean the same, so
/// nothing else is compared and nothing changes but the time. One of each a loop; one thread.
final class SeenProposals {

  /// Message number and cookie, which differ where nothing else does.
  private static final int COOKIE_AT = 1;

  private static final int COOKIE_END = 17;

  private @Nullable Ours ours;
  private byte[] theirPayload = new byte[0];
  private @Nullable KexInit theirs;
  private @Nullable KexInit client;
  private @Nullable KexInit server;
  private @Nullable Agreement agreement;

  /// Returns those of the loop that has these buffers.
  static SeenProposals of(Scratch scratch) {
    Optional<SeenProposals> kept = scratch.remembered(SeenProposals.class);
    if (kept.isPresent()) {
      return kept.get();
    }
    SeenProposals made = new SeenProposals();
    scratch.remember(made);
    return made;
  }

  /// Our proposal as it is said, with the markers that the transport adds.
  static final class Ours {
    private final KexInit asked;
    private final boolean forClient;
    private final boolean first;
    private final KexInit said;
    private final byte[] payload;

    private Ours(KexInit asked, boolean forClient, boolean first, boolean guess) {
      this.asked = asked;
      this.forClient = forClient;
      this.first = first;
      List<String> methods = new ArrayList<>(asked.keyExchanges());
      if (first && forClient) {
        methods.add(Agreement.EXT_INFO_CLIENT);
      }
      if (guess && forClient) {
        methods.add(Agreement.GUESS_BY_AGREEMENT);
      }
      if (first) {
        methods.add(forClient ? Agreement.STRICT_CLIENT : Agreement.STRICT_SERVER);
      }
      said =
          new KexInit(
              methods,
              asked.hostKeys(),
              asked.ciphers(),
              asked.macs(),
              asked.compressions(),
              guess);
      payload = said.payload(new byte[COOKIE_END - COOKIE_AT]);
    }

    /// Returns what is said.
    KexInit said() {
      return said;
    }

    /// Returns the message with a cookie of its own.
    byte[] payload(byte[] cookie) {
      byte[] made = payload.clone();
      System.arraycopy(cookie, 0, made, COOKIE_AT, COOKIE_END - COOKIE_AT);
      return made;
    }

    private boolean is(KexInit other, boolean client, boolean one, boolean guess) {
      return forClient == client
          && first == one
          && said.guessFollows() == guess
          && same(asked, other);
    }

    private static boolean same(KexInit one, KexInit other) {
      return one.keyExchanges().equals(other.keyExchanges())
          && one.hostKeys().equals(other.hostKeys())
          && same(one.ciphers(), other.ciphers())
          && same(one.macs(), other.macs())
          && same(one.compressions(), other.compressions());
    }

    private static boolean same(KexInit.Ways one, KexInit.Ways other) {
      return one.toServer().equals(other.toServer()) && one.toClient().equals(other.toClient());
    }
  }

  /// Returns our proposal for a first or a later exchange.
  Ours ours(KexInit asked, boolean forClient, boolean first, boolean guess) {
    Ours kept = ours;
    if (kept == null || !kept.is(asked, forClient, first, guess)) {
      kept = new Ours(asked, forClient, first, guess);
      ours = kept;
    }
    return kept;
  }

  /// Reads the peer's proposal.
  ///
  /// @param payload the message with its number; kept, so nobody may change it
  KexInit theirs(byte[] payload) throws ProtocolException {
    KexInit kept = theirs;
    if (kept != null && sameButForTheCookie(payload, theirPayload)) {
      return kept;
    }
    SshReader reader = new SshReader(payload);
    reader.skip(COOKIE_AT);
    KexInit read = KexInit.parse(reader);
    theirs = read;
    theirPayload = payload;
    return read;
  }

  /// Agrees. Told by the very objects, which the methods above give out again and again: comparing
  /// the lists would cost as much as agreeing.
  @SuppressWarnings("ReferenceEquality")
  Agreement agreement(KexInit fromClient, KexInit fromServer) throws NoCommonAlgorithmException {
    Agreement kept = agreement;
    if (kept != null && fromClient == client && fromServer == server) {
      return kept;
    }
    Agreement made = Agreement.of(fromClient, fromServer);
    client = fromClient;
    server = fromServer;
    agreement = made;
    return made;
  }

  private static boolean sameButForTheCookie(byte[] one, byte[] other) {
    return one.length == other.length
        && one.length > COOKIE_END
        && Arrays.equals(one, COOKIE_END, one.length, other, COOKIE_END, other.length);
  }
}
