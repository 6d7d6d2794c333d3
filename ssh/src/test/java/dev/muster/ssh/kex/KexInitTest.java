package dev.muster.ssh.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KexInitTest {

  private static final byte[] COOKIE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  private static final KexInit PROPOSAL =
      new KexInit(
          List.of("a", "b"),
          List.of("k"),
          new KexInit.Ways(List.of("c1", "c2"), List.of("c3")),
          new KexInit.Ways(List.of(), List.of("m")),
          KexInit.Ways.both(List.of("none")),
          true);

  @Test
  void readsWhatItWrites() throws Exception {
    byte[] payload = PROPOSAL.payload(COOKIE);
    SshReader reader = new SshReader(payload);

    assertThat(reader.readByte()).isEqualTo(KexInit.MESSAGE);
    assertThat(Arrays.copyOfRange(payload, 1, 17)).isEqualTo(COOKIE);
    assertThat(KexInit.parse(reader)).isEqualTo(PROPOSAL);
    assertThat(reader.isEmpty()).isTrue();
  }

  @Test
  void refusesEveryTruncation() {
    byte[] payload = PROPOSAL.payload(COOKIE);
    for (int length = 1; length < payload.length; length++) {
      SshReader cut = new SshReader(payload, 1, length - 1);
      assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> KexInit.parse(cut));
    }
  }
}
