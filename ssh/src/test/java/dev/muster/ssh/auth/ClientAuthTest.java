package dev.muster.ssh.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import dev.muster.ssh.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthTest {

  private static final SshPrivateKey FIRST = HostKeys.ED25519;
  private static final SshPrivateKey SECOND = HostKeys.ECDSA;
  private static final SshPrivateKey RSA = HostKeys.RSA;

  private static final Account ALICE = new Account("alice", "host", 22);
  private static final Errands NO_ERRANDS =
      errand -> {
        throw new AssertionError("keys in memory need no errand");
      };

  private static Authentication authentication(List<SshPrivateKey> keys) {
    return Authentication.of(Identity.ofAll(keys));
  }

  /// A client that authenticates over a transport whose other end is told what to say.
  private static final class Client implements Transport.Upper {
    private final ClientAuth auth;
    private final RawServer server;
    private final List<String> first;
    private boolean authenticated;

    Client(List<SshPrivateKey> keys) throws Exception {
      Side side = Side.client(Proposals.standard(), Side.NEVER);
      auth = new ClientAuth(ALICE, authentication(keys), side.transport(), NO_ERRANDS);
      side.handTo(this);
      server = RawServer.secured(side);
      first = requests(server.heard()); // left together with the client's new keys
    }

    @Override
    public void secured() throws EndingException {
      auth.begin();
    }

    @Override
    public void message(int type, SshReader body) throws ProtocolException, EndingException {
      authenticated = auth.message(type, body);
    }

    @Override
    public void serverSignatureAlgorithms(List<String> names) {
      auth.serverSignatureAlgorithms(names);
    }

    Client accept() throws Exception {
      server.say(say(Message.SERVICE_ACCEPT).putString("ssh-userauth"));
      return this;
    }

    Client refuse(String methods) throws Exception {
      server.say(say(Message.USERAUTH_FAILURE).putString(methods).putBoolean(false));
      return this;
    }

    Client take(String algorithms) throws Exception {
      server.say(
          say(Message.EXT_INFO).putInt(1).putString("server-sig-algs").putString(algorithms));
      return this;
    }

    /// Hears what the client asks, checks it, and returns the algorithms or methods.
    List<String> asked() throws Exception {
      return requests(server.hear());
    }

    private List<String> requests(List<byte[]> messages) throws ProtocolException {
      List<String> asked = new ArrayList<>();
      for (byte[] message : messages) {
        if (message[0] == Message.USERAUTH_REQUEST) {
          asked.add(checked(message));
        }
      }
      return asked;
    }

    private String checked(byte[] message) throws ProtocolException {
      SshReader reader = new SshReader(message, 1, message.length - 1);
      assertThat(reader.readText()).isEqualTo("alice");
      assertThat(reader.readName()).isEqualTo("ssh-connection");
      String method = reader.readName();
      if (method.equals("none")) {
        reader.expectEnd("request");
        return method;
      }
      assertThat(method).isEqualTo("publickey");
      assertThat(reader.readBoolean()).isTrue();
      String algorithm = reader.readName();
      SshPublicKey key = SshPublicKey.parse(reader.readString());
      int signed = reader.position();
      byte[] signature = reader.readString();
      reader.expectEnd("request");
      byte[] data =
          new SshWriter().putString(server.session()).putBytes(message, 0, signed).toBytes();
      assertThat(key.verify(Crypto.system(), algorithm, data, signature)).isTrue();
      return algorithm;
    }
  }

  private static SshWriter say(int type) {
    return new SshWriter().putByte(type);
  }

  @Test
  void asksForTheServiceAndTriesTheFirstKeyInOneGo() throws Exception {
    Side side = Side.client(Proposals.standard(), Side.NEVER);
    ClientAuth auth =
        new ClientAuth(ALICE, authentication(List.of(FIRST)), side.transport(), NO_ERRANDS);
    RawServer server = RawServer.secured(side);
    server.hear();
    auth.begin();

    assertThat(server.hearNumbers())
        .containsExactly(Message.SERVICE_REQUEST, Message.USERAUTH_REQUEST);
  }

  @Test
  void endsWithTheFirstKeyThatIsTaken() throws Exception {
    Client client = new Client(List.of(FIRST, SECOND));
    client.accept();
    client.server.say(Message.USERAUTH_SUCCESS);

    assertThat(client.authenticated).isTrue();
  }

  @Test
  void triesOneKeyAfterTheOther() throws Exception {
    Client client = new Client(List.of(FIRST, SECOND, HostKeys.OTHER));
    List<String> asked = new ArrayList<>(client.first);
    client.accept().refuse("publickey,password");
    asked.addAll(client.asked());
    client.refuse("publickey");
    asked.addAll(client.asked());

    assertThat(asked).containsExactly("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-ed25519");
    client.server.say(Message.USERAUTH_SUCCESS);
    assertThat(client.authenticated).isTrue();
  }

  @ParameterizedTest(name = "{0}: {1}, then {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what the server says, before the first refusal | tried next, key after key
          nothing                   | rsa-sha2-256 ecdsa-sha2-nistp256
          rsa-sha2-512,rsa-sha2-256 | ecdsa-sha2-nistp256
          rsa-sha2-512              | ecdsa-sha2-nistp256
          rsa-sha2-256              | rsa-sha2-256 ecdsa-sha2-nistp256
          """)
  void triesTheOtherAlgorithmOfAnRsaKeyOnlyIfThatCanHelp(String algorithms, String next)
      throws Exception {
    Client client = new Client(List.of(RSA, SECOND));
    assertThat(client.first).containsExactly("rsa-sha2-512");
    if (!algorithms.equals("nothing")) {
      client.take(algorithms);
    }
    client.accept();
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < next.split(" ").length; i++) {
      client.refuse("publickey");
      asked.addAll(client.asked());
    }
    assertThat(asked).containsExactly(next.split(" "));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssh-ed25519,rsa-sha2-512,rsa-sha2-256 | rsa-sha2-512
          ssh-ed25519,rsa-sha2-256              | rsa-sha2-256
          ssh-ed25519                           | rsa-sha2-256
          """)
  void signsWithWhatTheServerTakes(String algorithms, String chosen) throws Exception {
    Client client = new Client(List.of(FIRST, RSA));
    client.take(algorithms).accept().refuse("publickey");

    assertThat(client.asked()).endsWith(chosen);
  }

  @Test
  void endsWhenNoKeyIsLeftAndSaysWhatWasTried() throws Exception {
    Client client = new Client(List.of(FIRST, SECOND));
    client.accept().refuse("publickey,password");

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> client.refuse("publickey,password"))
        .satisfies(e ->
            assertThat(e.ending())
                .isEqualTo(
                    new Ending.NotAuthenticated(
                        List.of(FIRST.publicKey().toString(), SECOND.publicKey().toString()),
                        List.of("publickey", "password"))));
  }

  @Test
  void endsWhenTheServerTakesNoKeysAnyMore() throws Exception {
    Client client = new Client(List.of(FIRST, SECOND));
    client.accept();

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> client.refuse("password,bad\u001b[2J"))
        .satisfies(e ->
            assertThat(e.ending())
                .isEqualTo(
                    new Ending.NotAuthenticated(
                        List.of(FIRST.publicKey().toString()), List.of("password", "bad?[2J"))));
  }

  @Test
  void asksWithoutAKeyIfItHasNone() throws Exception {
    Client client = new Client(List.of());
    assertThat(client.first).containsExactly("none");
    client.accept();
    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> client.refuse("publickey"))
        .satisfies(e ->
            assertThat(e.ending())
                .isEqualTo(new Ending.NotAuthenticated(List.of(), List.of("publickey"))));

    Client open = new Client(List.of());
    open.accept().server.say(Message.USERAUTH_SUCCESS);
    assertThat(open.authenticated).isTrue();
  }

  @Test
  void takesSuccessAndFailureOnlyAfterTheService() throws Exception {
    Client succeeded = new Client(List.of(FIRST));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> succeeded.server.say(Message.USERAUTH_SUCCESS))
        .withMessage("authentication succeeded before the service was accepted");
    assertThat(succeeded.authenticated).isFalse();

    Client failed = new Client(List.of(FIRST, SECOND));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> failed.refuse("publickey"))
        .withMessage("authentication failed before the service was accepted");
  }

  @Test
  void takesTheServiceItAskedForAndOnce() throws Exception {
    Client other = new Client(List.of(FIRST));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> other.server.say(say(Message.SERVICE_ACCEPT).putString("ssh\u001bconn")))
        .withMessage("service \"ssh?conn\" accepted, which was not asked for");

    Client twice = new Client(List.of(FIRST)).accept();
    assertThatExceptionOfType(ProtocolException.class).isThrownBy(twice::accept);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 60, 61, 80, 90, 94, 255})
  void takesNothingElse(int type) throws Exception {
    Client client = new Client(List.of(FIRST)).accept();

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> client.server.say(type))
        .withMessage("message " + type + " within authentication");
  }

  @ParameterizedTest
  @ValueSource(ints = {Message.SERVICE_ACCEPT, Message.USERAUTH_FAILURE, Message.USERAUTH_BANNER})
  void refusesMessagesThatAreCutShort(int type) throws Exception {
    Client client = new Client(List.of(FIRST));

    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> client.server.say(type));
  }

  @Test
  void keepsWhatTheServerHasToSayToTheUser() throws Exception {
    Client client = new Client(List.of(FIRST));
    client.server.say(banner("Welcome\r\n")).say(banner("to grüße\n"));

    assertThat(client.auth.banner()).isEqualTo("Welcome\r\nto grüße\n");
  }

  private static SshWriter banner(String text) {
    return say(Message.USERAUTH_BANNER).putString(text).putString("en");
  }

  @Test
  void limitsBannersInNumberAndLength() throws Exception {
    Client many = new Client(List.of(FIRST));
    for (int i = 0; i < 64; i++) {
      many.server.say(banner(""));
    }
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> many.server.say(banner("")))
        .withMessage("banners of over 16384 characters");

    Client large = new Client(List.of(FIRST));
    large.server.say(banner("x".repeat(16_000))).say(banner("y".repeat(384)));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> large.server.say(banner("z")));
    assertThat(large.auth.banner()).hasSize(16_384);
  }
}
