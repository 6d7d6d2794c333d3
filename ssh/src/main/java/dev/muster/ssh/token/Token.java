package dev.muster.ssh.token;

import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.key.SshPublicKey;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One token: its session, its PIN, its keys. Its methods call the library; one at a time.
final class Token {

  /// A key whose private half is on the token.
  ///
  /// @param id by which its halves, and its certificate, belong together there
  /// @param label what it is called there
  @SuppressWarnings("ArrayRecordComponent") // what came from the token; nobody changes it
  record Key(SshPublicKey publicKey, byte[] id, String label) {}

  private static final byte[] TRUE = {1};

  private final Cryptoki library;
  private final long slot;
  private final String label;
  private final String name;
  private final long session;
  private final Pins pins;
  private boolean loggedIn;
  private String refusal = "";
  private byte[] pin = {};

  private Token(Cryptoki library, long slot, String label, long session, Pins pins) {
    this.library = library;
    this.slot = slot;
    this.label = label.isEmpty() ? "in slot " + slot : label;
    this.name = "token " + this.label;
    this.session = session;
    this.pins = pins;
  }

  /// Opens the token in a slot; nothing if it was never made ready for use.
  static Optional<Token> open(Cryptoki library, long slot, Pins pins) throws TokenException {
    Cryptoki.Info info = library.info(slot);
    return info.isReady()
        ? Optional.of(new Token(library, slot, info.label(), library.openSession(slot), pins))
        : Optional.empty();
  }

  /// Returns the keys that it shows. One that shows none before it has its PIN is given that first.
  List<Key> keys() throws TokenException {
    List<Key> keys = shown();
    if (keys.isEmpty() && !loggedIn && library.info(slot).wantsLogin()) {
      login();
      keys = shown();
    }
    return keys;
  }

  private List<Key> shown() throws TokenException {
    List<Key> keys = new ArrayList<>();
    for (long object : find(Cryptoki.PUBLIC_KEY, Map.of())) {
      add(object, ofPublicKey(object), keys);
    }
    for (long object : find(Cryptoki.CERTIFICATE, Map.of())) {
      add(object, ofCertificate(object), keys);
    }
    return keys;
  }

  private void add(long object, Optional<SshPublicKey> key, List<Key> to) throws TokenException {
    byte[] id = attribute(object, Cryptoki.ID);
    if (key.isPresent() && to.stream().noneMatch(known -> known.publicKey.equals(key.get()))) {
      String label = new String(attribute(object, Cryptoki.LABEL), StandardCharsets.UTF_8);
      to.add(new Key(key.get(), id, StrangeText.shown(label)));
    }
  }

  private Optional<SshPublicKey> ofPublicKey(long object) throws TokenException {
    long type = Cryptoki.number(attribute(object, Cryptoki.KEY_TYPE)).orElse(-1L);
    if (type == Cryptoki.RSA) {
      return PublicHalf.rsa(
          attribute(object, Cryptoki.MODULUS), attribute(object, Cryptoki.PUBLIC_EXPONENT));
    }
    return type == Cryptoki.EC || type == Cryptoki.EC_EDWARDS
        ? PublicHalf.ec(attribute(object, Cryptoki.EC_PARAMS), attribute(object, Cryptoki.EC_POINT))
        : Optional.empty();
  }

  private Optional<SshPublicKey> ofCertificate(long object) throws TokenException {
    try {
      byte[] der = attribute(object, Cryptoki.VALUE);
      var key =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der))
              .getPublicKey();
      return key instanceof RSAPublicKey rsa
          ? PublicHalf.rsa(rsa.getModulus().toByteArray(), rsa.getPublicExponent().toByteArray())
          : PublicHalf.ec(key.getEncoded());
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /// Gives it the PIN, unless it has it or wants none.
  ///
  /// @throws TokenException if it refuses it, and from then on at once: each wrong one counts, and
  ///   after a few a token locks itself
  void login() throws TokenException {
    if (loggedIn) {
      return;
    }
    if (!refusal.isEmpty()) {
      throw new TokenException(refusal, true);
    }
    Cryptoki.Info info = library.info(slot);
    if (!info.wantsLogin()) {
      loggedIn = true;
      return;
    }
    if (info.isLocked()) {
      throw new TokenException(name + ": its PIN is locked; unlock it with the token's own tools");
    }
    if (info.asksItself()) {
      answered(library.login(session, Cryptoki.USER, Optional.empty()));
      return;
    }
    Optional<char[]> given = pins.pin(label + (info.isOnLastTry() ? " (its last try)" : ""));
    if (given.isEmpty()) {
      throw new TokenException(name + ": nobody gives its PIN");
    }
    byte[] secret = bytes(given.get());
    try {
      answered(library.login(session, Cryptoki.USER, Optional.of(secret)));
      pin = wantsItAgain() ? secret.clone() : pin;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// Whether a key wants the PIN for each signature: only then is it kept.
  private boolean wantsItAgain() throws TokenException {
    for (long half : find(Cryptoki.PRIVATE_KEY, Map.of())) {
      if (Arrays.equals(attribute(half, Cryptoki.ALWAYS_AUTHENTICATE), TRUE)) {
        return true;
      }
    }
    return false;
  }

  private void answered(long status) throws TokenException {
    if (status != 0 && status != Cryptoki.ALREADY_LOGGED_IN) {
      boolean ofPin = Status.isOfPin(status);
      String why = name + ": " + Status.text(status);
      refusal = ofPin ? why + "; it was tried once" : refusal;
      throw new TokenException(ofPin ? refusal : why, ofPin);
    }
    loggedIn = true;
  }

  @SuppressWarnings("ByteBufferBackingArray") // the encoder's own array, which is to be wiped
  private static byte[] bytes(char[] secret) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.limit());
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(secret, '\0');
    return bytes;
  }

  /// Returns a signature in SSH's form.
  byte[] sign(Key key, String algorithm, byte[] data) throws TokenException {
    Signing signing = Signing.by(algorithm);
    login();
    long half = privateHalf(key);
    library.beginSignature(session, signing.mechanism(), half);
    if (Arrays.equals(attribute(half, Cryptoki.ALWAYS_AUTHENTICATE), TRUE)) {
      Optional<byte[]> again = pin.length == 0 ? Optional.empty() : Optional.of(pin);
      answered(library.login(session, Cryptoki.FOR_ONE_SIGNATURE, again));
    }
    return signing.output(library.signature(session, signing.input(data)));
  }

  private long privateHalf(Key key) throws TokenException {
    List<Long> found = find(Cryptoki.PRIVATE_KEY, Map.of(Cryptoki.ID, key.id, Cryptoki.SIGN, TRUE));
    if (found.isEmpty()) {
      found = find(Cryptoki.PRIVATE_KEY, Map.of(Cryptoki.ID, key.id));
    }
    if (found.isEmpty()) {
      throw new TokenException(name + " has no private half of " + key.publicKey);
    }
    return found.getFirst();
  }

  private List<Long> find(long kind, Map<Long, byte[]> more) throws TokenException {
    Map<Long, byte[]> wanted = new LinkedHashMap<>(more);
    wanted.put(Cryptoki.CLASS, Cryptoki.number(kind));
    return library.find(session, wanted);
  }

  private byte[] attribute(long object, long type) throws TokenException {
    return library.attribute(session, object, type).orElse(new byte[0]);
  }

  void close() {
    Arrays.fill(pin, (byte) 0);
    library.closeSession(session);
  }

  @Override
  public String toString() {
    return name;
  }
}
