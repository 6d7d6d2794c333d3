package dev.muster.ssh.kex;

import dev.muster.ssh.packet.CipherSuite;
import java.util.List;

/// What two proposals come to: the first name of each of the client's lists that the server has too
/// (RFC 4253 section 7.1).
///
/// @param guessHolds whether both sides prefer the same method and the same host key algorithm, so
///   that a packet sent unasked counts
/// @param strict whether both sides promised strict key exchange (OpenSSH's `PROTOCOL` section 1.9)
/// @param toServer cipher, MAC and compression from client to server
/// @param toClient the same from server to client
public record Agreement(
    String keyExchange,
    String hostKey,
    Way toServer,
    Way toClient,
    boolean guessHolds,
    boolean strict) {

  /// Promises strict key exchange, from a client, in the first proposal of a connection.
  public static final String STRICT_CLIENT = "kex-strict-c-v00@openssh.com";

  /// Promises strict key exchange, from a server, in the first proposal of a connection.
  public static final String STRICT_SERVER = "kex-strict-s-v00@openssh.com";

  /// Asks the server for `SSH_MSG_EXT_INFO` (RFC 8308 section 2.1).
  public static final String EXT_INFO_CLIENT = "ext-info-c";

  /// Says, from a client, that a guess holds whenever both of its first names are agreed on
  /// (dropbear's extension).
  ///
  /// Without it, dropbear counts algorithms that it has and cannot use, for want of such a host
  /// key, among its own when it looks which is first, but does not list them: a guess that holds by
  /// what it lists is thrown away, and both sides wait for each other.
  public static final String GUESS_BY_AGREEMENT = "kexguess2@matt.ucc.asn.au";

  private static final String COMPRESSED = "zlib@openssh.com";

  /// Cipher, MAC and compression of one direction; `mac` is empty where the cipher authenticates by
  /// itself.
  public record Way(CipherSuite cipher, String mac, String compression) {

    /// Returns whether packets are compressed once the user is authenticated.
    public boolean isCompressed() {
      return compression.equals(COMPRESSED);
    }
  }

  /// Agrees.
  ///
  /// @throws NoCommonAlgorithmException if one of the lists has no name in common
  public static Agreement of(KexInit client, KexInit server) throws NoCommonAlgorithmException {
    String keyExchange = first("key exchange", client.keyExchanges(), server.keyExchanges());
    String hostKey = first("host key algorithm", client.hostKeys(), server.hostKeys());
    boolean guessHolds = guessHolds(client, server, keyExchange, hostKey);
    Way toServer = toServer(client, server);
    Way toClient = toClient(client, server);
    boolean strict =
        client.keyExchanges().contains(STRICT_CLIENT)
            && server.keyExchanges().contains(STRICT_SERVER);
    return new Agreement(keyExchange, hostKey, toServer, toClient, guessHolds, strict);
  }

  private static boolean guessHolds(
      KexInit client, KexInit server, String keyExchange, String hostKey) {
    boolean byAgreement =
        client.keyExchanges().contains(GUESS_BY_AGREEMENT)
            && server.keyExchanges().contains(GUESS_BY_AGREEMENT);
    String theirMethod = byAgreement ? keyExchange : server.keyExchanges().getFirst();
    String theirHostKey = byAgreement ? hostKey : server.hostKeys().getFirst();
    return client.keyExchanges().getFirst().equals(theirMethod)
        && client.hostKeys().getFirst().equals(theirHostKey);
  }

  private static Way toServer(KexInit client, KexInit server) throws NoCommonAlgorithmException {
    CipherSuite cipher =
        CipherSuite.named(
            first("cipher", client.ciphers().toServer(), server.ciphers().toServer()));
    String mac =
        cipher.aead() ? "" : first("MAC", client.macs().toServer(), server.macs().toServer());
    return new Way(
        cipher,
        mac,
        first("compression", client.compressions().toServer(), server.compressions().toServer()));
  }

  private static Way toClient(KexInit client, KexInit server) throws NoCommonAlgorithmException {
    CipherSuite cipher =
        CipherSuite.named(
            first("cipher", client.ciphers().toClient(), server.ciphers().toClient()));
    String mac =
        cipher.aead() ? "" : first("MAC", client.macs().toClient(), server.macs().toClient());
    return new Way(
        cipher,
        mac,
        first("compression", client.compressions().toClient(), server.compressions().toClient()));
  }

  private static String first(String kind, List<String> client, List<String> server)
      throws NoCommonAlgorithmException {
    for (String name : client) {
      if (server.contains(name) && !isMarker(name)) {
        return name;
      }
    }
    throw new NoCommonAlgorithmException(kind, client, server);
  }

  /// Markers stand in the list of key exchanges and are none; a peer that repeats ours must not
  /// have one agreed on.
  private static boolean isMarker(String name) {
    return name.startsWith("ext-info-")
        || name.startsWith("kex-strict-")
        || name.equals(GUESS_BY_AGREEMENT);
  }
}
