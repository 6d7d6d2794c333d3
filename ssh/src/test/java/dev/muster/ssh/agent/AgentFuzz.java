package dev.muster.ssh.agent;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.key.CertificateMaker;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import dev.muster.ssh.transport.HostKeys;
import java.nio.file.Path;
import java.util.List;

/// Answers of an agent: lists of keys and signatures with anything in them.
///
/// Input: which of the two, then the answer.
public final class AgentFuzz implements FuzzTarget {

  private final SshAgent agent = SshAgent.at(Path.of("none"));

  /// Makes one.
  public AgentFuzz() {}

  @Override
  public void take(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    boolean list = in.number() % 2 == 0;
    SshReader answer = new SshReader(in.rest());
    try {
      if (list) {
        keys(agent.identities(answer));
      } else {
        byte[] signature = agent.signature(answer, "ssh-ed25519");
        if (!new SshReader(signature).readName().equals("ssh-ed25519")) {
          throw new AssertionError("a signature by another algorithm");
        }
      }
    } catch (ProtocolException | SigningException | AgentException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static void keys(List<Identity> identities) {
    if (identities.size() > SshAgent.MAX_IDENTITIES) {
      throw new AssertionError(identities.size() + " keys");
    }
    for (Identity identity : identities) {
      boolean harmless = identity.toString().chars().noneMatch(Character::isISOControl);
      if (identity.algorithms().isEmpty() || identity.isHeld() || !harmless) {
        throw new AssertionError("a key that cannot be used: " + identity);
      }
    }
  }

  @Override
  public List<byte[]> seeds() {
    byte[] key = HostKeys.ED25519.publicKey().blob();
    byte[] certificate =
        CertificateMaker.of(HostKeys.OTHER, HostKeys.ECDSA.publicKey()).role(1).blob();
    SshWriter list =
        new SshWriter()
            .putByte(0)
            .putByte(AgentMessage.IDENTITIES_ANSWER)
            .putInt(3)
            .putString(key)
            .putString("me")
            .putString(certificate)
            .putString("a certificate")
            .putString(HostKeys.RSA.publicKey().blob())
            .putString("");
    byte[] made = HostKeys.ED25519.sign("ssh-ed25519", new byte[9]);
    return List.of(
        list.toBytes(),
        new SshWriter().putByte(0).putByte(AgentMessage.FAILURE).toBytes(),
        new SshWriter().putByte(1).putByte(AgentMessage.SIGN_RESPONSE).putString(made).toBytes(),
        new SshWriter().putByte(1).putByte(AgentMessage.FAILURE).toBytes());
  }
}
