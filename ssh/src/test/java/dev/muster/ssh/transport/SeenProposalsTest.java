package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.packet.Scratch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a loop remembers of proposals changes no byte and no outcome.
class SeenProposalsTest {

  private static final KexInit OURS = Proposals.standard();
  private static final byte[] COOKIE = cookie(1);

  private final Scratch scratch = new Scratch(Crypto.system());
  private final SeenProposals seen = SeenProposals.of(scratch);

  private static byte[] cookie(int value) {
    byte[] cookie = new byte[16];
    Arrays.fill(cookie, (byte) value);
    return cookie;
  }

  private static KexInit read(byte[] payload) throws ProtocolException {
    SshReader reader = new SshReader(payload);
    reader.skip(1);
    return KexInit.parse(reader);
  }

  @Test
  void areThoseOfOneLoop() {
    assertThat(SeenProposals.of(scratch)).isSameAs(seen);
    assertThat(SeenProposals.of(new Scratch(Crypto.system()))).isNotSameAs(seen);
  }

  @Test
  void equalBytesButForTheCookieAreReadOnce() throws Exception {
    KexInit first = seen.theirs(OURS.payload(cookie(1)));

    assertThat(first).isEqualTo(OURS);
    assertThat(seen.theirs(OURS.payload(cookie(2)))).isSameAs(first);
  }

  @Test
  void anyOtherByteIsReadAnew() throws Exception {
    byte[] payload = OURS.payload(COOKIE);
    for (int i = 17; i < payload.length; i++) {
      byte[] changed = payload.clone();
      changed[i] ^= 1;
      seen.theirs(payload);
      KexInit wanted;
      try {
        wanted = read(changed);
      } catch (ProtocolException e) {
        assertThatExceptionOfType(ProtocolException.class)
            .as("byte %d", i)
            .isThrownBy(() -> seen.theirs(changed))
            .withMessage(e.getMessage());
        continue;
      }
      assertThat(seen.theirs(changed)).as("byte %d", i).isEqualTo(wanted);
    }
  }

  @Test
  void aLongerOrShorterProposalIsReadAnew() throws Exception {
    byte[] payload = OURS.payload(COOKIE);
    KexInit first = seen.theirs(payload);

    assertThat(seen.theirs(Arrays.copyOf(payload, payload.length + 1))).isNotSameAs(first);
    seen.theirs(payload);
    for (int length : new int[] {1, 16, 17, payload.length - 1}) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> seen.theirs(cut));
    }
    assertThat(seen.theirs(OURS.payload(cookie(3)))).isEqualTo(OURS);
  }

  @Test
  void oursIsMadeOnceAndHasACookieOfItsOwn() {
    SeenProposals.Ours first = seen.ours(OURS, true, true, false);
    KexInit equal = Proposals.standard();
    SeenProposals.Ours second = seen.ours(equal, true, true, false);

    assertThat(second.said()).isSameAs(first.said());
    assertThat(first.payload(cookie(1))).isEqualTo(first.said().payload(cookie(1)));
    assertThat(second.payload(cookie(2))).isEqualTo(first.said().payload(cookie(2)));
    assertThat(first.said().keyExchanges())
        .endsWith(Agreement.EXT_INFO_CLIENT, Agreement.STRICT_CLIENT);
  }

  @Test
  void oursIsMadeAnewForAnotherRoleAGuessOrAnotherList() {
    KexInit first = seen.ours(OURS, true, true, false).said();

    KexInit guessing = seen.ours(OURS, true, true, true).said();
    assertThat(guessing.guessFollows()).isTrue();
    assertThat(guessing.keyExchanges()).contains(Agreement.GUESS_BY_AGREEMENT);
    assertThat(seen.ours(OURS, true, true, false).said()).isEqualTo(first);
    assertThat(seen.ours(OURS, false, true, false).said().keyExchanges())
        .contains(Agreement.STRICT_SERVER)
        .doesNotContain(Agreement.STRICT_CLIENT, Agreement.EXT_INFO_CLIENT);
    assertThat(seen.ours(OURS, true, false, false).said().keyExchanges())
        .isEqualTo(OURS.keyExchanges());
    for (KexInit other : changed()) {
      KexInit said = seen.ours(other, true, true, false).said();
      assertThat(said.payload(COOKIE)).isNotEqualTo(first.payload(COOKIE));
      assertThat(seen.ours(OURS, true, true, false).said().payload(COOKIE))
          .isEqualTo(first.payload(COOKIE));
    }
  }

  private static List<KexInit> changed() {
    List<String> other = List.of("other");
    KexInit o = OURS;
    KexInit.Ways one = new KexInit.Ways(o.ciphers().toServer(), other);
    KexInit.Ways two = new KexInit.Ways(other, o.macs().toClient());
    KexInit.Ways three = KexInit.Ways.both(other);
    return List.of(
        new KexInit(other, o.hostKeys(), o.ciphers(), o.macs(), o.compressions(), false),
        new KexInit(o.keyExchanges(), other, o.ciphers(), o.macs(), o.compressions(), false),
        new KexInit(o.keyExchanges(), o.hostKeys(), one, o.macs(), o.compressions(), false),
        new KexInit(o.keyExchanges(), o.hostKeys(), o.ciphers(), two, o.compressions(), false),
        new KexInit(o.keyExchanges(), o.hostKeys(), o.ciphers(), o.macs(), three, false));
  }

  @Test
  void agreesOnceOnTheSameProposals() throws Exception {
    KexInit client = seen.ours(OURS, true, true, false).said();
    KexInit server = seen.theirs(OURS.payload(COOKIE));
    Agreement first = seen.agreement(client, server);

    assertThat(first).isEqualTo(Agreement.of(client, server));
    assertThat(seen.agreement(client, seen.theirs(OURS.payload(cookie(9))))).isSameAs(first);
    assertThat(seen.agreement(server, client)).isEqualTo(Agreement.of(server, client));
    assertThat(seen.agreement(client, server)).isEqualTo(first);
  }
}
