package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.fleet.MemoryServer.ServerEnded;
import dev.muster.fleet.ScriptedClient.Outcome;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.transport.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server's state machines, in memory.
class ServerProtocolTest {

  private static final Answer HELLO = Answer.of("hello\n");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlkem768x25519-sha256",
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521",
        "diffie-hellman-group14-sha256",
        "diffie-hellman-group16-sha512",
        "diffie-hellman-group-exchange-sha256"
      })
  void exchangesKeysByEachMethod(String method) throws Exception {
    Algorithms only = Algorithms.standard().withKeyExchanges(List.of(method));
    try (var client = new ScriptedClient(MemoryServer.answering(HELLO), only)) {
      client.handshake();
      client.login();
      assertThat(client.hostKey()).isEqualTo(MemoryServer.HOST_KEY.publicKey());
      assertThat(client.run("x")).isEqualTo(new Outcome("hello\n", "", "exit-status 0"));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aes128-gcm@openssh.com        | hmac-sha2-256
          aes256-gcm@openssh.com        | hmac-sha2-256
          chacha20-poly1305@openssh.com | hmac-sha2-256
          aes128-ctr                    | hmac-sha2-256-etm@openssh.com
          aes128-ctr                    | hmac-sha2-512
          aes256-ctr                    | hmac-sha2-512-etm@openssh.com
          aes192-ctr                    | hmac-sha2-256
          """)
  void speaksEachCipher(String cipher, String mac) throws Exception {
    Algorithms only = Algorithms.standard().withCiphers(List.of(cipher)).withMacs(List.of(mac));
    try (var client = new ScriptedClient(MemoryServer.answering(HELLO), only)) {
      client.handshake();
      client.login();
      assertThat(client.run("x").out()).isEqualTo("hello\n");
    }
  }

  @Test
  void namesItsSignatureAlgorithmsToAClientThatAsks() throws Exception {
    try (var client = new ScriptedClient(MemoryServer.answering(HELLO))) {
      client.handshake();
      client.requestService();
      assertThat(client.signatures()).contains("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256");
    }
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void letsInEachTypeOfKey(KeyType type) throws Exception {
    SshPrivateKey key = KeyPairs.generate(type);
    Authorized only = new Authorized.Keys(Set.of(key.publicKey()));
    try (var client = client(HELLO, only)) {
      client.requestService();
      for (String algorithm : key.algorithms()) {
        client.send(client.publicKey(key.publicKey(), algorithm, false));
        SshReader welcome = client.expect(Message.USERAUTH_PK_OK);
        assertThat(welcome.readName()).isEqualTo(algorithm);
        assertThat(key.publicKey().hasBlob(welcome.readString())).isTrue();
      }
      client.send(client.signed(key, key.algorithms().getLast()));
      client.expect(Message.USERAUTH_SUCCESS);
    }
  }

  @Test
  void keepsOutAKeyThatIsNotOnItsList() throws Exception {
    Authorized others = new Authorized.Keys(Set.of(MemoryServer.HOST_KEY.publicKey()));
    MemoryServer server = new MemoryServer(Behaviour.of(Script.always(HELLO)), others);
    try (var client = new ScriptedClient(server)) {
      client.handshake();
      client.requestService();
      client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519"));
      assertThat(client.expect(Message.USERAUTH_FAILURE).readNames()).containsExactly("publickey");
      assertThat(server.counters().denied()).isEqualTo(1);
    }
  }

  @Test
  void keepsOutWhoeverSignedSomethingElse() throws Exception {
    try (var client = client(HELLO, new Authorized.Anyone())) {
      client.requestService();
      SshWriter request = client.publicKey(ScriptedClient.KEY.publicKey(), "ssh-ed25519", true);
      byte[] other = "another session".getBytes(StandardCharsets.UTF_8);
      client.send(request.putString(ScriptedClient.KEY.sign("ssh-ed25519", other)));
      client.expect(Message.USERAUTH_FAILURE);
    }
  }

  @Test
  void keepsOutEverybodyWhenToldTo() throws Exception {
    Behaviour denying = Behaviour.of(Script.always(HELLO)).with(new Trouble.Deny());
    try (var client = new ScriptedClient(new MemoryServer(denying, new Authorized.Anyone()))) {
      client.handshake();
      client.requestService();
      client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519"));
      client.expect(Message.USERAUTH_FAILURE);
    }
  }

  @Test
  void endsAfterTwentyAttempts() throws Exception {
    try (var client = client(HELLO, new Authorized.Keys(Set.of()))) {
      client.requestService();
      for (int i = 0; i < 19; i++) {
        client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519"));
        client.expect(Message.USERAUTH_FAILURE);
      }
      assertThatExceptionOfType(ServerEnded.class)
          .isThrownBy(() -> client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519")));
    }
  }

  @Test
  void saysItsBannerOnce() throws Exception {
    Behaviour behaviour = Behaviour.of(Script.always(HELLO)).withBanner("be good\n");
    try (var client =
        new ScriptedClient(new MemoryServer(behaviour, new Authorized.Keys(Set.of())))) {
      client.handshake();
      client.requestService();
      client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519"));
      assertThat(client.expect(Message.USERAUTH_BANNER).readText()).isEqualTo("be good\n");
      client.expect(Message.USERAUTH_FAILURE);
      client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519"));
      client.expect(Message.USERAUTH_FAILURE);
    }
  }

  @Test
  void refusesChannelsBeforeAuthentication() throws Exception {
    try (var client = client(HELLO, new Authorized.Anyone())) {
      assertThatExceptionOfType(ServerEnded.class)
          .isThrownBy(() -> client.open(1, 1))
          .withMessage("message 90 before authentication");
    }
  }

  @Test
  void tellsOutputErrorAndStatusApart() throws Exception {
    try (var client = loggedIn(HELLO.withErr("oh\n").withStatus(3))) {
      assertThat(client.run("x")).isEqualTo(new Outcome("hello\n", "oh\n", "exit-status 3"));
      assertThat(client.run("again").end()).isEqualTo("exit-status 3");
    }
  }

  @Test
  void tellsASignal() throws Exception {
    try (var client = loggedIn(HELLO.withExit(new Exit.Signal("KILL")))) {
      assertThat(client.run("x").end()).isEqualTo("exit-signal KILL");
    }
  }

  @Test
  void closesWithoutAWordWhenToldTo() throws Exception {
    try (var client = loggedIn(HELLO.withExit(new Exit.Unsaid()))) {
      assertThat(client.run("x")).isEqualTo(new Outcome("hello\n", "", ""));
    }
  }

  @Test
  void answersByTheCommandLine() throws Exception {
    Script script = Script.of(java.util.Map.of("uname", Answer.of("Linux\n")), HELLO);
    try (var client =
        new ScriptedClient(new MemoryServer(Behaviour.of(script), new Authorized.Anyone()))) {
      client.handshake();
      client.login();
      assertThat(client.run("uname").out()).isEqualTo("Linux\n");
      assertThat(client.run("anything").out()).isEqualTo("hello\n");
    }
  }

  @Test
  void waitsBeforeItAnswers() throws Exception {
    MemoryServer server = MemoryServer.answering(HELLO.after(Duration.ofSeconds(3)));
    try (var client = new ScriptedClient(server)) {
      client.handshake();
      client.login();
      int channel = client.open(100, 100);
      client.exec(channel, "x");
      client.expect(Message.CHANNEL_SUCCESS);
      assertThat(client.poll()).isEmpty();
      assertThat(server.passTime()).containsExactly(Duration.ofSeconds(3));
      assertThat(client.outcome(channel).out()).isEqualTo("hello\n");
    }
  }

  @Test
  void sendsNoMoreThanTheWindowAndThePacketAllow() throws Exception {
    try (var client = loggedIn(Answer.of("0123456789").endless())) {
      int channel = client.open(25, 10);
      client.exec(channel, "x");
      client.expect(Message.CHANNEL_SUCCESS);
      assertThat(data(client)).isEqualTo("0123456789");
      assertThat(data(client)).isEqualTo("0123456789");
      assertThat(data(client)).isEqualTo("01234");
      assertThat(client.poll()).isEmpty();
      client.send(client.to(Message.CHANNEL_WINDOW_ADJUST, channel).putInt(7));
      assertThat(data(client)).isEqualTo("5678901");
      assertThat(client.poll()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9, 10, 11, 32_768, 100_001, 2_000_000})
  void repeatsItsOutputToTheByte(long bytes) throws Exception {
    try (var client = loggedIn(Answer.of("0123456789").withBytes(bytes))) {
      String out = client.run("x").out();
      assertThat(out).hasSize((int) bytes);
      assertThat(out)
          .isEqualTo("0123456789".repeat((int) bytes / 10 + 1).substring(0, (int) bytes));
    }
  }

  @Test
  void echoesAndGivesCreditBack() throws Exception {
    try (var client = loggedIn(Answer.echoing())) {
      int channel = client.open(8 << 20, 32 << 10);
      client.exec(channel, "cat");
      client.expect(Message.CHANNEL_SUCCESS);
      byte[] block = new byte[32 << 10];
      int credit = 0;
      for (int i = 0; i < 100; i++) { // more than the window would take at once
        client.send(client.to(Message.CHANNEL_DATA, channel).putString(block));
        SshReader body = client.next();
        if (body.readByte() == Message.CHANNEL_WINDOW_ADJUST) {
          body.readInt();
          credit += body.readInt();
          body = client.expect(Message.CHANNEL_DATA);
        }
      }
      assertThat(credit).isGreaterThanOrEqualTo(ServerChannel.WINDOW / 2);
      client.send(client.to(Message.CHANNEL_EOF, channel));
      assertThat(client.outcome(channel).end()).isEqualTo("exit-status 0");
    }
  }

  @Test
  void refusesInputBeyondItsWindow() throws Exception {
    try (var client = loggedIn(HELLO.withExit(new Exit.Never()))) {
      int channel = client.open(0, 100);
      client.exec(channel, "x");
      byte[] block = new byte[ServerChannel.MAX_PACKET + 1];
      assertThatExceptionOfType(ServerEnded.class)
          .isThrownBy(() -> client.send(client.to(Message.CHANNEL_DATA, channel).putString(block)))
          .withMessageContaining("32769 bytes");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env       | LANG | C   | 99
          env       | A=B  | C   | 100
          pty-req   | xterm| x   | 100
          subsystem | sftp | x   | 100
          """)
  void answersRequestsBeforeACommand(String name, String first, String second, int answer)
      throws Exception {
    try (var client = loggedIn(HELLO)) {
      int channel = client.open(100, 100);
      client.send(client.request(channel, name, true).putString(first).putString(second));
      client.expect(answer);
      client.exec(channel, "x");
      client.expect(Message.CHANNEL_SUCCESS);
    }
  }

  @Test
  void runsOneCommandAChannel() throws Exception {
    try (var client = loggedIn(HELLO.withExit(new Exit.Never()))) {
      int channel = client.open(0, 100);
      client.exec(channel, "x");
      client.expect(Message.CHANNEL_SUCCESS);
      client.exec(channel, "y");
      client.expect(Message.CHANNEL_FAILURE);
    }
  }

  @Test
  void opensSessionsOnly() throws Exception {
    try (var client = loggedIn(HELLO)) {
      SshWriter open = client.transport().message(Message.CHANNEL_OPEN).putString("direct-tcpip");
      client.send(open.putInt(1).putInt(100).putInt(100));
      SshReader body = client.expect(Message.CHANNEL_OPEN_FAILURE);
      assertThat(body.readInt()).isEqualTo(1);
      assertThat(body.readInt()).isEqualTo(3);
    }
  }

  @Test
  void givesASignOfLife() throws Exception {
    try (var client = loggedIn(HELLO)) {
      SshWriter question = client.transport().message(Message.GLOBAL_REQUEST);
      client.send(question.putString("keepalive@openssh.com").putBoolean(true));
      client.expect(Message.REQUEST_FAILURE);
    }
  }

  @Test
  void refusesAChannelThatIsNotOpen() throws Exception {
    try (var client = loggedIn(HELLO)) {
      assertThatExceptionOfType(ServerEnded.class)
          .isThrownBy(() -> client.exec(5, "x"))
          .withMessage("message for channel 5, which is not open");
    }
  }

  @Test
  void endsTheCommandWhenTheClientClosesItsChannel() throws Exception {
    var killed = new java.util.concurrent.atomic.AtomicInteger();
    MemoryServer server =
        new MemoryServer(
            Behaviour.of(Script.shell()),
            new Authorized.Anyone(),
            (_, _, _) -> new Endless(killed::incrementAndGet));
    try (var client = new ScriptedClient(server)) {
      client.handshake();
      client.login();
      int one = client.open(100, 100);
      client.exec(one, "x");
      client.expect(Message.CHANNEL_SUCCESS);
      int two = client.open(100, 100);
      client.exec(two, "x");
      client.expect(Message.CHANNEL_SUCCESS);
      client.send(client.to(Message.CHANNEL_CLOSE, one));
      client.expect(Message.CHANNEL_CLOSE);
      assertThat(killed).hasValue(1);
    }
    assertThat(killed).hasValue(2); // the connection took the other one with it
  }

  @Test
  void changesKeysWheneverTheClientWants() throws Exception {
    try (var client = loggedIn(Answer.of("0123456789").withBytes(500_000))) {
      for (int i = 0; i < 3; i++) {
        client.transport().rekey();
        client.flush();
        assertThat(client.run("x").out()).hasSize(500_000);
      }
    }
  }

  @Test
  void changesKeysByItselfAndLosesNothing() throws Exception {
    Behaviour behaviour =
        Behaviour.of(Script.always(Answer.of("0123456789").withBytes(500_000)))
            .rekeyingAfter(20_000);
    try (var client = new ScriptedClient(new MemoryServer(behaviour, new Authorized.Anyone()))) {
      client.handshake();
      client.login();
      byte[] session = client.transport().session().clone();
      assertThat(client.run("x").out()).isEqualTo("0123456789".repeat(50_000));
      assertThat(client.transport().session()).isEqualTo(session);
    }
  }

  private static String data(ScriptedClient client) throws Exception {
    SshReader body = client.expect(Message.CHANNEL_DATA);
    assertThat(body.readInt()).isEqualTo(7);
    return body.readText();
  }

  private static ScriptedClient client(Answer answer, Authorized who) throws Exception {
    MemoryServer server = new MemoryServer(Behaviour.of(Script.always(answer)), who);
    ScriptedClient client = new ScriptedClient(server);
    client.handshake();
    return client;
  }

  private static ScriptedClient loggedIn(Answer answer) throws Exception {
    ScriptedClient client = client(answer, new Authorized.Anyone());
    client.login();
    return client;
  }

  /// A command that does nothing until it is killed.
  private record Endless(Runnable killed) implements Program {
    @Override
    public void start() {}

    @Override
    public void input(byte[] bytes) {}

    @Override
    public void inputEnded() {}

    @Override
    public void kill() {
      killed.run();
    }
  }
}
