package dev.muster.ssh.proxy;

import dev.muster.ssh.data.StrangeText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// HTTP `CONNECT` (RFC 9110 section 9.3.6), with Basic authentication (RFC 7617) where there is a
/// user.
///
/// The proxy's answer is a status line and lines up to an empty one; their number and length are
/// limited by that of the whole. What follows a good answer is the host's, whatever lengths the
/// answer tells of.
public final class HttpDialogue implements Dialogue {

  /// The most that a proxy may say before the host has its turn.
  static final int MAX_BYTES = 16 << 10;

  private static final int MAX_SCHEMES = 8;
  private static final String PROTOCOL = "HTTP/1.";
  private static final String SCHEMES = "proxy-authenticate:";
  private static final byte[] NOTHING = {};

  private final String host;
  private final int port;
  private final String user;
  private final List<String> schemes = new ArrayList<>(1);
  private String status = "";
  private int taken;
  private byte[] words = NOTHING;

  /// Makes one.
  ///
  /// @param host a name or an address, IPv6 without brackets
  /// @param user empty to log in nowhere; without a colon
  public HttpDialogue(String host, int port, String user) {
    this.host = host;
    this.port = port;
    this.user = user;
  }

  @Override
  public Turn begin() throws ProxyException {
    HostText.check(host);
    if (!user.isEmpty()) {
      return Turn.PASSWORD;
    }
    words = request(NOTHING);
    return Turn.PROXY;
  }

  @Override
  public Turn answered(char[] password) {
    ByteBuffer secret = ByteBuffer.allocate(3 * (user.length() + 1 + password.length));
    secret.put(user.getBytes(StandardCharsets.UTF_8)).put((byte) ':');
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(password), secret, true);
    Arrays.fill(password, '\0');
    byte[] plain = Arrays.copyOf(secret.array(), secret.position());
    byte[] encoded = Base64.getEncoder().encode(plain);
    words = request(encoded);
    Arrays.fill(secret.array(), (byte) 0);
    Arrays.fill(plain, (byte) 0);
    Arrays.fill(encoded, (byte) 0);
    return Turn.PROXY;
  }

  private byte[] request(byte[] credentials) {
    String where = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    byte[] first = ascii("CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\n");
    byte[] second = credentials.length == 0 ? NOTHING : ascii("Proxy-Authorization: Basic ");
    byte[] end = ascii(credentials.length == 0 ? "\r\n" : "\r\n\r\n");
    return ByteBuffer.allocate(first.length + second.length + credentials.length + end.length)
        .put(first)
        .put(second)
        .put(credentials)
        .put(end)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public Turn heard(ByteBuffer in) throws ProxyException {
    checkBeginning(in);
    for (int i = in.position(); i < in.limit(); i++) {
      if (taken + i - in.position() >= MAX_BYTES) {
        throw new ProxyException("its answer has over " + MAX_BYTES + " bytes and no end");
      }
      if (in.get(i) == '\n') {
        if (line(in, i + 1 - in.position())) {
          return Turn.HOST;
        }
        checkBeginning(in);
      }
    }
    return Turn.PROXY;
  }

  /// Tells at the first byte of a status line that is wrong, since no line end may ever come.
  private void checkBeginning(ByteBuffer in) throws ProxyException {
    int length = status.isEmpty() ? Math.min(PROTOCOL.length(), in.remaining()) : 0;
    for (int i = 0; i < length; i++) {
      if (in.get(in.position() + i) != PROTOCOL.charAt(i)) {
        byte[] shown = new byte[Math.min(in.remaining(), 64)];
        in.get(in.position(), shown);
        throw noHttp(new String(shown, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static ProxyException noHttp(String said) {
    return new ProxyException("it does not speak HTTP: it said \"" + StrangeText.shown(said) + '"');
  }

  /// Takes a line of `length` bytes; returns whether it is the last of a good answer.
  private boolean line(ByteBuffer in, int length) throws ProxyException {
    byte[] bytes = new byte[length];
    in.get(bytes);
    taken += length;
    String line = new String(bytes, StandardCharsets.ISO_8859_1).stripTrailing();
    if (status.isEmpty()) {
      status = checked(line);
      return false;
    }
    String lower = line.toLowerCase(Locale.ROOT);
    if (lower.startsWith(SCHEMES) && schemes.size() < MAX_SCHEMES) {
      schemes.add(line.substring(SCHEMES.length()).strip().split("[ ,]", 2)[0]);
    }
    return line.isEmpty() && isGood();
  }

  private static String checked(String line) throws ProxyException {
    String[] parts = line.split(" ", 3);
    if (!line.startsWith(PROTOCOL) || parts.length < 2 || !parts[1].matches("[1-5][0-9]{2}")) {
      throw noHttp(line);
    }
    return line;
  }

  /// Returns whether the answer that has just ended is the one waited for; interim ones are passed
  /// over (RFC 9110 section 15.2).
  private boolean isGood() throws ProxyException {
    String code = status.split(" ", 3)[1];
    if (code.startsWith("2")) {
      return true;
    }
    if (code.startsWith("1") && !code.equals("101")) {
      status = "";
      return false;
    }
    if (!code.equals("407")) {
      throw new ProxyException("it answered: " + StrangeText.shown(status));
    }
    String by = schemes.isEmpty() ? "" : " by " + String.join(", ", StrangeText.shown(schemes));
    throw new ProxyException(
        user.isEmpty()
            ? "it wants a user and a password" + by + "; name a user for it"
            : "it refused user " + user + " with this password" + by);
  }

  @Override
  public byte[] words() {
    byte[] said = words;
    words = NOTHING;
    return said;
  }
}
