package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Two transports in memory, one on each side.
class HandshakeTest {

  private static final int REQUEST = Message.SERVICE_REQUEST;
  private static final int ACCEPT = Message.SERVICE_ACCEPT;

  static Stream<Arguments> methodsAndHostKeys() {
    return Arrays.stream(Proposals.METHODS.split(" "))
        .flatMap(method ->
            Arrays.stream(Proposals.HOST_KEYS.split(" "))
                .map(hostKey -> Arguments.of(method, hostKey)));
  }

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("methodsAndHostKeys")
  void endsWithKeysOnBothSides(String method, String hostKey) throws Exception {
    for (boolean seenToHold : new boolean[] {true, false}) {
      Guesses guesses = new Guesses();
      met(guesses, method, seenToHold);
      AtomicReference<String> judged = new AtomicReference<>("");
      Side client =
          Side.client(
              Proposals.of(method, hostKey),
              guesses,
              (key, decision) -> {
                judged.set(key.toString());
                decision.trust();
              },
              Side.NEVER);
      Side server = Side.server(Proposals.standard(), HostKeys.signing(hostKey), Side.NEVER);

      Side.connect(client, server);

      worksBothWays(client, server);
      assertThat(judged).hasValue(HostKeys.signing(hostKey).publicKey().toString());
      assertThat(client.transport().isStrict()).isTrue();
      assertThat(client.transport().session()).hasSize(32);
      assertThat(client.transport().session()).isEqualTo(server.transport().session());
      assertThat(client.transport().peer()).isEqualTo("SSH-2.0-Server_test");
      assertThat(server.transport().peer()).isEqualTo("SSH-2.0-Muster_test");
    }
  }

  private static void worksBothWays(Side client, Side server) throws Exception {
    assertThat(client.timesSecured()).isEqualTo(1);
    assertThat(server.timesSecured()).isEqualTo(1);
    assertThat(client.transport().isExchanging()).isFalse();
    assertThat(server.transport().isExchanging()).isFalse();
    client.send(REQUEST, "to the server");
    server.send(ACCEPT, "to the client");
    Side.talk(client, server);
    assertThat(server.heard()).last().isEqualTo("5 to the server");
    assertThat(client.heard()).last().isEqualTo("6 to the client");
  }

  @ParameterizedTest(name = "{0} after {1}: {2}")
  @CsvSource(
      textBlock =
          """
          curve25519-sha256,     nothing, true
          curve25519-sha256,     held,    true
          curve25519-sha256,     failed,  false
          ecdh-sha2-nistp256,    nothing, true
          mlkem768x25519-sha256, nothing, false
          mlkem768x25519-sha256, held,    true
          mlkem768x25519-sha256, failed,  false
          """)
  void guessesWhatItCanAfford(String method, String before, boolean guessed) throws Exception {
    Guesses guesses = new Guesses();
    if (!before.equals("nothing")) {
      met(guesses, method, before.equals("held"));
    }
    Side client = client(Proposals.of(method, "ssh-ed25519"), guesses);
    client.transport().start();

    List<byte[]> packets = plainPackets(client.said());
    SshReader proposal = new SshReader(packets.getFirst());
    assertThat(proposal.readByte()).isEqualTo(Message.KEXINIT);
    assertThat(KexInit.parse(proposal).guessFollows()).isEqualTo(guessed);
    assertThat(packets).hasSize(guessed ? 2 : 1);
    assertThat(packets.getLast()[0]).isEqualTo((byte) (guessed ? KexMethod.INIT : KexInit.MESSAGE));
  }

  /// A server was met that puts `method` first, or something else.
  private static void met(Guesses guesses, String method, boolean first) {
    guesses.learn(List.of(method), first ? List.of(method) : List.of("other", method), true);
  }

  private static Side client(KexInit proposal, Guesses guesses) {
    return Side.client(proposal, guesses, (key, decision) -> decision.trust(), Side.NEVER);
  }

  /// Returns the payloads after the identification line.
  private static List<byte[]> plainPackets(byte[] said) {
    ByteBuffer in = ByteBuffer.wrap(said);
    while (in.get() != '\n') {}
    List<byte[]> packets = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] packet = new byte[in.getInt()];
      in.get(packet);
      packets.add(Arrays.copyOfRange(packet, 1, packet.length - packet[0]));
    }
    return packets;
  }

  @Test
  void skipsAGuessThatDoesNotHoldAndLearnsFromIt() throws Exception {
    Guesses guesses = new Guesses();
    KexInit ours = Proposals.of("curve25519-sha256 ecdh-sha2-nistp256", "ssh-ed25519");
    KexInit theirs = Proposals.of("ecdh-sha2-nistp256 curve25519-sha256", "ssh-ed25519");
    Side client = client(ours, guesses);
    Side server = Side.server(theirs, HostKeys.ED25519, Side.NEVER);
    client.transport().start();
    assertThat(client.transport().isHolding()).isTrue();
    server.transport().start();
    Side.talk(client, server);

    worksBothWays(client, server);
    assertThat(guesses.isWorthwhile("curve25519-sha256", KexMethod.named("curve25519-sha256")))
        .isFalse();
  }

  @Test
  void guessesWhatServersPutFirstOnceOneWasMet() throws Exception {
    Guesses guesses = new Guesses();
    KexInit ours = Proposals.of("mlkem768x25519-sha256 curve25519-sha256", "ssh-ed25519");
    KexInit theirs = Proposals.of("curve25519-sha256 ecdh-sha2-nistp256", "ssh-ed25519");
    for (boolean guessed : new boolean[] {false, true}) {
      Side client = client(ours, guesses);
      Side server = Side.server(theirs, HostKeys.ED25519, Side.NEVER);
      client.transport().start();
      byte[] said = client.said();
      assertThat(plainPackets(said)).hasSize(guessed ? 2 : 1);
      server.transport().start();
      server.receive(said);
      Side.talk(client, server);
      worksBothWays(client, server);
    }
  }

  /// Whoever puts a weaker method first for the sake of a guess could be held to it: by a server
  /// that has a better one, unless the exchange is made again.
  @Test
  void startsOverWithAServerThatHasABetterMethod() throws Exception {
    Guesses guesses = new Guesses();
    KexInit ours = Proposals.of("mlkem768x25519-sha256 curve25519-sha256", "ssh-ed25519");
    KexInit both = Proposals.of("curve25519-sha256 mlkem768x25519-sha256", "ssh-ed25519");
    guesses.learn(ours.keyExchanges(), List.of("curve25519-sha256"), true);
    Side client = client(ours, guesses);
    Side server = Side.server(both, HostKeys.ED25519, Side.NEVER);
    client.transport().start();
    server.transport().start();

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> Side.talk(client, server))
        .satisfies(e -> assertThat(e.ending()).isEqualTo(new Ending.StartOver()));
    assertThat(guesses.ordered(ours.keyExchanges())).isEqualTo(ours.keyExchanges());
    Side again = client(ours, guesses);
    Side other = Side.server(both, HostKeys.ED25519, Side.NEVER);
    Side.connect(again, other);
    worksBothWays(again, other);
    guesses.learn(ours.keyExchanges(), List.of("curve25519-sha256"), true);
    assertThat(guesses.ordered(ours.keyExchanges()))
        .as("a fleet of both kinds is not asked twice each")
        .isEqualTo(ours.keyExchanges());
  }

  @Test
  void skipsAServersGuessThatDoesNotHold() throws Exception {
    Side client =
        client(Proposals.of("curve25519-sha256 ecdh-sha2-nistp256", "ssh-ed25519"), new Guesses());
    RawServer server = new RawServer(client);
    KexInit other =
        RawServer.strictly(Proposals.of("ecdh-sha2-nistp256 curve25519-sha256", "ssh-ed25519"));
    client.transport().start();
    server.identify("SSH-2.0-Raw_test");
    server.propose(
        new KexInit(
            other.keyExchanges(),
            other.hostKeys(),
            other.ciphers(),
            other.macs(),
            other.compressions(),
            true));
    server.say(KexMethod.REPLY); // nonsense that nobody reads
    server.finishExchange();

    assertThat(client.timesSecured()).isEqualTo(1);
    server.say(client.transport().message(ACCEPT).putString("hello"));
    assertThat(client.heard()).containsExactly("6 hello");
  }

  /// How long a password is would be half of it for some.
  @Test
  void packetsAreOfOneLengthUntilTheUserIsAuthenticated() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    assertThat(lengths(client, server)).hasSize(1);
    client.transport().rekey();
    Side.talk(client, server);
    assertThat(lengths(client, server)).as("after new keys").hasSize(1);
    client.transport().established();
    assertThat(lengths(client, server)).as("when no secret comes").hasSizeGreaterThan(1);
  }

  private static Set<Integer> lengths(Side client, Side server) throws Exception {
    Set<Integer> lengths = new HashSet<>();
    for (int length = 1; length <= 40; length++) {
      client.send(REQUEST, "x".repeat(length));
      byte[] said = client.said();
      lengths.add(said.length);
      server.receive(said);
    }
    return lengths;
  }

  /// It should be ASCII (RFC 4253 section 4.2); what is signed is what was sent.
  @Test
  void takesAServerWhoseNameIsNotAscii() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    RawServer server = new RawServer(client);
    client.transport().start();
    server.identify("SSH-2.0-Raw_test Gr\u00fc\u00dfe");
    server.propose(RawServer.strictly(Proposals.standard()));
    server.finishExchange();

    assertThat(client.timesSecured()).isEqualTo(1);
  }

  @Test
  void takesBytesOneAtATime() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    client.transport().start();
    server.transport().start();
    byte[] there = client.said();
    byte[] back = server.said();
    while (there.length + back.length > 0) {
      for (byte one : there) {
        server.receive(new byte[] {one});
      }
      for (byte one : back) {
        client.receive(new byte[] {one});
      }
      there = client.said();
      back = server.said();
    }
    worksBothWays(client, server);
  }

  @ParameterizedTest(name = "by {0}")
  @CsvSource(
      textBlock =
          """
          the client
          the server
          both at once
          """)
  void exchangesNewKeysWheneverASideWantsTo(String who) throws Exception {
    KexInit rsa = Proposals.of(Proposals.METHODS, "rsa-sha2-256");
    Side client = Side.client(rsa, Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.RSA, Side.NEVER);
    Side.connect(client, server);
    byte[] session = client.transport().session().clone();
    for (int round = 0; round < 3; round++) {
      if (!who.equals("the server")) {
        client.transport().rekey();
        client.transport().rekey(); // under way already
        assertThat(client.transport().isHolding()).isTrue();
      }
      if (!who.equals("the client")) {
        server.transport().rekey();
      }
      client.send(REQUEST, "held " + round);
      server.send(ACCEPT, "held " + round);
      Side.talk(client, server);

      assertThat(server.heard()).endsWith("5 held " + round);
      assertThat(client.heard()).endsWith("6 held " + round);
      worksBothWays(client, server);
      assertThat(client.transport().session()).isEqualTo(session);
    }
  }

  @Test
  void exchangesNewKeysAfterSoManyBytesEitherWay() throws Exception {
    Side client = Side.client(Proposals.standard(), 10_000);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    byte[] text = new byte[1000];
    int rekeyed = 0;
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      if (i == 10) {
        assertThat(rekeyed).isZero(); // limits count only after the peer has proven itself
        client.transport().established();
      }
      boolean up = i < 55;
      Side from = up ? client : server;
      from.transport()
          .send(from.transport().message(up ? REQUEST : ACCEPT).putString("n" + i).putBytes(text));
      sent.add((up ? "5 n" : "6 n") + i);
      rekeyed += client.transport().isExchanging() ? 1 : 0;
      byte[] bytes = from.said();
      (up ? server : client).receive(bytes);
      rekeyed += !up && client.transport().isExchanging() ? 1 : 0;
      Side.talk(client, server);
    }
    assertThat(rekeyed).isBetween(8, 12);
    assertThat(server.heard()).isEqualTo(sent.subList(0, 55));
    assertThat(client.heard()).isEqualTo(sent.subList(55, 100));
  }

  @Test
  void exchangesNewKeysAfterSomeTimeOnceSomethingIsSaid() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    client.rekeyAfterMillis(1000);
    client.pass(5000); // what passed before the first keys does not count
    Side.connect(client, server);
    client.transport().established();
    client.pass(999);
    client.send(REQUEST, "too early");
    assertThat(client.transport().isExchanging()).isFalse();
    Side.talk(client, server);
    client.pass(1);
    assertThat(client.transport().isExchanging()).isFalse();
    client.send(REQUEST, "by what we say");
    assertThat(client.transport().isExchanging()).isTrue();
    Side.talk(client, server);
    assertThat(client.transport().isExchanging()).isFalse();
    client.pass(1000);
    server.send(ACCEPT, "by what comes");
    client.receive(server.said());
    assertThat(client.transport().isExchanging()).isTrue();
    Side.talk(client, server);
    worksBothWays(client, server);
    assertThat(server.heard()).contains("5 too early", "5 by what we say");
    assertThat(client.heard()).contains("6 by what comes");
  }

  @Test
  void keepsTheOrderOfWhatItHeldBack() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    client.send(REQUEST, "0");
    client.transport().rekey();
    List<String> wanted = new ArrayList<>(List.of("5 0"));
    for (int i = 1; i < 50; i++) {
      client.send(REQUEST, "" + i);
      wanted.add("5 " + i);
    }
    byte[] proposal = client.said();
    server.receive(proposal);
    assertThat(server.heard()).containsExactly("5 0");
    client.receive(server.said());
    client.send(REQUEST, "50"); // both proposals are there: still held
    wanted.add("5 50");
    Side.talk(client, server);
    client.send(REQUEST, "51");
    wanted.add("5 51");
    Side.talk(client, server);

    assertThat(server.heard()).isEqualTo(wanted);
  }

  @Test
  void takesWhatThePeerSaidBeforeItHeardOurProposal() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    client.transport().rekey();
    server.send(ACCEPT, "crossed it");
    client.receive(server.said());

    assertThat(client.heard()).containsExactly("6 crossed it");
    Side.talk(client, server);
    worksBothWays(client, server);
  }

  @Test
  void waitsForADecisionAboutTheHostKey() throws Exception {
    AtomicReference<ClientExchange.Decision> decision = new AtomicReference<>();
    Side client =
        Side.client(
            Proposals.standard(), new Guesses(), (key, later) -> decision.set(later), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);

    assertThat(client.transport().isPaused()).isTrue();
    assertThat(client.timesSecured()).isZero();
    assertThat(client.transport().session()).isEmpty();
    server.send(ACCEPT, "early");
    client.receive(server.said());
    assertThat(client.heard()).isEmpty();
    assertThat(client.said()).isEmpty();

    decision.get().trust();
    assertThat(client.transport().isPaused()).isFalse();
    client.receive(new byte[0]);
    Side.talk(client, server);
    assertThat(client.heard()).containsExactly("6 early");
    worksBothWays(client, server);
  }

  @Test
  void endsIfTheHostKeyIsRefused() throws Exception {
    Side client =
        Side.client(
            Proposals.standard(),
            new Guesses(),
            (key, decision) -> decision.refuse("it is another one"),
            Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> Side.connect(client, server))
        .satisfies(
            e -> assertThat(e.ending()).isEqualTo(new Ending.HostKeyRefused("it is another one")));
    assertThat(client.timesSecured()).isZero();
    assertThat(client.said()).isEmpty(); // no NEWKEYS, nothing under keys that are not trusted
  }

  @Test
  void judgesTheHostKeyOnceAConnection() throws Exception {
    List<String> judged = new ArrayList<>();
    Side client =
        Side.client(
            Proposals.standard(),
            new Guesses(),
            (key, decision) -> {
              judged.add(key.key().fingerprint());
              decision.trust();
            },
            Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    client.transport().rekey();
    Side.talk(client, server);
    worksBothWays(client, server);

    assertThat(judged).containsExactly(HostKeys.ED25519.publicKey().fingerprint());
  }

  @Test
  void saysGoodbyeAtAnyTime() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    Side server = Side.server(Proposals.standard(), HostKeys.ED25519, Side.NEVER);
    Side.connect(client, server);
    client.transport().rekey();
    client.transport().disconnect(Message.REASON_BY_APPLICATION, "done\u001b[31m");

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> Side.talk(client, server))
        .satisfies(e -> assertThat(e.ending()).isEqualTo(new Ending.Disconnected(11, "done?[31m")));
  }

  @Test
  void answersMessagesThatNobodyKnows() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    RawServer server = RawServer.secured(client);
    server.hear();
    server.say(Message.IGNORE).say(22);

    List<byte[]> answers = server.hear();
    assertThat(answers).hasSize(1);
    SshReader answer = new SshReader(answers.getFirst());
    assertThat(answer.readByte()).isEqualTo(Message.UNIMPLEMENTED);
    assertThat(answer.readInt()).isEqualTo(1); // numbers began anew with the keys
  }

  @Test
  void tellsWhichSignatureAlgorithmsTheServerTakes() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    RawServer server = RawServer.secured(client);
    server.say(
        client
            .transport()
            .message(Message.EXT_INFO)
            .putInt(2)
            .putString("no-flow-control")
            .putString("p")
            .putString("server-sig-algs")
            .putString("ssh-ed25519,rsa-sha2-256"));

    assertThat(client.algorithms()).containsExactly("ssh-ed25519", "rsa-sha2-256");
  }
}
