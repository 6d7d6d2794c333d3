package dev.muster.ssh.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// OpenSSH's `ssh-keysign`, which runs as root and signs with host keys that nobody else may read.
///
/// It signs nothing but a request of the very user who calls it, from this machine. One process for
/// each signature, and only so many at once. Once it has refused, it is not called again: it would
/// refuse for the same reason. Safe for use by many threads.
final class KeySign implements Identity.Signer {

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/openssh/ssh-keysign"),
          Path.of("/usr/libexec/openssh/ssh-keysign"),
          Path.of("/usr/libexec/ssh-keysign"),
          Path.of("/usr/lib/ssh/ssh-keysign"));

  private static final int VERSION = 2;
  private static final int STANDARD_ERROR = 2;
  private static final int MAX_REPLY_BYTES = 1 << 14;
  private static final int MAX_COMPLAINT_BYTES = 4096;
  private static final int AT_ONCE = 4;
  private static final long LIMIT_SECONDS = 20;

  private final Path program;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private volatile String refusal = "";

  KeySign(Path program) {
    this.program = program;
  }

  /// Returns the one that is installed here, if there is one.
  static Optional<KeySign> installed() {
    return PLACES.stream().filter(Files::isExecutable).findFirst().map(KeySign::new);
  }

  @Override
  public byte[] sign(String algorithm, byte[] data) throws SigningException, InterruptedException {
    turns.acquire();
    try {
      if (!refusal.isEmpty()) {
        throw new SigningException(refusal);
      }
      byte[] reply = run(request(data));
      return signature(new SshReader(reply), algorithm);
    } catch (IOException e) {
      throw new SigningException(program + " cannot be run: " + e.getMessage(), e);
    } catch (ProtocolException e) {
      throw new SigningException(program + " signs wrongly: " + e.getMessage(), e);
    } finally {
      turns.release();
    }
  }

  /// Names standard error as the connection's socket: since it is none, the helper takes this
  /// machine's own name for the one that the request must have. Java hands no socket to a process.
  private static byte[] request(byte[] data) {
    SshWriter body = new SshWriter(data.length + 16).putByte(VERSION).putInt(STANDARD_ERROR);
    body.putString(data);
    return new SshWriter(body.length() + 4).putString(body).toBytes();
  }

  private byte[] run(byte[] request) throws IOException, SigningException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.environment().clear(); // it runs as root, and is told all that it needs
    Process process = builder.start();
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(request);
      } catch (IOException e) {
        // it has ended without reading, and says why on its way out
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new SigningException(program + " does not end within " + LIMIT_SECONDS + " s");
      }
      byte[] complaint = process.getErrorStream().readNBytes(MAX_COMPLAINT_BYTES);
      if (process.exitValue() != 0) {
        String said = StrangeText.shown(new String(complaint, UTF_8).strip());
        refusal = program + " does not sign: " + (said.isEmpty() ? "it says nothing" : said);
        throw new SigningException(refusal);
      }
      return process.getInputStream().readNBytes(MAX_REPLY_BYTES);
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] signature(SshReader reply, String algorithm) throws ProtocolException {
    SshReader body = reply.readNested();
    int version = body.readByte();
    if (version != VERSION) {
      throw new ProtocolException("version " + version + " where " + VERSION + " is wanted");
    }
    byte[] signature = body.readString();
    body.expectEnd("reply");
    String made = new SshReader(signature).readName();
    if (!made.equals(algorithm)) {
      throw new ProtocolException(
          "by " + StrangeText.shown(made) + " where " + algorithm + " is wanted");
    }
    return signature;
  }
}
