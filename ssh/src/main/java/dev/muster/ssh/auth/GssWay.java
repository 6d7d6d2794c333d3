package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Authentication through the GSS-API (`gssapi-with-mic`, RFC 4462 section 3), by one mechanism.
///
/// The first token is made before the server is asked: where there is no ticket, the server never
/// hears of it, and it costs no try.
///
/// ```
///          offered          RESPONSE             our last token
///   BEGUN ────────▶ OFFERED ────────▶ TALKING ──────────────────▶ PROVEN
///                                      │    ▲
///                                TOKEN └────┘ TOKEN
/// ```
final class GssWay extends Way {

  /// How many messages of the method a server may send. Kerberos takes two.
  static final int MAX_MESSAGES = 16;

  /// How long a server's token may be: Kerberos answers with some hundred bytes.
  static final int MAX_TOKEN_BYTES = 1 << 15;

  private static final int MAX_ERROR_CHARS = 1024;
  private static final int MAX_MECHANISM_BYTES = 256;

  private enum Stage {
    UNTRIED,
    BEGUN,
    OFFERED,
    TALKING,
    PROVEN
  }

  private final ClientAuth auth;
  private final Gss gss;
  private Stage stage = Stage.UNTRIED;
  private List<SshWriter> held = List.of();
  private Gss.@Nullable Context context;
  private int messages;

  GssWay(ClientAuth auth, Gss gss) {
    this.auth = auth;
    this.gss = gss;
  }

  @Override
  Method method() {
    return Method.GSSAPI_WITH_MIC;
  }

  @Override
  boolean hasMore() {
    return stage == Stage.UNTRIED && gss.obstacle().isEmpty();
  }

  @Override
  boolean isDecisive() {
    return stage == Stage.PROVEN;
  }

  @Override
  boolean begin() {
    if (!hasMore()) {
      return false;
    }
    stage = Stage.BEGUN;
    auth.errand(() -> {
      try {
        Gss.Context begun = gss.begin(auth.account());
        return offered(begun);
      } catch (GssException e) {
        return () -> failed(e);
      }
    });
    return true;
  }

  private Errands.Return offered(Gss.Context begun) throws GssException, InterruptedException {
    try {
      List<SshWriter> first = said(begun, new byte[0]);
      return () -> offer(begun, first);
    } catch (GssException | InterruptedException | RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  private void offer(Gss.Context begun, List<SshWriter> first) {
    context = begun;
    held = first;
    stage = Stage.OFFERED;
    auth.note("gssapi-with-mic (" + begun + ")");
    auth.send(auth.request(Method.GSSAPI_WITH_MIC).putInt(1).putString(gss.mechanism()), this);
  }

  /// Returns what is to be said after the server's token, the proof too if it has come to that.
  /// Blocks.
  private List<SshWriter> said(Gss.Context with, byte[] theirs)
      throws GssException, InterruptedException {
    List<SshWriter> said = new ArrayList<>(2);
    byte[] token = with.step(theirs);
    if (token.length > 0) {
      said.add(message(Message.USERAUTH_GSSAPI_TOKEN, token.length + 8).putString(token));
    }
    if (!with.isEstablished()) {
      if (said.isEmpty()) {
        throw new GssException("the mechanism has nothing to say before it is done");
      }
    } else if (with.hasIntegrity()) {
      said.add(message(Message.USERAUTH_GSSAPI_MIC, 128).putString(with.mic(signedText())));
    } else {
      said.add(message(Message.USERAUTH_GSSAPI_EXCHANGE_COMPLETE, 1));
    }
    return said;
  }

  /// What is signed binds the tokens to this connection and this user (RFC 4462 section 3.5): they
  /// could otherwise be shown to another server by whoever stands between.
  private byte[] signedText() {
    SshWriter request = auth.request(Method.GSSAPI_WITH_MIC);
    SshWriter text = new SshWriter(request.length() + 64).putString(auth.session());
    return text.putBytes(request.array(), 0, request.length()).toBytes();
  }

  private static SshWriter message(int type, int room) {
    return new SshWriter(room).putByte(type);
  }

  @Override
  void message(int type, SshReader body) throws ProtocolException, EndingException {
    Gss.Context with = context;
    if (with == null || ++messages > MAX_MESSAGES) {
      throw unexpected(type);
    }
    switch (type) {
      case Message.USERAUTH_GSSAPI_RESPONSE -> response(with, body);
      case Message.USERAUTH_GSSAPI_TOKEN -> token(with, body);
      case Message.USERAUTH_GSSAPI_ERROR -> {
        body.readInt(); // the major and the minor status of the server's library
        body.readInt();
        tells(StrangeText.shown(body.readText()));
        body.readText(); // language
      }
      case Message.USERAUTH_GSSAPI_ERRTOK ->
          tells(StrangeText.shown(with.meaning(body.readString(MAX_TOKEN_BYTES))));
      default -> throw unexpected(type);
    }
  }

  /// A server that names another mechanism than the one that was offered would have our token read
  /// by something that it is not for.
  private void response(Gss.Context with, SshReader body) throws ProtocolException {
    if (stage != Stage.OFFERED) {
      throw unexpected(Message.USERAUTH_GSSAPI_RESPONSE);
    }
    byte[] chosen = body.readString(MAX_MECHANISM_BYTES);
    body.expectEnd("choice of a mechanism");
    if (!Arrays.equals(chosen, gss.mechanism())) {
      throw new ProtocolException("a GSS-API mechanism is chosen that was not offered");
    }
    say(with, held);
    held = List.of();
  }

  private void token(Gss.Context with, SshReader body) throws ProtocolException {
    if (stage != Stage.TALKING) {
      throw unexpected(Message.USERAUTH_GSSAPI_TOKEN);
    }
    byte[] theirs = body.readString(MAX_TOKEN_BYTES);
    body.expectEnd("token");
    auth.errand(() -> {
      try {
        List<SshWriter> next = said(with, theirs);
        return () -> say(with, next);
      } catch (GssException e) {
        return () -> failed(e);
      }
    });
  }

  private void say(Gss.Context with, List<SshWriter> all) {
    stage = with.isEstablished() ? Stage.PROVEN : Stage.TALKING;
    for (SshWriter each : all) {
      if (stage == Stage.PROVEN) {
        auth.sendProof(each, this);
      } else {
        auth.send(each, this);
      }
    }
  }

  /// The server tells why it fails, and refuses with its next message.
  private void tells(String why) {
    if (!why.isEmpty()) {
      String cut = why.length() > MAX_ERROR_CHARS ? why.substring(0, MAX_ERROR_CHARS) + "…" : why;
      auth.note("gssapi-with-mic (the server says: " + cut + ")");
    }
    auth.waitOn(this);
  }

  /// Nothing comes of it on our side; another request tells the server so (RFC 4252 section 5.1).
  private void failed(GssException why) throws EndingException {
    close();
    auth.note("gssapi-with-mic (" + why.getMessage() + ")");
    auth.next();
  }

  @Override
  void refused(boolean looked) {
    close();
  }

  @Override
  void partlyAccepted() {
    close();
  }

  @Override
  void ended() {
    close();
  }

  private void close() {
    Gss.Context with = context;
    context = null;
    held = List.of();
    if (with != null) {
      with.close();
    }
  }
}
