package dev.muster.ssh.kex;

import dev.muster.ssh.packet.CipherSuite;
import dev.muster.ssh.packet.Keys;
import java.security.MessageDigest;
import java.util.Arrays;

/// Keys out of a secret (RFC 4253 section 7.2): one digest for each, over the secret, the exchange
/// hash, a letter and the session id.
public final class KeyDerivation {

  private static final char[] TO_SERVER = {'A', 'C', 'E'};
  private static final char[] TO_CLIENT = {'B', 'D', 'F'};

  private final MessageDigest digest;
  private final byte[] secret;
  private final byte[] hash;
  private final byte[] session;

  /// Makes one for the outcome of one exchange.
  ///
  /// @param secret encoded as in the exchange hash
  /// @param hash the exchange hash
  /// @param session the exchange hash of the connection's first exchange
  public KeyDerivation(MessageDigest digest, byte[] secret, byte[] hash, byte[] session) {
    this.digest = digest;
    this.secret = secret;
    this.hash = hash;
    this.session = session;
  }

  /// Returns the keys from client to server.
  public Keys toServer(Agreement.Way way) {
    return keys(way, TO_SERVER);
  }

  /// Returns the keys from server to client.
  public Keys toClient(Agreement.Way way) {
    return keys(way, TO_CLIENT);
  }

  private Keys keys(Agreement.Way way, char[] letters) {
    CipherSuite cipher = way.cipher();
    return new Keys(
        derive(letters[0], cipher.ivBytes()),
        derive(letters[1], cipher.keyBytes()),
        derive(letters[2], way.mac().isEmpty() ? 0 : CipherSuite.macKeyBytes(way.mac())));
  }

  private byte[] derive(char letter, int count) {
    if (count == 0) {
      return new byte[0];
    }
    digest.update(secret);
    digest.update(hash);
    digest.update((byte) letter);
    digest.update(session);
    byte[] key = digest.digest();
    while (key.length < count) {
      digest.update(secret);
      digest.update(hash);
      digest.update(key);
      byte[] more = digest.digest();
      byte[] longer = Arrays.copyOf(key, key.length + more.length);
      System.arraycopy(more, 0, longer, key.length, more.length);
      Arrays.fill(key, (byte) 0);
      Arrays.fill(more, (byte) 0);
      key = longer;
    }
    byte[] cut = Arrays.copyOf(key, count);
    Arrays.fill(key, (byte) 0);
    return cut;
  }
}
