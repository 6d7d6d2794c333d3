package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.KexInit;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Thousands of wrong handshakes from fixed seeds: each ends with one of the two exceptions that
/// say why, and never with keys.
class MutatedHandshakeTest {

  private static final Crypto JDK = Crypto.jdk();
  private static final String NAME = "SSH-2.0-Raw_test";

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(
      textBlock =
          """
          curve25519-sha256,     ssh-ed25519,         600
          ecdh-sha2-nistp256,    ecdsa-sha2-nistp256, 600
          curve25519-sha256,     rsa-sha2-512,        300
          mlkem768x25519-sha256, ssh-ed25519,         100
          """)
  void endWithAReason(String method, String hostKey, int rounds) throws Exception {
    KexInit ours = Proposals.of(method, hostKey);
    Mutations mutations = new Mutations(method.hashCode() + hostKey.hashCode());
    for (int round = 0; round < rounds; round++) {
      Side client = Side.client(ours, round % 2 == 0 ? Crypto.system() : JDK);
      client.transport().start();
      RawServer server =
          new RawServer(client).withHostKey(HostKeys.signing(hostKey)).identify(NAME);
      byte[] proposal = RawServer.strictly(ours).payload(new byte[16]);
      if (round % 3 == 0) {
        ends(client, server, mutations.of(proposal));
      } else {
        server.propose(RawServer.strictly(ours));
        server.hear();
        byte[] right = server.reply();
        byte[] reply = round % 3 == 1 ? mutations.of(right) : reshaped(right, mutations);
        if (!Arrays.equals(reply, right)) {
          assertThat(ends(client, server, reply)).isTrue();
        }
      }
      assertThat(client.timesSecured()).isZero();
    }
  }

  /// Mutates the parts of a reply and puts them together with right lengths, so that what is inside
  /// is reached.
  private static byte[] reshaped(byte[] reply, Mutations mutations) throws ProtocolException {
    SshReader reader = new SshReader(reply, 1, reply.length - 1);
    SshWriter writer = new SshWriter().putByte(reply[0]);
    for (int i = 0; i < 3; i++) {
      byte[] part = reader.readString();
      byte[] numbered = new SshWriter().putByte(0).putBytes(part).toBytes();
      byte[] mutated = mutations.of(numbered);
      writer.putString(mutated, 1, mutated.length - 1);
    }
    return writer.toBytes();
  }

  /// Says `message`, and returns whether the client ended for it.
  private static boolean ends(Side client, RawServer server, byte[] message) {
    try {
      server.say(message);
      return false;
    } catch (ProtocolException | EndingException e) {
      assertThat(e.getMessage()).isNotBlank();
      return true;
    } catch (RuntimeException | Error e) {
      return fail(HexFormat.of().formatHex(message) + " after " + client.transport().peer(), e);
    }
  }
}
