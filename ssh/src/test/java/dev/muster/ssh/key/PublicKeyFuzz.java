package dev.muster.ssh.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.transport.HostKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Public keys and signatures of strangers, on the wire and in lines: what is read can be written
/// and read again, and nothing verifies but what was signed.
///
/// Input: whether a key as it is, a line, or a signature for one of our keys; then that.
public final class PublicKeyFuzz implements FuzzTarget {

  private static final byte[] DATA = "what was signed".getBytes(ISO_8859_1);
  private static final List<SshPrivateKey> KEYS =
      List.of(HostKeys.ED25519, HostKeys.ECDSA, HostKeys.ECDSA_384, HostKeys.RSA);

  private final List<byte[]> signatures = new ArrayList<>();

  public PublicKeyFuzz() {
    for (SshPrivateKey key : KEYS) {
      signatures.add(key.sign(key.algorithms().getFirst(), DATA));
    }
  }

  @Override
  public void take(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    int what = in.number() % (2 + KEYS.size());
    try {
      if (what == 0) {
        key(SshPublicKey.parse(in.piece()), in.rest());
      } else if (what == 1) {
        key(SshPublicKey.parseLine(new String(in.piece(), ISO_8859_1)), in.rest());
      } else {
        signature(what - 2, in.piece());
      }
    } catch (ProtocolException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static void key(SshPublicKey key, byte[] signature) throws ProtocolException {
    if (!SshPublicKey.parse(key.blob()).equals(key)
        || !SshPublicKey.parseLine(key.line("comment")).equals(key)) {
      throw new AssertionError("a key that is written and read is another one: " + key);
    }
    key.fingerprint();
    for (String algorithm : key.algorithms()) {
      key.verify(Crypto.system(), algorithm, DATA, signature);
    }
  }

  private void signature(int index, byte[] signature) throws ProtocolException {
    SshPrivateKey key = KEYS.get(index);
    String algorithm = key.algorithms().getFirst();
    boolean verifies = key.publicKey().verify(Crypto.system(), algorithm, DATA, signature);
    if (verifies != Arrays.equals(signature, signatures.get(index)) && !isMalleable(algorithm)) {
      throw new AssertionError("a signature that was not made verifies: " + verifies);
    }
  }

  /// Of an ECDSA signature (r, s) anybody makes (r, n − s), which is as good.
  private static boolean isMalleable(String algorithm) {
    return algorithm.startsWith("ecdsa");
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < KEYS.size(); i++) {
      SshPublicKey key = KEYS.get(i).publicKey();
      seeds.add(FuzzInput.of(0, key.blob()));
      seeds.add(
          new SshWriter()
              .putBytes(FuzzInput.of(0, key.blob()))
              .putBytes(signatures.get(i))
              .toBytes());
      seeds.add(FuzzInput.of(1, key.line("me@here").getBytes(ISO_8859_1)));
      seeds.add(FuzzInput.of(2 + i, signatures.get(i)));
    }
    return seeds;
  }
}
