package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Exchanges whose computations are done elsewhere, and compression, which begins after them.
class SlowExchangeTest {

  private static final String HOST_KEY = "ssh-ed25519";

  private final ArrayDeque<ClientExchange.Slow> waiting = new ArrayDeque<>();

  private Side client(String method) {
    return Side.client(Proposals.of(method, HOST_KEY), waiting::add);
  }

  private static Side server(String method) {
    return Side.server(Proposals.of(method, HOST_KEY), HostKeys.ED25519, Side.NEVER);
  }

  @ParameterizedTest
  @CsvSource({
    "diffie-hellman-group14-sha1, 20",
    "diffie-hellman-group14-sha256, 32",
    "diffie-hellman-group16-sha512, 64",
    "diffie-hellman-group-exchange-sha256, 32",
    "sntrup761x25519-sha512, 64",
    "ecdh-sha2-nistp384, 48",
    "ecdh-sha2-nistp521, 64"
  })
  void endsWithKeysOnBothSides(String method, int hash) throws Exception {
    Side client = client(method);
    Side server = server(method);
    Side.connect(client, server);
    int steps = 0;
    while (!waiting.isEmpty()) {
      waiting.remove().compute().run();
      client.receive(new byte[0]);
      Side.talk(client, server);
      steps++;
    }

    assertThat(steps).isEqualTo(method.startsWith("ecdh") ? 0 : 2);
    assertThat(client.timesSecured()).isEqualTo(1);
    assertThat(client.transport().session()).hasSize(hash);
    assertThat(server.transport().session()).isEqualTo(client.transport().session());
    client.send(Message.SERVICE_REQUEST, "in");
    Side.talk(client, server);
    assertThat(server.heard()).last().isEqualTo("5 in");
  }

  @Test
  void holdsBackWhatComesWhileTheSecretIsComputed() throws Exception {
    Side client = client("diffie-hellman-group14-sha256");
    Side server = server("diffie-hellman-group14-sha256");
    Side.connect(client, server);
    assertThat(client.transport().isPaused()).isFalse(); // nothing is due from the server yet
    waiting.remove().compute().run();
    Side.talk(client, server);

    assertThat(waiting).hasSize(1);
    assertThat(client.transport().isPaused()).isTrue();
    assertThat(client.timesSecured()).isZero();
    ClientExchange.Then then = waiting.remove().compute();
    assertThat(client.timesSecured()).isZero();
    then.run();
    assertThat(client.transport().isPaused()).isFalse();
    assertThat(client.timesSecured()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"diffie-hellman-group14-sha256", "diffie-hellman-group-exchange-sha256"})
  void aReplyBeforeOurShareBreaksTheProtocol(String method) throws Exception {
    RawServer server = new RawServer(client(method));
    server.identify("SSH-2.0-Hostile").propose(Proposals.of(method, HOST_KEY));

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> server.say(33))
        .withMessageContaining("key exchange message 33 where 31 was due");
  }

  @Test
  void aGroupThatNobodyAskedForBreaksTheProtocol() throws Exception {
    String method = "diffie-hellman-group-exchange-sha256";
    RawServer server = new RawServer(client(method));
    server.identify("SSH-2.0-Hostile").propose(Proposals.of(method, HOST_KEY));

    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server.say(31));
  }

  @Test
  void isNeverGuessed() throws Exception {
    Guesses guesses = new Guesses();
    List<String> only = List.of("diffie-hellman-group14-sha256");
    guesses.learn(only, only, true);
    Side client =
        Side.client(
            Proposals.of("diffie-hellman-group14-sha256", HOST_KEY),
            guesses,
            (key, decision) -> decision.trust(),
            Side.NEVER);
    client.transport().start();
    Side server = server("diffie-hellman-group14-sha256");
    server.transport().start();
    server.receive(client.said()); // a guess would be answered at once
    server.said();
    assertThat(server.transport().isExchanging()).isTrue();
    assertThat(server.timesSecured()).isZero();
  }

  @Test
  void compressesOnceTheUserIsAuthenticatedAndWithNewKeys() throws Exception {
    Side client = Side.client(Proposals.compressing("zlib@openssh.com"), Side.NEVER);
    Side server =
        Side.server(Proposals.compressing("none zlib@openssh.com"), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    String text = "again and ".repeat(300);
    assertThat(client.transport().isCompressionAgreed()).isTrue();
    assertThat(sent(client, server, text)).isGreaterThan(3000);

    client.transport().established();
    server.transport().established();
    for (int round = 0; round < 3; round++) {
      assertThat(sent(client, server, text)).isLessThan(300);
      assertThat(sent(server, client, text)).isLessThan(300);
      client.transport().rekey();
      Side.talk(client, server);
    }
    client.transport().end("done");
    server.transport().end("done");
  }

  @Test
  void compressesNothingUnlessBothWantTo() throws Exception {
    Side client = Side.client(Proposals.compressing("zlib@openssh.com none"), Side.NEVER);
    Side server = Side.server(Proposals.compressing("none"), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    client.transport().established();
    server.transport().established();

    assertThat(client.transport().isCompressionAgreed()).isFalse();
    assertThat(sent(client, server, "again and ".repeat(300))).isGreaterThan(3000);
  }

  private static int sent(Side from, Side to, String text) throws Exception {
    from.send(Message.SERVICE_REQUEST, text);
    byte[] said = from.said();
    to.receive(said);
    assertThat(to.heard()).last().isEqualTo("5 " + text);
    return said.length;
  }
}
