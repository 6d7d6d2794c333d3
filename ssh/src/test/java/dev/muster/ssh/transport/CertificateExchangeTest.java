package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.key.CertificateMaker;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshCertificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Servers that show certificates in the key exchange, right and wrong ones.
class CertificateExchangeTest {

  private static final KexInit CERTIFIED =
      Proposals.of("curve25519-sha256", "ssh-ed25519-cert-v01@openssh.com");
  private static final SshCertificate CERTIFICATE =
      CertificateMaker.of(HostKeys.RSA, HostKeys.ED25519.publicKey()).make();

  private final List<OfferedKey> judged = new ArrayList<>();

  private RawServer serverShowing(byte[] blob, KexInit proposal) throws Exception {
    Side client =
        Side.client(
            proposal,
            new Guesses(),
            (key, decision) -> {
              judged.add(key);
              decision.trust();
            },
            Side.NEVER);
    client.transport().start();
    RawServer server =
        new RawServer(client)
            .showing(blob)
            .identify("SSH-2.0-Raw_test")
            .propose(RawServer.strictly(proposal));
    server.hear();
    return server;
  }

  @Test
  void theCertifiedKeySigns() throws Exception {
    serverShowing(CERTIFICATE.blob(), CERTIFIED).answer().newKeys();

    assertThat(judged).containsExactly(new OfferedKey.Certified(CERTIFICATE));
  }

  @Test
  void aCertificateWithoutItsKeyIsWorthNothing() throws Exception {
    RawServer server = serverShowing(CERTIFICATE.blob(), CERTIFIED).withHostKey(HostKeys.OTHER);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(server::answer)
        .withMessage("its host key did not sign this key exchange");
    assertThat(judged).isEmpty();
  }

  private void refused(byte[] blob, String why) throws Exception {
    RawServer server = serverShowing(blob, CERTIFIED);
    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(server::answer)
        .satisfies(e ->
            assertThat(e.ending())
                .isEqualTo(new Ending.HostKeyRefused("host certificate is refused: " + why)));
    assertThat(judged).isEmpty();
  }

  @Test
  void whatNoAuthoritySignedIsRefused() throws Exception {
    byte[] spoiled = CERTIFICATE.blob();
    spoiled[40] ^= 1; // in the nonce
    refused(spoiled, "certificate that " + HostKeys.RSA.publicKey() + " did not sign");
    refused(HostKeys.ED25519.publicKey().blob(), "certificate is of unknown type ssh-ed25519");
  }

  @Test
  void whatWasNotAgreedBreaksTheProtocol() throws Exception {
    byte[] other = CertificateMaker.of(HostKeys.RSA, HostKeys.ECDSA.publicKey()).make().blob();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(serverShowing(other, CERTIFIED)::answer)
        .withMessage("key is of type ecdsa-sha2-nistp256 where ssh-ed25519 was agreed");
    KexInit plain = Proposals.of("curve25519-sha256", "ssh-ed25519");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(serverShowing(CERTIFICATE.blob(), plain)::answer)
        .withMessage("public key is of unknown type ssh-ed25519-cert-v01@openssh.com");
    assertThat(judged).isEmpty();
  }
}
