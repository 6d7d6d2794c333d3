package dev.muster.ssh.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An ssh-agent: its keys, and signatures by them.
///
/// One connection serves all who ask, in turn, however many hosts a run has; it is made when it is
/// first needed and again after the agent closed it. The methods block and may be called by many
/// threads, none of them an event loop. Nothing waits longer than the limit of time for an agent
/// that says nothing.
public final class SshAgent implements AutoCloseable {

  /// The most keys that are taken from an agent; as in OpenSSH.
  public static final int MAX_IDENTITIES = 2048;

  /// How long to wait for an agent's answer if nothing else is said: a person may have to confirm.
  public static final Duration STANDARD_LIMIT = Duration.ofSeconds(20);

  private static final int MAX_COMMENT_BYTES = 4096;
  private static final int MAX_SIGNATURE_BYTES = 1 << 14;

  private final AgentLine line;
  private final String name;

  private SshAgent(Path socket, Duration limit) {
    this.name = "ssh-agent at " + StrangeText.shown(socket.toString());
    this.line = new AgentLine(socket, name, limit);
  }

  /// Returns the agent at a socket; it is not called yet.
  public static SshAgent at(Path socket) {
    return at(socket, STANDARD_LIMIT);
  }

  /// Returns the agent at a socket, which is given up when it says nothing for so long.
  public static SshAgent at(Path socket, Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("the agent's limit must be positive, was " + limit);
    }
    return new SshAgent(socket, limit);
  }

  /// Returns the keys and certificates that the agent holds and that can be used here, in its
  /// order. They sign by this agent, as long as it is open. An agent that is locked holds none.
  ///
  /// @throws AgentException if it is not there, or does not answer as it should
  public List<Identity> identities() throws AgentException, InterruptedException {
    byte[] answer = line.ask(new SshWriter().putByte(AgentMessage.REQUEST_IDENTITIES).toBytes());
    SshReader reader = new SshReader(answer);
    try {
      return identities(reader);
    } catch (ProtocolException e) {
      throw new AgentException(name + " lists its keys wrongly: " + e.getMessage(), e);
    }
  }

  /// Reads the answer to the question for keys.
  List<Identity> identities(SshReader reader) throws ProtocolException, AgentException {
    int type = reader.readByte();
    if (type != AgentMessage.IDENTITIES_ANSWER) {
      throw new AgentException(name + " does not list its keys: answer " + type);
    }
    int count = reader.readInt();
    if (count < 0 || count > MAX_IDENTITIES) {
      throw new ProtocolException(
          Integer.toUnsignedLong(count) + " keys where at most " + MAX_IDENTITIES + " are taken");
    }
    List<Identity> identities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] blob = reader.readString(Identity.MAX_BLOB_BYTES);
      String comment = StrangeText.shown(new String(reader.readString(MAX_COMMENT_BYTES), UTF_8));
      Optional<Identity> identity =
          Identity.of(blob, comment, (algorithm, data) -> sign(blob, algorithm, data));
      if (identity.isPresent() && !identities.contains(identity.get())) {
        identities.add(identity.get());
      }
    }
    reader.expectEnd("list of keys");
    return identities;
  }

  /// Returns a signature in SSH's form.
  private byte[] sign(byte[] blob, String algorithm, byte[] data)
      throws SigningException, InterruptedException {
    SshWriter request = new SshWriter(blob.length + data.length + 32);
    request.putByte(AgentMessage.SIGN_REQUEST).putString(blob).putString(data);
    request.putInt(flags(algorithm));
    byte[] answer;
    try {
      answer = line.ask(request.toBytes());
    } catch (AgentException e) {
      throw new SigningException(String.valueOf(e.getMessage()), e);
    }
    try {
      return signature(new SshReader(answer), algorithm);
    } catch (ProtocolException e) {
      throw new SigningException(name + " signs wrongly: " + e.getMessage(), e);
    }
  }

  /// Reads the answer to the question for a signature.
  byte[] signature(SshReader reader, String algorithm) throws ProtocolException, SigningException {
    int type = reader.readByte();
    if (type == AgentMessage.FAILURE) {
      throw new SigningException(
          name + " does not sign: it may be locked, or the key's use was not confirmed");
    }
    if (type != AgentMessage.SIGN_RESPONSE) {
      throw new SigningException(name + " does not sign: answer " + type);
    }
    byte[] signature = reader.readString(MAX_SIGNATURE_BYTES);
    reader.expectEnd("answer");
    // An agent that knows no SHA-2 signs by SHA-1 instead, which can be forged, and says nothing.
    String made = new SshReader(signature).readName();
    if (!made.equals(algorithm)) {
      throw new ProtocolException(
          "by " + StrangeText.shown(made) + " where " + algorithm + " is wanted");
    }
    return signature;
  }

  private static int flags(String algorithm) {
    return switch (algorithm) {
      case "rsa-sha2-512" -> AgentMessage.FLAG_RSA_SHA2_512;
      case "rsa-sha2-256" -> AgentMessage.FLAG_RSA_SHA2_256;
      default -> 0;
    };
  }

  /// Ends the connection; whoever waits hears of it, and whoever asks later too. Idempotent.
  @Override
  public void close() {
    line.close();
  }

  /// Returns what messages call it.
  @Override
  public String toString() {
    return name;
  }
}
