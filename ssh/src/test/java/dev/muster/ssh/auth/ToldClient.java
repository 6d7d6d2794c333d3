package dev.muster.ssh.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.auth.Errands.Errand;
import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kerberos.ErrorTokens;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A client that is told what it has and what the server says, in the words of [SequenceTest], and
/// tells what it asks. Its errands are done when the server has said something.
final class ToldClient implements Transport.Upper {

  private static final SshPrivateKey[] KEYS = {HostKeys.ED25519, HostKeys.ECDSA, HostKeys.OTHER};

  private static Identity key(char name) {
    if (name == 'X') {
      return remote(
          HostKeys.OTHER,
          (algorithm, data) -> {
            throw new SigningException("the agent is locked");
          });
    }
    SshPrivateKey key = KEYS[Character.toLowerCase(name) - 'a'];
    return Character.isLowerCase(name) ? Identity.of(key) : remote(key, key::sign);
  }

  private static Identity remote(SshPrivateKey key, Identity.Signer signer) {
    return Identity.of(key.publicKey().blob(), "", signer).orElseThrow();
  }

  static Authentication having(String what) {
    List<Identity> identities = new ArrayList<>();
    Authentication all = Authentication.of(List.of());
    for (String word : what.split(" ", -1)) {
      if (word.equals("pw")) {
        all = all.withPasswords(new Known());
      } else if (word.startsWith("gss")) {
        FakeGss.Trouble trouble =
            word.equals("gss")
                ? FakeGss.Trouble.NONE
                : FakeGss.Trouble.valueOf(word.substring("gss.".length()));
        all = all.withVouchers(all.vouchers().withGss(new FakeGss(trouble)));
      } else if (word.startsWith("host")) {
        Identity locked = key('X');
        List<Identity> keys =
            switch (word) {
              case "host" -> List.of(key('a'));
              case "hosts" -> List.of(key('B'), Identity.of(HostKeys.RSA));
              default -> List.of(locked, key('b'));
            };
        Hostbased machine = Hostbased.of(keys, "al", "desk.example");
        all = all.withVouchers(all.vouchers().withMachine(machine));
      } else if (word.equals("wary")) {
        all = all.withRules(all.rules().withProofWanted(true));
      } else if (word.equals("who")) {
        all = all.withPrompts(round -> Optional.of(List.of("said".toCharArray())));
      } else if (!word.isEmpty()) {
        identities.add(key(word.charAt(0)));
      }
    }
    return new Authentication(
        all.rules(), identities, all.passwords(), all.prompts(), all.vouchers(), all.proven());
  }

  /// Knows one password and another one after it.
  private static final class Known implements Passwords {
    @Override
    public Optional<char[]> password(Account account) {
      return Optional.of("pass".toCharArray());
    }

    @Override
    public Optional<char[]> changed(Account account, String prompt) {
      return Optional.of("next".toCharArray());
    }
  }

  final ClientAuth auth;
  final RawServer server;
  final Queue<Errand> errands = new ArrayDeque<>();
  final List<String> asked = new ArrayList<>();
  private @Nullable SshWriter lastKey;
  private boolean talksGss;
  boolean authenticated;

  ToldClient(Authentication how) throws Exception {
    this(how, "");
  }

  /// @param distrust why the server is to be given nothing secret; empty if it is trusted
  ToldClient(Authentication how, String distrust) throws Exception {
    Side side = Side.client(Proposals.standard(), Side.NEVER);
    auth = new ClientAuth(new Account("alice", "host", 22), how, side.transport(), errands::add);
    if (!distrust.isEmpty()) {
      auth.withholdSecrets(distrust);
    }
    side.handTo(this);
    server = RawServer.secured(side);
    note(server.heard());
    server.say(new SshWriter().putByte(Message.SERVICE_ACCEPT).putString("ssh-userauth"));
  }

  @Override
  public void secured() throws EndingException {
    auth.begin();
  }

  @Override
  public void message(int type, SshReader body) throws ProtocolException, EndingException {
    authenticated = auth.message(type, body);
  }

  ToldClient hear() throws Exception {
    while (!errands.isEmpty()) {
      errands.remove().run().run();
    }
    note(server.hear());
    return this;
  }

  ToldClient says(String word) throws Exception {
    char kind = word.charAt(0);
    SshWriter message = new SshWriter();
    switch (kind) {
      case 'F', 'P' ->
          message
              .putByte(Message.USERAUTH_FAILURE)
              .putString(word.substring(2))
              .putBoolean(kind == 'P');
      case 'S' -> message.putByte(Message.USERAUTH_SUCCESS);
      case 'R' -> message.putByte(Message.USERAUTH_GSSAPI_RESPONSE).putString(FakeGss.MECHANISM);
      case 'T' -> message.putByte(Message.USERAUTH_GSSAPI_TOKEN).putString("theirs");
      case 'E' ->
          message
              .putByte(Message.USERAUTH_GSSAPI_ERROR)
              .putInt(1)
              .putInt(2)
              .putString("no\u001b[2J")
              .putString("");
      case 'K' -> message.putByte(Message.USERAUTH_GSSAPI_ERRTOK).putString("skew\u0007");
      case 'C' -> message.putByte(Message.USERAUTH_GSSAPI_ERRTOK).putString(ErrorTokens.ofClocks());
      case 'O' -> message.putByte(Message.USERAUTH_PK_OK).putBytes(keyAsked());
      case 'n' ->
          message.putByte(Message.USERAUTH_PASSWD_CHANGEREQ).putString("run out").putString("");
      default -> question(message, word.substring(1).replace('_', ' '));
    }
    server.say(message);
    return hear();
  }

  private static void question(SshWriter message, String text) {
    message.putByte(Message.USERAUTH_INFO_REQUEST).putString("").putString("").putString("");
    if (text.isEmpty()) {
      message.putInt(0);
      return;
    }
    boolean shown = text.endsWith("!");
    message.putInt(1).putString(text).putBoolean(shown);
  }

  private byte[] keyAsked() {
    SshWriter asked = lastKey;
    if (asked == null) {
      throw new AssertionError("no key was asked about");
    }
    return asked.toBytes();
  }

  private void note(List<byte[]> messages) throws ProtocolException {
    for (byte[] message : messages) {
      SshReader reader = new SshReader(message, 1, message.length - 1);
      if (message[0] == Message.USERAUTH_REQUEST) {
        reader.readText();
        reader.readName();
        asked.add(request(reader.readName(), reader));
      } else if (message[0] == Message.USERAUTH_GSSAPI_MIC) {
        asked.add(Arrays.equals(reader.readString(), signedText()) ? "mic" : "wrong mic");
      } else if (message[0] == Message.USERAUTH_GSSAPI_EXCHANGE_COMPLETE) {
        asked.add("complete");
      } else if (message[0] == Message.USERAUTH_GSSAPI_TOKEN && talksGss) {
        asked.add("token " + reader.readText());
      } else if (message[0] == Message.USERAUTH_INFO_RESPONSE) {
        int count = reader.readInt();
        asked.add(count == 0 ? "answer" : "answer " + reader.readText());
      }
    }
  }

  /// What RFC 4462 section 3.5 has signed.
  private byte[] signedText() {
    return new SshWriter()
        .putString(server.session())
        .putByte(Message.USERAUTH_REQUEST)
        .putString("alice")
        .putString("ssh-connection")
        .putString("gssapi-with-mic")
        .toBytes();
  }

  private String request(String method, SshReader reader) throws ProtocolException {
    talksGss = method.equals("gssapi-with-mic");
    if (talksGss) {
      assertThat(reader.readInt()).isEqualTo(1);
      assertThat(reader.readString()).isEqualTo(FakeGss.MECHANISM);
      reader.expectEnd("request");
      return "gss";
    }
    if (method.equals("hostbased")) {
      return hostbased(reader);
    }
    if (method.equals("password")) {
      boolean change = reader.readBoolean();
      return (change ? "change " : "password ")
          + reader.readText()
          + (change ? " to " + reader.readText() : "");
    }
    if (!method.equals("publickey")) {
      return method.equals("none") ? method : "questions";
    }
    boolean signed = reader.readBoolean();
    String algorithm = reader.readName();
    byte[] blob = reader.readString();
    lastKey = new SshWriter().putString(algorithm).putString(blob);
    for (int i = 0; i < KEYS.length; i++) {
      if (KEYS[i].publicKey().hasBlob(blob)) {
        return (char) ('a' + i) + (signed ? "" : "?");
      }
    }
    throw new AssertionError("a key that nobody has");
  }

  private String hostbased(SshReader reader) throws ProtocolException {
    String algorithm = reader.readName();
    SshPublicKey key = SshPublicKey.parse(reader.readString());
    String host = reader.readText();
    String user = reader.readText();
    byte[] data =
        new SshWriter()
            .putString(server.session())
            .putBytes(reader.array(), 0, reader.position())
            .toBytes();
    assertThat(key.verify(Crypto.system(), algorithm, data, reader.readString())).isTrue();
    return algorithm + " " + user + "@" + host;
  }
}
