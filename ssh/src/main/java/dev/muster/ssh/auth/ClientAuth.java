package dev.muster.ssh.auth;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Authenticates one user (RFC 4252): one way after another, in the order that [Authentication]
/// names, until the server is content or nothing is left that it takes.
///
/// The service request and the first signed request leave together. Where no key is tried first,
/// the server is asked which methods it takes before a secret is sent. What was refused is not
/// tried again, and no more is tried than the server bears. Owned by one connection; one thread at
/// a time.
///
/// ```
///            request sent                     answer: 60 to 79
///   NEXT ─────────────────▶ ASKED ──────────────────────────────▶ the way's own step ──▶ ASKED
///    ▲ │ begin errand         │ FAILURE (perhaps partial)            │ errand
///    │ ▼                      ▼                                      ▼
///   ERRAND ◀──────────────── NEXT                                 ERRAND ──▶ ASKED
/// ```
public final class ClientAuth {

  private static final String SERVICE = "ssh-connection";
  private static final int MAX_BANNER_CHARS = 1 << 14;
  private static final int MAX_BANNERS = 64;
  private static final int MAX_PARTS = 16;

  private final Account account;
  private Authentication how;
  private final Transport transport;
  private final Errands errands;
  private final List<Object> tried = new ArrayList<>(1);
  private final StringBuilder banner = new StringBuilder();
  private final List<Way> ways = new ArrayList<>(1);
  private String distrust = "";
  private List<Method> withheld = List.of();
  private int banners;
  private int refusals;
  private int parts;
  private boolean accepted;
  private boolean asksMethods;
  private boolean passwordRefused;
  private boolean proves;
  private boolean hasProven;
  private @Nullable Way asked;
  private @Nullable List<String> offered;
  private @Nullable List<String> serverAlgorithms;

  /// Makes one.
  ///
  /// @param errands does what may block
  public ClientAuth(Account account, Authentication how, Transport transport, Errands errands) {
    this.account = account;
    this.how = how;
    this.transport = transport;
    this.errands = errands;
  }

  // --- for the protocol

  /// Gives the server no password and no answer, and no ticket to keep, for it may be another than
  /// the one it is taken for. Comes before [#begin].
  ///
  /// @param why in a few words, for the failure's message
  public void withholdSecrets(String why) {
    List<Method> lost = new ArrayList<>(how.methods());
    lost.removeIf(method -> !how.isPossible(method));
    how = how.withoutSecrets();
    lost.removeIf(how::isPossible);
    distrust = why;
    withheld = lost;
  }

  /// Asks for the service and tries the first key, or asks which methods there are.
  public void begin() throws EndingException {
    transport.send(new SshWriter().putByte(Message.SERVICE_REQUEST).putString("ssh-userauth"));
    next();
  }

  /// Learns which signature algorithms the server takes.
  public void serverSignatureAlgorithms(List<String> names) {
    serverAlgorithms = names;
  }

  /// Takes a message of this protocol.
  ///
  /// @return whether the user is authenticated now
  public boolean message(int type, SshReader body) throws ProtocolException, EndingException {
    switch (type) {
      case Message.SERVICE_ACCEPT -> service(body);
      case Message.USERAUTH_BANNER -> banner(body);
      case Message.USERAUTH_FAILURE -> failure(body);
      case Message.USERAUTH_SUCCESS -> {
        success();
        return true;
      }
      default -> methodMessage(type, body);
    }
    return false;
  }

  /// Returns whether a request is out that is the last: after it, nothing is left to try.
  public boolean isLastTry() {
    Way out = asked;
    return (out == null ? asksMethods : out.isDecisive()) && !hasMore();
  }

  /// Returns what an ending means here: a server that has refused as much as it bears says goodbye
  /// instead of refusing once more.
  public EndingException explained(EndingException ending) {
    if (refusals == 0
        || !(ending.ending() instanceof Ending.Disconnected(int reason, String text))
        || (reason != Message.REASON_PROTOCOL_ERROR
            && reason != Message.REASON_NO_MORE_AUTH_METHODS)) {
      return ending;
    }
    List<String> names = names();
    names.add("and then it ended the connection: " + StrangeText.shown(text));
    return new EndingException(new Ending.NotAuthenticated(names, List.of()));
  }

  /// It is over, whatever came of it: nothing that was begun for this connection goes on.
  /// Idempotent.
  public void ended() {
    for (Way way : ways) {
      way.ended();
    }
  }

  /// Returns what the server had to say to the user (RFC 4252 section 5.4), empty if nothing.
  public String banner() {
    return banner.toString();
  }

  private void service(SshReader body) throws ProtocolException {
    String name = body.readName();
    if (accepted || !name.equals("ssh-userauth")) {
      throw new ProtocolException(
          "service \"" + StrangeText.shown(name) + "\" accepted, which was not asked for");
    }
    accepted = true;
  }

  private void banner(SshReader body) throws ProtocolException {
    String text = body.readText();
    if (++banners > MAX_BANNERS || banner.length() + text.length() > MAX_BANNER_CHARS) {
      throw new ProtocolException("banners of over " + MAX_BANNER_CHARS + " characters");
    }
    banner.append(text);
  }

  private void success() throws ProtocolException {
    Way out = answered("succeeded");
    if (how.rules().proofWanted() && !proves && !hasProven) {
      throw new ProtocolException("the user is let in without any proof, and one is wanted");
    }
    if (out != null) {
      out.accepted();
    }
    ended();
  }

  private void failure(SshReader body) throws ProtocolException, EndingException {
    List<String> methods = body.readNames();
    boolean partial = body.readBoolean();
    Way out = answered("failed");
    offered = methods;
    if (out != null && partial) {
      if (++parts > MAX_PARTS) {
        throw new ProtocolException("over " + MAX_PARTS + " methods that are not enough");
      }
      tried.addLast(tried.removeLast() + " (taken, and more is wanted)");
      hasProven |= proves;
      out.partlyAccepted();
    } else if (out != null) {
      refusals++;
      out.refused(isOffered(out.method()));
    }
    next();
  }

  /// Returns the way whose request was answered; none: the question for methods was.
  ///
  /// A server that answers what it was not asked is broken, and one that lets the user in before it
  /// agreed to the service may be a stranger who skips what he cannot do.
  private @Nullable Way answered(String what) throws ProtocolException {
    if (!accepted) {
      throw new ProtocolException("authentication " + what + " before the service was accepted");
    }
    Way out = asked;
    if (out == null && !asksMethods) {
      throw new ProtocolException("authentication " + what + " though nothing was asked");
    }
    asked = null;
    asksMethods = false;
    return out;
  }

  private void methodMessage(int type, SshReader body) throws ProtocolException, EndingException {
    Way out = asked;
    if (out == null || !accepted) {
      throw Way.unexpected(type);
    }
    asked = null;
    out.message(type, body);
  }

  /// Whatever the server takes now: it may take another method once it has taken this one.
  private boolean hasMore() {
    for (Method method : how.methods()) {
      Way way = begun(method);
      if (way == null ? how.isPossible(method) : way.hasMore()) {
        return true;
      }
    }
    return false;
  }

  // --- for the ways

  /// Tries what comes next.
  ///
  /// @throws EndingException if nothing is left
  void next() throws EndingException {
    proves = false;
    if (offered == null && !how.beginsWithKeys()) {
      askMethods();
      return;
    }
    for (Method method : how.methods()) {
      boolean known = offered != null || method == Method.PUBLIC_KEY;
      if (known && isPossible(method) && hasRoom(method) && way(method).begin()) {
        return;
      }
    }
    if (offered == null) {
      askMethods();
      return;
    }
    throw new EndingException(new Ending.NotAuthenticated(names(), StrangeText.shown(offered)));
  }

  /// Sends a message of a way, whose answer comes next.
  void send(SshWriter message, Way way) {
    asked = way;
    transport.send(message);
  }

  /// Sends a message of a way that proves who the user is, as far as it is for us to say.
  void sendProof(SshWriter message, Way way) {
    proves = true;
    send(message, way);
  }

  /// Waits for more that the server says of what a way sent before.
  void waitOn(Way way) {
    asked = way;
  }

  /// Begins something that may block.
  void errand(Errands.Errand errand) {
    errands.send(errand);
  }

  /// Returns the beginning of a request.
  SshWriter request(Method method) {
    return request(method.wireName(), 0);
  }

  /// Returns the beginning of a request that takes `room` more bytes without growing.
  SshWriter request(Method method, int room) {
    return request(method.wireName(), room);
  }

  Account account() {
    return account;
  }

  String localAddress() {
    return errands.localAddress();
  }

  byte[] session() {
    return transport.session();
  }

  Crypto crypto() {
    return transport.crypto();
  }

  @Nullable List<String> serverAlgorithms() {
    return serverAlgorithms;
  }

  /// Notes what was tried, for the failure's message.
  void note(Object what) {
    tried.add(what);
  }

  /// Notes that the server refused the account's password: no other method sends it again.
  void passwordRefused() {
    passwordRefused = true;
  }

  boolean isPasswordRefused() {
    return passwordRefused;
  }

  private boolean isPossible(Method method) {
    return isOffered(method) && how.isPossible(method);
  }

  private boolean isOffered(Method method) {
    return offered == null || offered.contains(method.wireName());
  }

  /// Keys leave room for the other ways that may come after them: a server ends the connection with
  /// the last refusal that it bears.
  private boolean hasRoom(Method method) {
    boolean several = method == Method.PUBLIC_KEY || method == Method.HOSTBASED;
    return how.maxTries() - refusals > (several ? how.triesAfter(method, offered) : 0);
  }

  private @Nullable Way begun(Method method) {
    for (Way way : ways) {
      if (way.method() == method) {
        return way;
      }
    }
    return null;
  }

  /// Returns the way of a method that is possible.
  private Way way(Method method) {
    Way way = begun(method);
    if (way == null) {
      way =
          switch (method) {
            case GSSAPI_WITH_MIC -> new GssWay(this, how.vouchers().gss().orElseThrow());
            case HOSTBASED -> new HostbasedWay(this, how.vouchers().machine().orElseThrow());
            case PUBLIC_KEY -> new KeyWay(this, how);
            case KEYBOARD_INTERACTIVE -> new InteractiveWay(this, how);
            case PASSWORD -> new PasswordWay(this, how.passwords());
          };
      ways.add(way);
    }
    return way;
  }

  /// Asks which methods the server takes, by one that lets hardly anybody in (RFC 4252 section
  /// 5.2).
  private void askMethods() {
    asksMethods = true;
    transport.send(request("none", 0));
  }

  private SshWriter request(String method, int room) {
    return new SshWriter(512 + room)
        .putByte(Message.USERAUTH_REQUEST)
        .putString(account.user())
        .putString(SERVICE)
        .putString(method);
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (Object each : tried) {
      String name = each.toString();
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    for (Method method : how.methods()) {
      String obstacle = how.vouchers().obstacle(method);
      if (!obstacle.isEmpty() && isOffered(method)) {
        names.add(method + " (" + obstacle + ")");
      }
    }
    for (Method method : withheld) {
      if (isOffered(method)) {
        names.add(method + " (not given: " + distrust + ")");
      }
    }
    Way keys = begun(Method.PUBLIC_KEY);
    if (keys != null && keys.hasMore() && isOffered(Method.PUBLIC_KEY)) {
      names.add("and no more keys, for servers take " + how.maxTries() + " tries (MaxAuthTries)");
    }
    return names;
  }
}
