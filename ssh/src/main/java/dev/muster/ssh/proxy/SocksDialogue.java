package dev.muster.ssh.proxy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// SOCKS 5 (RFC 1928), with user and password (RFC 1929) where the proxy wants them. Names of hosts
/// are looked up by the proxy.
///
/// ```
///   METHOD ──────────────────▶ REPLY ──▶ connected
///      └──▶ password ──▶ LOGIN ──▲
/// ```
public final class SocksDialogue implements Dialogue {

  private enum Due {
    METHOD,
    LOGIN,
    REPLY
  }

  private static final int VERSION = 5;
  private static final int LOGIN_VERSION = 1;
  private static final int NO_LOGIN = 0;
  private static final int LOGIN = 2;
  private static final int NO_METHOD = 0xff;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int MAX_LENGTH = 255;
  private static final byte[] NOTHING = {};

  private static final String[] REPLIES = {
    "succeeded",
    "general failure",
    "not allowed by its rules",
    "network unreachable",
    "host unreachable",
    "connection refused",
    "time to live expired",
    "command not known",
    "type of address not known"
  };

  private final String host;
  private final byte[] address;
  private final int port;
  private final String user;
  private Due due = Due.METHOD;
  private byte[] words = NOTHING;

  /// Makes one.
  ///
  /// @param address the bytes of the IPv4 or IPv6 address that `host` is; none if it is a name
  /// @param user empty to log in nowhere
  public SocksDialogue(String host, byte[] address, int port, String user) {
    this.host = host;
    this.address = address.clone();
    this.port = port;
    this.user = user;
  }

  @Override
  public Turn begin() throws ProxyException {
    HostText.check(host);
    if (address.length == 0 && host.length() > MAX_LENGTH) {
      throw new ProxyException(
          "the host's name has " + host.length() + " characters; SOCKS takes " + MAX_LENGTH);
    }
    words =
        user.isEmpty()
            ? new byte[] {VERSION, 1, NO_LOGIN}
            : new byte[] {VERSION, 2, NO_LOGIN, LOGIN};
    return Turn.PROXY;
  }

  @Override
  public Turn answered(char[] password) throws ProxyException {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    ByteBuffer secret = ByteBuffer.allocate(3 * password.length);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(password), secret, true);
    Arrays.fill(password, '\0');
    secret.flip();
    try {
      if (name.length > MAX_LENGTH || secret.limit() > MAX_LENGTH || secret.limit() == 0) {
        throw new ProxyException(
            "user and password must have 1 to " + MAX_LENGTH + " bytes each for SOCKS");
      }
      words = new byte[3 + name.length + secret.limit()];
      ByteBuffer.wrap(words)
          .put((byte) LOGIN_VERSION)
          .put((byte) name.length)
          .put(name)
          .put((byte) secret.limit())
          .put(secret);
    } finally {
      Arrays.fill(secret.array(), (byte) 0);
    }
    due = Due.LOGIN;
    return Turn.PROXY;
  }

  @Override
  public Turn heard(ByteBuffer in) throws ProxyException {
    Turn turn = Turn.PROXY;
    int before = -1;
    while (turn == Turn.PROXY && in.remaining() >= 2 && in.position() > before) {
      before = in.position();
      turn = message(in);
    }
    return turn;
  }

  /// Takes one message, if it is whole; no part of it otherwise.
  private Turn message(ByteBuffer in) throws ProxyException {
    int version = in.get(in.position()) & 0xff;
    int answer = in.get(in.position() + 1) & 0xff;
    if (version != VERSION && !(due == Due.LOGIN && version == LOGIN_VERSION)) {
      throw new ProxyException(
          "it does not speak SOCKS 5: a version of 5 was wanted, got " + version);
    }
    return switch (due) {
      case METHOD -> method(in, answer);
      case LOGIN -> loggedIn(in, answer);
      case REPLY -> replied(in, answer);
    };
  }

  private Turn method(ByteBuffer in, int chosen) throws ProxyException {
    in.position(in.position() + 2);
    if (chosen == NO_LOGIN) {
      return request();
    }
    if (chosen == LOGIN && !user.isEmpty()) {
      return Turn.PASSWORD;
    }
    if (chosen == NO_METHOD) {
      throw new ProxyException(
          user.isEmpty()
              ? "it wants a user and a password; name a user for it"
              : "it lets nobody in by user and password");
    }
    throw new ProxyException("it chose method " + chosen + " to log in, which was not offered");
  }

  private Turn loggedIn(ByteBuffer in, int status) throws ProxyException {
    in.position(in.position() + 2);
    if (status != 0) {
      throw new ProxyException("it refused user " + user + " with this password");
    }
    return request();
  }

  private Turn request() {
    ByteBuffer request = ByteBuffer.allocate(7 + MAX_LENGTH);
    request.put((byte) VERSION).put((byte) CONNECT).put((byte) 0);
    if (address.length > 0) {
      request.put((byte) (address.length == 4 ? IPV4 : IPV6)).put(address);
    } else {
      request.put((byte) NAME).put((byte) host.length());
      request.put(host.getBytes(StandardCharsets.US_ASCII));
    }
    request.putShort((short) port);
    words = Arrays.copyOf(request.array(), request.position());
    due = Due.REPLY;
    return Turn.PROXY;
  }

  /// A refusal is told at its second byte: what follows it may never come.
  private Turn replied(ByteBuffer in, int reply) throws ProxyException {
    if (reply != 0) {
      throw new ProxyException(
          "it answered: " + (reply < REPLIES.length ? REPLIES[reply] : "failure " + reply));
    }
    int at = in.position();
    if (in.remaining() < 5) {
      return Turn.PROXY;
    }
    int type = in.get(at + 3) & 0xff;
    int length =
        switch (type) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> 1 + (in.get(at + 4) & 0xff);
          default ->
              throw new ProxyException("its reply has an address of type " + type + ", no SOCKS 5");
        };
    int end = at + 4 + length + 2;
    if (in.limit() < end) {
      return Turn.PROXY;
    }
    in.position(end);
    return Turn.HOST;
  }

  @Override
  public byte[] words() {
    byte[] said = words;
    words = NOTHING;
    return said;
  }
}
